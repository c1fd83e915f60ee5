/** Building blocks of programs that mean harm. */

/**
 * How a program ends:
 * - `stopped`: kind `INTERNAL` with the place, which no `pcall` catches
 * - `raised`: an error that a `pcall` catches
 * - `over`: with a value or any error, but soon
 */
export type Ending = 'stopped' | 'raised' | 'over';

export interface Bomb {
  readonly kind: string;
  /** The body of a function. */
  readonly lua: string;
  readonly ends: Ending;
  /** It waits, which nothing inside of a library function may. */
  readonly waits?: true;
  /** It is about what only a workflow has. */
  readonly onlyWorkflow?: true;
}

export const bomb = (kind: string, ends: Ending, ...bodies: readonly string[]): readonly Bomb[] =>
  bodies.map((lua) => ({ kind, ends, lua }));

export const inWorkflow = (...given: Parameters<typeof bomb>): readonly Bomb[] =>
  bomb(...given).map((one) => ({ ...one, onlyWorkflow: true }));
