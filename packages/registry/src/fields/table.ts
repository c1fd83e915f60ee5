import { orNull, type JsonSchema } from '@durable-lua/determinism/host';
import { didYouMean } from '../suggest.js';
import { describeType, isTable } from '../yaml/raw.js';
import type { Cursor } from './cursor.js';
import type { Camel, Field, Fields, Values } from './field.js';

interface TableOptions {
  /** What to do about a field that the table does not name; an error if not said. */
  unknown?: 'ignore' | 'warn';
}

/** A table with these fields. If it is absent, its fields still have their defaults. */
export function table<S extends Fields>(fields: S, options: TableOptions = {}): Field<Values<S>, true> {
  return {
    hasDefault: true,
    schema: tableSchema(fields, options),
    read(value, at) {
      if (isTable(value)) return readTable(fields, at, options);
      at.report('E-FIELD-TYPE', `expected a table, found ${describeType(value)}`);
      return undefined;
    },
    fallback: (at) => readTable(fields, at, options),
  };
}

/** The schema of a table: that of each field, null where a key without a value counts as absent. */
export function tableSchema(fields: Fields, { unknown }: TableOptions = {}): JsonSchema {
  const rows = Object.entries(fields);
  const needed = rows.filter(([, field]) => isNeeded(field)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      rows.map(([name, field]) => [name, allowsNothing(field) ? orNull(field.schema) : field.schema]),
    ),
    ...(needed.length > 0 && { required: needed }),
    ...(unknown === undefined && { additionalProperties: false }),
  };
}

/** A table whose fields are read though it is absent must hold those that are required. */
const isNeeded = ({ required, hasDefault, schema }: Field<unknown>): boolean =>
  required !== undefined || (hasDefault && schema['required'] !== undefined);

const allowsNothing = ({ required, whenEmpty, schema }: Field<unknown>): boolean =>
  required === undefined && whenEmpty === undefined && schema['required'] === undefined && !('not' in schema);

/** Reads the fields below the cursor; every problem is reported, and the rest is still read. */
export function readTable<S extends Fields>(fields: S, at: Cursor, options: TableOptions = {}): Values<S> {
  const names = Object.keys(fields);
  for (const key of isTable(at.given) ? Object.keys(at.given) : []) {
    if (!names.includes(key)) reportUnknown(key, names, at.key(key), options.unknown);
  }
  const read: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const result = readField(field, at.key(key));
    if (result !== undefined) read[camelCase(key)] = result;
  }
  return read as Values<S>;
}

function reportUnknown(key: string, names: string[], at: Cursor, unknown: TableOptions['unknown']): void {
  if (unknown === 'ignore') return;
  const hint = didYouMean(key, names, 'fields');
  if (unknown === 'warn') at.report('W-UNSUPPORTED', `"${key}" has no meaning here and no effect; ${hint}`, 'key');
  else at.report('E-FIELD-UNKNOWN', `unknown field "${key}"; ${hint}`, 'key');
}

function readField(field: Field<unknown>, at: Cursor): unknown {
  const value = at.given === null ? field.whenEmpty : at.given;
  const empty = value === undefined || value === null || (field.required !== undefined && value === '');
  if (empty) {
    if (field.required !== undefined) {
      at.report(
        field.required,
        `required field "${at.name}" is ${at.given === undefined ? 'missing' : 'empty'}`,
        'key',
      );
    }
    return field.fallback?.(at);
  }
  const result = field.read(value, at);
  if (result === '' && field.required !== undefined) {
    at.report(field.required, `required field "${at.name}" is empty once its environment variable is put in`);
    return undefined;
  }
  // Whatever was wrong with the value has been said: its defaults are silent.
  return result ?? field.fallback?.(at.silent());
}

export function camelCase<S extends string>(name: S): Camel<S> {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()) as Camel<S>;
}
