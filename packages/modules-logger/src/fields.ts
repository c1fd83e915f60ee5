import type { Data, LuaServices, LuaValue } from '@durable-lua/determinism';
import { bytes, data, boolean, LuaError } from '@durable-lua/determinism';

export type Fields = Readonly<Record<string, Data>>;

/** Beyond these a table is named instead of shown: a log line is no place for a whole data set. */
const MAX_DEPTH = 16;
const MAX_VALUES = 10_000;

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text; whatever is not UTF-8 becomes U+FFFD, so that every line can be written. */
export const textOf = (text: Uint8Array): string => lenient.decode(text);

/** The fields that a Lua table says: its string keys, converted whole, so that later changes of the table do not show. */
export function readFields(lua: LuaServices, table: LuaValue): Fields {
  const reader = new Reader(lua);
  const named = lua.entries(table).filter(([key]) => lua.typeOf(key) === 'string');
  return Object.fromEntries(named.map(([key, value]) => [textOf(lua.as(key, bytes)), reader.read(value)]));
}

/** Turns whatever Lua has into what any log can write. Nothing makes it fail: a lost log line helps nobody. */
class Reader {
  private readonly open = new Set<object | undefined>();
  private values = 0;

  constructor(private readonly lua: LuaServices) {}

  read(value: LuaValue): Data {
    const { lua } = this;
    this.values += 1;
    switch (lua.typeOf(value)) {
      case 'nil':
        return undefined;
      case 'boolean':
        return lua.as(value, boolean);
      case 'string':
        return textOf(lua.as(value, bytes));
      case 'number':
        return this.readNumber(value);
      case 'table':
        return this.readTable(value);
      default:
        return lua.tostring(value);
    }
  }

  /** Text for what JSON cannot say, and for integers that most readers of JSON would round. */
  private readNumber(value: LuaValue): Data {
    const text = this.lua.tostring(value);
    if (/[in]/.test(text)) return text;
    const number = this.lua.as(value, data);
    return typeof number === 'bigint' ? text : number;
  }

  private readTable(table: LuaValue): Data {
    const { lua, open } = this;
    const identity = lua.identity(table);
    if (open.has(identity)) return '(a table that contains this one)';
    if (open.size >= MAX_DEPTH || this.values >= MAX_VALUES) return '(a table, not shown)';
    const entries = this.entriesOf(table);
    if (entries === undefined) return '(a module)';
    open.add(identity);
    const read = this.readList(entries) ?? this.readMembers(entries);
    open.delete(identity);
    return entries.length === 0 && lua.shapeOf(table) === 'list' ? [] : read;
  }

  /** Undefined for the table of a module, whose fields nobody may read. */
  private entriesOf(table: LuaValue): ReturnType<LuaServices['entries']> | undefined {
    try {
      return this.lua.entries(table);
    } catch (error) {
      if (LuaError.is(error)) return undefined;
      throw error;
    }
  }

  /** The items of a sequence, in whichever order its keys stand. */
  private readList(entries: ReturnType<LuaServices['entries']>): Data[] | undefined {
    const { lua } = this;
    const places = new Map<Data, LuaValue>();
    for (const [key, value] of entries) {
      if (lua.typeOf(key) !== 'number') return undefined;
      places.set(Number(lua.tostring(key)), value);
    }
    const items = entries.map((_, index) => places.get(index + 1));
    if (items.length === 0 || items.includes(undefined)) return undefined;
    return items.map((item) => this.read(item as LuaValue));
  }

  /** An object; keys that are no strings go by their text, rather than being lost. */
  private readMembers(entries: ReturnType<LuaServices['entries']>): Data {
    const { lua } = this;
    return Object.fromEntries(entries.map(([key, value]) => [lua.tostring(key), this.read(value)]));
  }
}
