import {
  data,
  didYouMean,
  invalid,
  LuaError,
  optionTable,
  payload,
  searchAttributeChanges,
} from '@durable-lua/determinism';
import type { LuaServices, LuaValue, Payload, RunChanges } from '@durable-lua/determinism';

/**
 * The table that `workflow.attrs` gets: `{ search = …, memo = … }`.
 * @throws LuaError `INVALID` naming the key
 */
export function runChanges(lua: LuaServices, given: LuaValue | undefined): RunChanges {
  const { search, memo, ...others } = namesIn(lua, given, 'attrs: its argument');
  const [other] = Object.keys(others);
  if (other !== undefined) {
    const remedy = didYouMean(other, ['search', 'memo']) || ': it takes search and memo';
    throw invalid(`attrs: unknown key '${other}'${remedy}`);
  }
  if (search === undefined && memo === undefined) throw invalid('attrs: at least one of search or memo required');
  return {
    ...(search === undefined ? {} : { searchAttributes: searchChanges(lua, search) }),
    ...(memo === undefined ? {} : { memo: memoChanges(lua, memo) }),
  };
}

function searchChanges(lua: LuaServices, search: LuaValue) {
  namesIn(lua, search, 'search');
  return searchAttributeChanges(optionTable(lua, search));
}

function memoChanges(lua: LuaServices, memo: LuaValue): Readonly<Record<string, Payload | undefined>> {
  const fields = Object.entries(namesIn(lua, memo, 'memo'));
  return Object.fromEntries(fields.map(([key, value]) => [key, memoValue(lua, key, value)]));
}

/** What is to stand in the memo; undefined for `json.null`, which takes the key away. */
function memoValue(lua: LuaServices, key: string, value: LuaValue): Payload | undefined {
  try {
    return lua.as(value, data) === null ? undefined : lua.as(value, payload);
  } catch (error) {
    throw LuaError.is(error) ? invalid(`memo.${key}: ${error.message}`) : error;
  }
}

/** The string keys of a table that has no others. */
function namesIn(lua: LuaServices, table: LuaValue | undefined, what: string): Readonly<Record<string, LuaValue>> {
  const type = lua.typeOf(table);
  if (table === undefined || type !== 'table') throw invalid(`${what} must be a table, got ${type}`);
  const { items, named, sparse } = lua.fields(table);
  if (items.length > 0 || sparse) throw invalid(`${what} must be a table with names as keys`);
  return named;
}
