import type { JsonSchema } from '@durable-lua/determinism/host';
import { isVisible, quoted } from '../visible.js';
import { describeType } from '../yaml/raw.js';
import type { Cursor } from './cursor.js';
import type { Field } from './field.js';
import { containsEnv, resolveEnv } from './env.js';

interface TextOptions {
  /** What becomes of `${env:NAME}`: put in, left alone, or (if not said) left alone with a warning. */
  env?: 'resolve' | 'keep';
  /** The empty string is none. */
  filled?: boolean;
  /** It may have several lines, such as a certificate or Lua text, and is no name: it may hold any character. */
  multiline?: boolean;
  /** What the text must look like, and how to say so. */
  form?: { pattern: RegExp; expected: string };
}

/** A string. */
export function text(options: TextOptions = {}): Field<string, false> {
  return {
    hasDefault: false,
    schema: textSchema(options),
    read(value, at) {
      if (typeof value !== 'string') return wrongType(at, 'a string', value);
      if (options.env === undefined && containsEnv(value)) {
        at.report('W-UNSUPPORTED', `\${env:…} is not put in here: "${at.name}" is taken as it is written`);
      }
      if (options.filled && value === '') {
        at.report('E-FIELD-REQUIRED', `"${at.name}" must not be empty; give it a value or remove it`, 'key');
        return undefined;
      }
      const result = options.env === 'resolve' ? resolveEnv(value, at) : value;
      if (result !== undefined && !options.multiline && !isVisible(result)) {
        const message = `expected text without control and bidirectional characters, found ${quoted(result)}`;
        at.report('E-FIELD-TYPE', message);
        return undefined;
      }
      if (result === undefined || result === '' || !options.form || options.form.pattern.test(result)) return result;
      at.report('E-FIELD-TYPE', `expected ${options.form.expected}, found ${JSON.stringify(result)}`);
      return undefined;
    },
  };
}

function textSchema({ env, filled, form }: TextOptions): JsonSchema {
  // A variable may give what the form wants; what is empty counts as absent.
  const pattern = form && `^$|${form.pattern.source}${env === 'resolve' ? String.raw`|\$\{env:` : ''}`;
  return { type: 'string', ...(filled && { minLength: 1 }), ...(pattern !== undefined && { pattern }) };
}

/** `true` or `false`. */
export function flag(): Field<boolean, false> {
  return {
    hasDefault: false,
    schema: { type: 'boolean' },
    read: (value, at) => (typeof value === 'boolean' ? value : wrongType(at, 'true or false', value)),
  };
}

interface Range {
  min?: number;
  max?: number;
}

const bounds = ({ min, max }: Range): JsonSchema => ({
  ...(min !== undefined && { minimum: min }),
  ...(max !== undefined && { maximum: max }),
});

/** A finite number. */
export function number(range: Range = {}): Field<number, false> {
  return {
    hasDefault: false,
    schema: { type: 'number', ...bounds(range) },
    read: (value, at) => (typeof value === 'number' ? inRange(value, range, at) : wrongType(at, 'a number', value)),
  };
}

/** A whole number. */
export function integer(range: Range = {}): Field<number, false> {
  return {
    hasDefault: false,
    schema: { type: 'integer', ...bounds(range) },
    read(value, at) {
      if (typeof value !== 'number') return wrongType(at, 'a whole number', value);
      if (Number.isFinite(value) && !Number.isInteger(value)) {
        at.report('E-FIELD-TYPE', `expected a whole number, found the fraction ${value}`);
        return undefined;
      }
      return inRange(value, range, at);
    },
  };
}

/** One of these words. */
export function choice<const T extends string>(words: readonly T[]): Field<T, false> {
  return {
    hasDefault: false,
    schema: { enum: words },
    read(value, at) {
      if (typeof value !== 'string') return wrongType(at, `one of ${words.join(', ')}`, value);
      if ((words as readonly string[]).includes(value)) return value as T;
      at.report('E-ENUM', `${JSON.stringify(value)} is not one of ${words.join(', ')}`);
      return undefined;
    },
  };
}

function inRange(value: number, { min = -Infinity, max = Infinity }: Range, at: Cursor): number | undefined {
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  const limits: string[] = [];
  if (min > -Infinity) limits.push(`at least ${min}`);
  if (max < Infinity) limits.push(`at most ${max}`);
  at.report('E-RANGE', `${value} is out of range: expected ${limits.join(' and ') || 'a finite number'}`);
  return undefined;
}

export function wrongType(at: Cursor, expected: string, found: unknown): undefined {
  at.report('E-FIELD-TYPE', `expected ${expected}, found ${describeType(found)}`);
  return undefined;
}
