/** One measured quantity: a list of samples, one per round, for each of those compared. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: Readonly<Record<string, readonly number[]>>;
  /** Which is divided by which, and what is aimed at. */
  readonly ratio?: { readonly of: string; readonly to: string; readonly aim?: Aim };
  /** What is aimed at for one of them alone. */
  readonly limit?: { readonly of: string; readonly atMost: number };
}

export interface Aim {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Figures of one benchmark. */
export interface Result {
  readonly benchmark: string;
  readonly figures: readonly Figure[];
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const median = Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** Round by round, so that what slowed down a whole round cancels out. */
export function ratios({ samples, ratio }: Figure): readonly number[] {
  if (ratio === undefined) return [];
  const to = samples[ratio.to] ?? [];
  return (samples[ratio.of] ?? []).slice(0, to.length).map((value, round) => value / (to[round] as number));
}

/** Whether the median ratio is what was aimed at; undefined when nothing was. */
export function meets({ atLeast = -Infinity, atMost = Infinity }: Aim, ratio: number): boolean {
  return ratio >= atLeast && ratio <= atMost;
}

/** Collects samples by figure and by who they are of. */
export class Samples {
  private readonly byFigure = new Map<string, Record<string, number[]>>();

  add(figure: string, of: string, value: number): void {
    const figures = this.byFigure.get(figure) ?? {};
    (figures[of] ??= []).push(value);
    this.byFigure.set(figure, figures);
  }

  of(figure: string): Readonly<Record<string, readonly number[]>> {
    return this.byFigure.get(figure) ?? {};
  }
}
