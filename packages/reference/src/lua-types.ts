import type { Type } from '@durable-lua/determinism';
import { isLuaName } from '@durable-lua/determinism/host';
import type { Tables } from './tables.js';

/** Whether a value comes from Lua or goes to it: a duration is read in three forms and given in one. */
export type Way = 'in' | 'out';

/** The name of a class as definition files can write it: `select case` is no name there. */
export const className = (name: string): string => name.replace(/[^\w.]/g, '_');

/** What a type is in the notation of LuaLS. `wish` is the name that a large table gets. */
export function luaType(type: Type<unknown>, way: Way, tables: Tables, wish: string): string {
  return union(membersOf(type, way, tables, wish));
}

function union(members: readonly string[]): string {
  if (members.includes('any')) return 'any';
  // Every integer is a number.
  const kept = members.filter((member) => member !== 'integer' || !members.includes('number'));
  return [...new Set(kept)].join('|');
}

function membersOf(type: Type<unknown>, way: Way, tables: Tables, wish: string): readonly string[] {
  const own = plainMembers(type, way, tables, wish);
  return type.optional ? [...own, 'nil'] : own;
}

function plainMembers(type: Type<unknown>, way: Way, tables: Tables, wish: string): readonly string[] {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return ['string'];
    case 'integer':
    case 'int64':
      return ['integer'];
    case 'number':
    case 'boolean':
    case 'thread':
      return [type.kind];
    case 'duration':
      return way === 'in' ? ['number', 'string', 'time.Duration'] : ['time.Duration'];
    case 'func':
      return ['function'];
    case 'table':
      return [tableType(type, way, tables, wish)];
    case 'list':
      return [`${inBrackets(luaType(type.of as Type<unknown>, way, tables, wish))}[]`];
    case 'map':
      return [`table<string, ${luaType(type.of as Type<unknown>, way, tables, wish)}>`];
    case 'data':
      return [type.expected === 'table' ? 'table<string, any>' : 'any'];
    case 'value':
      return [type.options === undefined ? 'any' : tables.nameOfOptions(type.options)];
    case 'payload':
      return ['any'];
    case 'instance':
      return [className(type.className ?? 'userdata')];
    case 'channel':
      return ['channel'];
    case 'oneOf':
      return (type.choices ?? []).flatMap((choice) => membersOf(choice, way, tables, wish));
    case 'nothing':
      return ['nil'];
  }
}

const inBrackets = (text: string): string => (text.includes('|') ? `(${text})` : text);

function tableType(type: Type<unknown>, way: Way, tables: Tables, wish: string): string {
  const fields = Object.entries(type.fields ?? {});
  if (fields.length === 0) return 'table';
  const text = fields.map(([key, field]) => fieldOf(key, field, way, tables, `${wish}.${key}`).join(': '));
  const inline = `{ ${text.join(', ')} }`;
  return tables.nameOf(type, way, wish, inline) ?? inline;
}

/** A key, with a question mark when it may be missing, and its type. */
export function fieldOf(key: string, type: Type<unknown>, way: Way, tables: Tables, wish: string): [string, string] {
  const text = luaType({ ...type, optional: false }, way, tables, wish);
  const shown = isLuaName(key) ? key : `[${JSON.stringify(key)}]`;
  return [`${shown}${type.optional ? '?' : ''}`, text];
}
