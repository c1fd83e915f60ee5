import { nearest } from '@durable-lua/determinism/host';

/** A half-sentence that leads back from a wrong name: the near one, else all that are known. */
export function didYouMean(name: string, known: readonly string[], what: string): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  return known.length === 0 ? `there are no ${what}` : `known ${what}: ${known.join(', ')}`;
}
