import type { Log } from './capabilities.js';
import type { Data } from './data.js';

/**
 * A log that adds what the host knows to each line, after the fields of the line. A field that the author named the same
 * keeps the author's value: it is said to be about something else.
 */
export function withLogFacts(facts: Readonly<Record<string, Data>>, log: Log): Log {
  return {
    write: (level, message, fields) => log.write(level, message, { ...fields, ...facts, ...fields }),
  };
}
