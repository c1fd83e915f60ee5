import { type LuaError, invalid } from '../errors.js';
import { nearest } from '../nearest.js';
import { numberText } from '../number-text.js';
import type { OptionValue } from './option-table.js';

/** Where a problem is: the option as it was written, then the fields inside it. */
export type OptionPath = readonly string[];

/** In what way a value is wrong: its Lua type, out of bounds, no duration, none of the words, an empty string. */
export type WrongValue = 'type' | 'range' | 'duration' | 'choice' | 'empty';

/**
 * What is wrong with an option, as data: a call from Lua raises the first as an error, who checks a file reports each at
 * its place.
 */
export type OptionProblem =
  | {
      readonly kind: 'value';
      readonly path: OptionPath;
      readonly wrong: WrongValue;
      readonly expected: string;
      readonly found: string;
      /** The item of a list that is wrong, from 0. */
      readonly item?: number;
    }
  /** `known`: what could stand there, as the author would write it. */
  | { readonly kind: 'unknown'; readonly path: OptionPath; readonly known: readonly string[]; readonly near?: string }
  /** The option at `path` cannot stand together with the one at `other`. */
  | { readonly kind: 'contradiction'; readonly path: OptionPath; readonly other: OptionPath; readonly why: string }
  /** `side` is what refuses the option: `a local activity`. */
  | { readonly kind: 'unavailable'; readonly path: OptionPath; readonly side: string };

/** The place of one option while it is read; takes note of what is wrong there. */
export class OptionPlace {
  constructor(
    readonly path: OptionPath,
    private readonly problems: OptionProblem[],
  ) {}

  /** The place of a field, or, from the root, of an option. */
  at(key: string): OptionPlace {
    return new OptionPlace([...this.path, key], this.problems);
  }

  /** Notes that the value is not what it should be; gives undefined, as a value that is not there. */
  refuse(wrong: WrongValue, expected: string, found: OptionValue | string, item?: number): undefined {
    const got = typeof found === 'string' ? found : shown(found);
    const at = item === undefined ? {} : { item };
    this.problems.push({ kind: 'value', path: this.path, wrong, expected, found: got, ...at });
  }

  /** Notes a name that nobody knows, with the one that was probably meant. */
  unknown(name: string, known: readonly string[]): void {
    const near = nearest(lastPart(name), known.map(lastPart));
    const meant = known.find((one) => lastPart(one) === near);
    this.problems.push({
      kind: 'unknown',
      path: [...this.path, name],
      known,
      ...(meant === undefined ? {} : { near: meant }),
    });
  }

  /** Notes that two options or fields at this place cannot stand together. */
  contradiction(other: string, name: string, why: string): void {
    this.problems.push({ kind: 'contradiction', path: [...this.path, name], other: [...this.path, other], why });
  }

  /** Notes that an option is not available on a side. */
  unavailable(name: string, side: string): void {
    this.problems.push({ kind: 'unavailable', path: [...this.path, name], side });
  }
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function shown({ type, data: value, problem }: OptionValue): string {
  if (problem !== undefined && type !== 'function') return `${type} (${problem})`;
  if (type === 'string') return value instanceof Uint8Array ? 'a string that is not UTF-8' : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value);
  return type === 'number' || type === 'boolean' ? String(value) : type;
}

/** The error that Lua gets for a problem: of kind `INVALID`, with the option in its details. */
export function optionError(problem: OptionProblem): LuaError {
  const option = problem.path.join('.');
  switch (problem.kind) {
    case 'value': {
      const { expected, found } = problem;
      return invalid(`option '${option}': ${expected} expected, got ${found}`, { option, expected, found });
    }
    case 'unknown': {
      const inside = problem.path.slice(0, -1);
      const full = (name: string): string => [...inside, name].join('.');
      const remedy =
        problem.near === undefined
          ? `known: ${problem.known.map(full).join(', ')}`
          : `did you mean '${full(problem.near)}'?`;
      return invalid(`unknown ${inside.length === 0 ? 'option' : 'field'} '${option}'; ${remedy}`, { option });
    }
    case 'contradiction': {
      const other = problem.other.join('.');
      const details = { option: other, conflicts_with: option };
      return invalid(`options '${other}' and '${option}' cannot be given together: ${problem.why}`, details);
    }
    case 'unavailable':
      return invalid(`option '${option}' is not available for ${problem.side}`, { option });
  }
}
