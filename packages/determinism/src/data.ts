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

/**
 * What TypeScript may hand over as {@link Data}: an object of an interface as well, which has no index signature. What its
 * members are is looked at when it is sent. Functions, dates, promises, Maps and Sets are no data.
 */
export type Sendable = Data | readonly Sendable[] | Structure;

/** The same for a table with names: the details of an error. */
export type SendableTable = { readonly [key: string]: Data } | Structure;

type Structure = object & {
  readonly apply?: never;
  readonly getTime?: never;
  readonly then?: never;
  readonly [Symbol.iterator]?: never;
};
