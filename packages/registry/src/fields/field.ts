import type { JsonSchema } from '@durable-lua/determinism/host';
import type { FindingCode } from '../findings.js';
import type { Cursor } from './cursor.js';

/**
 * One line of a kind's table of fields. From these tables follow the checks of type, presence, range and spelling, the
 * defaults, the TypeScript types of what was read, and the JSON Schema with which editors help.
 *
 * `HasDefault` is true if reading always gives a value.
 */
export interface Field<T, HasDefault extends boolean = boolean> {
  readonly hasDefault: HasDefault;
  /** Absent or empty is an error, of this code. */
  readonly required?: FindingCode;
  /** A key without a value (`field:`) is read as this, instead of as absent. */
  readonly whenEmpty?: unknown;
  /** What may be written, as far as a schema can say it; with its description. */
  readonly schema: JsonSchema;
  /** A value as an author would write it; as it is, if absent. */
  written?(value: T): unknown;
  /** Reads what was written, which is never null. Reports what is wrong with it and then gives nothing. */
  read(value: unknown, at: Cursor): T | undefined;
  /** The value when nothing was written, or nothing good; present if and only if it `hasDefault`. */
  fallback?(at: Cursor): T;
}

/** Fields by the names they have in YAML. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

export type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

type Flat<T> = { [K in keyof T]: T[K] };
type DefaultedKeys<S extends Fields> = { [K in keyof S]: S[K] extends Field<unknown, true> ? K : never }[keyof S];
type TypeOf<F> = F extends Field<infer T> ? T : never;

/**
 * What reading a table of fields gives: names in camel case, values normalised. Fields without a default may be
 * absent, required ones too: then a finding says so.
 */
export type Values<S extends Fields> = Flat<
  { [K in DefaultedKeys<S> & string as Camel<K>]: TypeOf<S[K]> } & {
    [K in Exclude<keyof S, DefaultedKeys<S>> & string as Camel<K>]?: TypeOf<S[K]>;
  }
>;

/** The same field, with its text for people: what it is, in one or two sentences. */
export function about<T, D extends boolean>(description: string, field: Field<T, D>): Field<T, D> {
  return { ...field, schema: { description, ...field.schema } };
}

/** The same field with another schema: one that also knows what only others check. */
export function shown<T, D extends boolean>(schema: JsonSchema, field: Field<T, D>): Field<T, D> {
  return { ...field, schema };
}

/** The field must be given, and not be empty; `code` is that of the finding if it is not. */
export function required<T>(field: Field<T>, code: FindingCode = 'E-FIELD-REQUIRED'): Field<T, false> {
  const { schema } = field;
  return {
    hasDefault: false,
    required: code,
    schema: schema['type'] === 'string' && !('enum' in schema) ? { minLength: 1, ...schema } : schema,
    read: (value, at) => field.read(value, at),
  };
}

/** The field may be left out, and then there is no value. `whenEmpty`: how to read a key without a value. */
export function optional<T>(field: Field<T>, whenEmpty?: unknown): Field<T, false> {
  return { hasDefault: false, whenEmpty, schema: field.schema, read: (value, at) => field.read(value, at) };
}

/** The field may be left out, and then has this value. */
export function withDefault<T>(field: Field<T>, value: T): Field<T, true> {
  return {
    hasDefault: true,
    schema: { ...field.schema, default: field.written?.(value) ?? value },
    read: (given, at) => field.read(given, at),
    fallback: () => value,
  };
}

/** As the other field, its value put into another shape. */
export function convert<T, U>(field: Field<T, true>, into: (value: T) => U): Field<U, true> {
  return {
    hasDefault: true,
    schema: field.schema,
    read(given, at) {
      const value = field.read(given, at);
      return value === undefined ? undefined : into(value);
    },
    fallback: (at) => into(field.fallback!(at)),
  };
}

/**
 * Only certain values can be honoured, so that none need be kept; any other is complained about.
 *
 * @param why completes the sentence `"<field>" is <value>, which is …`
 */
export function only<T>(field: Field<T>, accepted: readonly T[], code: FindingCode, why: string): Field<never, false> {
  const { schema } = field;
  // A duration has many spellings.
  const isExact = code.startsWith('E-') && ['boolean', 'integer', 'number'].includes(String(schema['type']));
  return {
    hasDefault: false,
    schema: { ...schema, ...(isExact && { enum: accepted }), deprecationMessage: `Other values are ${why}.` },
    read(value, at) {
      const read = field.read(value, at);
      if (read !== undefined && !accepted.includes(read)) {
        at.report(code, `"${at.name}" is ${JSON.stringify(value)}, which is ${why}; remove the field`);
      }
      return undefined;
    },
  };
}

/** A field that has no business here, whatever it holds. */
export function misplaced(code: FindingCode, why: string): Field<never, false> {
  return {
    hasDefault: false,
    schema: {
      deprecationMessage: why,
      ...(code.startsWith('E-') && { not: {} }),
    },
    read(_value, at) {
      at.report(code, `"${at.name}" ${why}`, 'key');
      return undefined;
    },
  };
}

/** A field that the format knows and this runtime does not serve. */
export function unserved(): Field<never, false> {
  return misplaced('W-UNSUPPORTED', 'is not supported and has no effect; remove it');
}
