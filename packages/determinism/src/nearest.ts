/**
 * The known name that was probably meant, or `undefined` when none is near. Upper or lower case makes no difference to what is near.
 * Ties go to the first. Pure.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Of a short name most letters must stand: everything is near to one letter.
  let least = Math.min(Math.max(2, Math.ceil(name.length / 3)), Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    if (candidate === name) return name;
    const steps = distance(name.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** The end of a message about a name that nobody knows: `; did you mean 'app:charge'?`, or nothing. Pure. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near === undefined || near === name ? '' : `; did you mean '${near}'?`;
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour to get from `a` to `b`. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let steps = Math.min(at(last, j) + 1, at(row, j - 1) + 1, change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) steps = Math.min(steps, at(beforeLast, j - 2) + 1);
      row.push(steps);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] as number;
