import {
  boolean,
  int64,
  list,
  map,
  number,
  present,
  string,
  value,
  type JsonMaker,
  type Presented,
} from '@durable-lua/determinism';

/** Makes what Lua gets: null is nil, and objects and arrays remember what they are when they are empty. */
export const FOR_LUA: JsonMaker<Presented | null> = Object.freeze<JsonMaker<Presented | null>>({
  scalar: (scalar) =>
    scalar === null ? null : typeof scalar === 'string' ? present(string, scalar) : present(boolean, scalar),
  integer: (whole) => present(int64, whole),
  float: (double) => present(number, double),
  list: (items) => present(list(value), items),
  map: (members) => present(map(value), new Map(members)),
});
