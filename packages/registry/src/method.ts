import type { CallableEntry } from './entries.js';
import type { Finding } from './findings.js';

/**
 * The finding that a chunk returned no function of the entry's name (E-METHOD). Only who runs the chunk can know.
 *
 * @param names the functions that the chunk did return
 */
export function methodFinding(entry: CallableEntry, names: readonly string[]): Finding {
  const returned = names.length === 0 ? 'no function at all' : `only ${[...names].sort().join(', ')}`;
  return {
    code: 'E-METHOD',
    severity: 'error',
    file: entry.file,
    ...entry.methodPosition,
    entry: entry.id,
    field: 'method',
    message: `${entry.source.chunkName} returns no function named "${entry.method}"; it returns ${returned}`,
  };
}
