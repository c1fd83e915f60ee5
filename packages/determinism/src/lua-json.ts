import { present, type Presented } from './lua.js';
import type { JsonMaker } from './read-json.js';
import { boolean, int64, list, map, number, string, value } from './types.js';

/** For `readJson`: makes what Lua gets: null is nil, and objects and arrays remember what they are when they are empty. */
export const luaJsonMaker: JsonMaker<Presented | null> = Object.freeze<JsonMaker<Presented | null>>({
  scalar: (scalar) =>
    scalar === null ? null : typeof scalar === 'string' ? present(string, scalar) : present(boolean, scalar),
  integer: (whole) => present(int64, whole),
  float: (double) => present(number, double),
  list: (items) => present(list(value), items),
  map: (members) => present(map(value), new Map(members)),
});
