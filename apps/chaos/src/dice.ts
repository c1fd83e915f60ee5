import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Everything random of a run: the same from the same seed. */
export class Dice {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** An integer from `min` to `max`, both possible. */
  between(min: number, max: number): number {
    return uniformInt(this.generator, min, max);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.between(1, times) === 1;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.between(0, list.length - 1)] ?? list[0];
  }

  /** A list of `min` to `max` things. */
  some<T>(min: number, max: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.between(min, max) }, (_, index) => make(index));
  }
}
