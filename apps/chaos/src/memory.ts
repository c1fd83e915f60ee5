/** Below this many samples nothing is said. */
const FEWEST = 16;
/** What a heap may grow by from the second quarter of a run to its last, beside a tenth. */
const NOISE_BYTES = 8 * 1024 * 1024;

export interface Growth {
  /** Medians of the second and of the last quarter, in bytes. */
  readonly early: number;
  readonly late: number;
  readonly isFlat: boolean;
}

/** How a heap has grown, once it was warm; undefined for a run too short to say it. */
export function growthOf(samples: readonly number[]): Growth | undefined {
  if (samples.length < FEWEST) return undefined;
  const quarter = Math.floor(samples.length / 4);
  const early = median(samples.slice(quarter, 2 * quarter));
  const late = median(samples.slice(-quarter));
  return { early, late, isFlat: late <= 1.1 * early + NOISE_BYTES };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
