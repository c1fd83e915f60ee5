import type { Data } from '../data.js';
import { LuaError, invalid } from '../errors.js';
import type { LuaServices, LuaValue } from '../lua.js';
import { data } from '../types.js';

/**
 * Tables of options as Lua authors and entry files write them (`["activity.retry_policy"] = { … }`): kept as given until
 * a call needs them, then read by rows, one per option.
 */

/** One option as it was given. */
export interface OptionValue {
  /** Lua's word for its type; for an object of a class, the class name. */
  readonly type: string;
  /** The value as it would be encoded for the outside. Undefined together with `problem`. */
  readonly data: Data;
  /** The fields of a table with string keys. */
  readonly fields?: OptionTable;
  /** Why the value has no data: a function, a cycle. */
  readonly problem?: string;
}

export type OptionTable = Readonly<Record<string, OptionValue>>;

/** How many levels of tables have options of their own: the options, and the fields of one. */
const LEVELS = 2;

/**
 * A copy of a Lua table of options. What its values mean is checked when they are read.
 * @throws LuaError `INVALID` when it is not a table with string keys.
 */
export function optionTable(lua: LuaServices, table: LuaValue | undefined): OptionTable {
  const type = lua.typeOf(table);
  if (table === undefined || type !== 'table') throw invalid(`options: table expected, got ${type}`);
  const { items, named } = lua.fields(table);
  if (items.length > 0) throw invalid('options: table with option names as keys expected, got a list');
  return optionsOf(lua, named, 1);
}

function optionsOf(lua: LuaServices, named: Readonly<Record<string, LuaValue>>, level: number): OptionTable {
  return mapValues(named, (value) => {
    const type = lua.typeOf(value);
    try {
      const found = { type, data: lua.as(value, data) };
      if (type !== 'table' || level === LEVELS) return found;
      return { ...found, fields: optionsOf(lua, lua.fields(value).named, level + 1) };
    } catch (error) {
      if (!LuaError.is(error)) throw error;
      return { type, data: undefined, problem: error.message };
    }
  });
}

/** The same from plain data, as an entry file holds it. Pure. */
export function optionTableOf(options: Readonly<Record<string, Data>>, level = 1): OptionTable {
  return mapValues(options, (value) => optionOf(value, level));
}

function optionOf(value: Data, level: number): OptionValue {
  if (value === null || value === undefined) return { type: 'nil', data: value };
  if (typeof value === 'bigint') return { type: 'number', data: value };
  if (value instanceof Uint8Array) return { type: 'string', data: value };
  if (typeof value !== 'object') return { type: typeof value, data: value };
  if (value instanceof Error) return { type: 'error', data: value };
  if (level === LEVELS) return { type: 'table', data: value };
  const fields = Array.isArray(value) ? {} : optionTableOf(value as Record<string, Data>, level + 1);
  return { type: 'table', data: value, fields };
}

/** Defines own properties, whatever a Lua author calls them (`__proto__`). */
const mapValues = <T, U>(table: Readonly<Record<string, T>>, map: (value: T) => U): Readonly<Record<string, U>> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, map(value)]));

/** Whether an option is there and not nil. */
export function given(table: OptionTable, option: string): boolean {
  return Object.hasOwn(table, option) && (table[option] as OptionValue).type !== 'nil';
}
