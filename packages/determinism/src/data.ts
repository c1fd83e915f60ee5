/**
 * Plain data as it exists outside Lua: what a payload holds once decoded for TypeScript.
 * An integer beyond ±(2^53-1) is a `bigint`; a string that is not UTF-8 is a `Uint8Array`; an error object is a
 * `LuaError`.
 */
export type Data =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Error
  | readonly Data[]
  | { readonly [key: string]: Data };
