/**
 * A value between Lua and text. Objects are Maps, so that keys keep their order whatever they look like; a whole number
 * beyond ±(2^53-1) is a bigint.
 */
export type Tree = null | boolean | number | bigint | string | readonly Tree[] | ReadonlyMap<string, Tree>;

export const MAX_DEPTH = 128;
