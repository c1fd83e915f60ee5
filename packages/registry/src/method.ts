import type { CallableEntry } from './entries.js';
import { findingIn, type Finding } from './findings.js';

/**
 * The finding that a chunk returned no function of the entry's name (E-METHOD). Only who runs the chunk can know.
 *
 * @param names the functions that the chunk did return
 */
export function methodFinding(entry: CallableEntry, names: readonly string[]): Finding {
  const returned =
    names.length === 0
      ? `no function at all: end the file with return { ${entry.method} = ${entry.method} }`
      : `only ${[...names].sort().join(', ')}`;
  const message = `${entry.source.chunkName} returns no function named "${entry.method}"; it returns ${returned}`;
  return findingIn(entry, 'method', entry.places.method, 'E-METHOD', message);
}
