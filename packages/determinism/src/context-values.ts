import type { ContextValues } from './capabilities.js';
import { LuaError, invalid } from './errors.js';
import type { LuaServices, LuaValue } from './lua.js';
import { record } from './types.js';

/** What all context values of a run together may take, in bytes of JSON: they travel in a header of every call. */
export const CONTEXT_LIMIT = 64 * 1024;

const PLAIN = new Set(['string', 'number', 'boolean']);

/**
 * The table given to `with_context` as values that may travel: strings, numbers, booleans and tables of these.
 * @throws LuaError `INVALID` naming the key of what may not.
 */
export function contextValues(lua: LuaServices, table: LuaValue | undefined): ContextValues {
  const type = lua.typeOf(table);
  if (table === undefined || type !== 'table') throw invalid(`context: table expected, got ${type}`);
  let values: ContextValues;
  try {
    values = lua.as(table, record);
  } catch (error) {
    throw LuaError.is(error) ? error.wrap('context') : error;
  }
  checkTypes(lua, table, '');
  return values;
}

/** Userdata has a text form elsewhere; here it would silently come back as a string, so it is refused. */
function checkTypes(lua: LuaServices, table: LuaValue, path: string): void {
  const { items, named } = lua.fields(table);
  const entries: [string, LuaValue][] = [
    ...items.map((item, i): [string, LuaValue] => [`${path}[${i + 1}]`, item]),
    ...Object.entries(named).map(([key, item]): [string, LuaValue] => [path === '' ? key : `${path}.${key}`, item]),
  ];
  for (const [where, item] of entries) {
    const type = lua.typeOf(item);
    if (type === 'table') checkTypes(lua, item, where);
    else if (!PLAIN.has(type)) {
      const message = `context value '${where}': string, number, boolean or a table of these expected, got ${type}`;
      throw invalid(message, { key: where });
    }
  }
}

/**
 * The values of the caller with newer ones over them; a key can be replaced, never removed.
 * @throws LuaError `INVALID` when the result is too large to travel.
 */
export function mergeContext(inherited: ContextValues | undefined, added: ContextValues | undefined): ContextValues {
  const merged = { ...inherited, ...added };
  const size = jsonBytes(merged);
  if (size <= CONTEXT_LIMIT) return merged;
  throw invalid(`the context takes ${size} bytes of JSON, more than the ${CONTEXT_LIMIT} that may travel with a call`);
}

/** UTF-8 length of the JSON text; a BigInt counts with its digits, bytes that are no text with their base64. */
function jsonBytes(value: ContextValues): number {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return Number(item);
    return item instanceof Uint8Array ? { $lua: 'bytes', data: 'A'.repeat(Math.ceil(item.length / 3) * 4) } : item;
  });
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
