import type { Channel, LuaCallable, LuaValue, ToLua } from './lua.js';
import type { Millis } from './capabilities.js';
import type { Data } from './data.js';
import type { Duration } from './duration.js';
import type { OptionSet } from './options/option-rows.js';
import type { Payload } from './payload.js';

/**
 * What a parameter or a result is, as data. The VM checks and converts from it, the definition files and the
 * reference pages are written from it. `T` is what the TypeScript body sees, `R` what it may give as a result, where that is
 * more.
 */
export interface Type<T, R = T> {
  readonly kind: TypeKind;
  /** The word Lua's argument error uses: `bad argument #1 to 'sleep' (duration expected, got table)`. */
  readonly expected: string;
  readonly optional?: boolean;
  readonly fallback?: T;
  readonly min?: number;
  readonly max?: number;
  readonly unit?: 'ns' | 'ms';
  readonly of?: Type<unknown>;
  readonly fields?: Readonly<Record<string, Type<unknown>>>;
  readonly choices?: readonly Type<unknown>[];
  readonly className?: string;
  readonly rest?: boolean;
  /** What the table of options may hold: for descriptions alone, the VM hands it over as it is. */
  readonly options?: OptionSet<object>;
  /** Only for inference; never present. */
  readonly __type?: T;
  /** Likewise. A method, so that a type is also one of fewer results. */
  __result?(result: R): void;
}

export type TypeKind =
  | 'string'
  | 'bytes'
  | 'integer'
  | 'int64'
  | 'number'
  | 'boolean'
  | 'duration'
  | 'table'
  | 'list'
  | 'map'
  | 'data'
  | 'func'
  | 'thread'
  | 'value'
  | 'payload'
  | 'instance'
  | 'channel'
  | 'oneOf'
  | 'nothing';

/** What the body of a function with these parameter types receives. */
export type Infer<T> = T extends Type<infer U, infer _> ? U : never;
/** What a body may give as a result of this type. */
export type InferResult<T> = T extends Type<infer _, infer R> ? R : never;
export type Params = Readonly<Record<string, Type<unknown>>>;
export type Args<P extends Params> = { [K in keyof P]: Infer<P[K]> };
type Fields<P extends Params> = { [K in keyof P]: InferResult<P[K]> };

const type = <T, R = T>(kind: TypeKind, expected: string, more: Partial<Type<T, R>> = {}): Type<T, R> => ({
  kind,
  expected,
  ...more,
});

/** UTF-8 text. A Lua number is accepted and becomes its text, as Lua's own string functions do. */
export const string: Type<string> = type('string', 'string');
/** Any Lua string, byte by byte. As a result, a `string` is accepted too and goes out as UTF-8. */
export const bytes: Type<Uint8Array, Uint8Array | string> = type('bytes', 'string');
/** A whole number within ±(2^53-1). A float with an integral value is accepted. */
export const integer = (range: { min?: number; max?: number } = {}): Type<number> => type('integer', 'integer', range);
/** A signed 64-bit integer. As a result, a whole number within ±(2^53-1) is accepted too. */
export const int64: Type<bigint, bigint | number> = type('int64', 'integer');
export const number: Type<number> = type('number', 'number');
export const boolean: Type<boolean> = type('boolean', 'boolean');
/**
 * A length of time: a duration text, a Duration object, or a plain number in `unit`. A text that is no duration is an
 * `INVALID` error; another Lua type is a bad argument.
 */
export const duration = (options: { unit: 'ns' | 'ms' }): Type<Duration> => type('duration', 'duration', options);
/** A table with these keys; any other key is an `INVALID` error that names it. */
export const table = <F extends Params>(fields: F): Type<Args<F>, Fields<F>> => type('table', 'table', { fields });
/** Any table, never converted: look inside with the services of the VM, `lua.entries` or `lua.fields`. */
export const anyTable: Type<LuaValue> = type('table', 'table');
/** A table with the keys 1..n. */
export const list = <T, R>(of: Type<T, R>): Type<readonly T[], readonly R[]> => type('list', 'table', { of });
/**
 * A table with string keys, whatever they are. As a result, the keys come in the order of the object; of a `ReadonlyMap`,
 * which is taken as well, in its order, keys that look like whole numbers too.
 */
export const map = <T, R>(
  of: Type<T, R>,
): Type<Readonly<Record<string, T>>, Readonly<Record<string, R>> | ReadonlyMap<string, R>> =>
  type('map', 'table', { of });
/** A value of plain data, converted whole, as it would be encoded for the outside. */
export const data: Type<Data> = type('data', 'value');
/** A table with string keys, converted whole to plain data. */
export const record: Type<Readonly<Record<string, Data>>> = type('data', 'table');
/** A Lua function: call it with `lua.call`, or start it with `lua.spawn`. */
export const func: Type<LuaCallable> = type('func', 'function');
/** A coroutine of the scheduler. */
export const thread: Type<LuaValue> = type('thread', 'thread');
/**
 * Any Lua value, nil included, never converted: identity, number subtype and metatable are kept. As a result, what
 * {@link present} made is accepted too and becomes a Lua value by its own type.
 */
export const value: Type<LuaValue, ToLua> = type('value', 'value');
/**
 * A table of options, never converted: take it with `optionTable`, and read it with `readOptions` where they are needed.
 */
export const options = <T extends object>(set: OptionSet<T>): Type<LuaValue> =>
  // eslint-disable-next-line no-restricted-syntax -- for descriptions, which look at the rows and never read options with it
  type('value', 'value', { options: set as unknown as OptionSet<object> });
/**
 * A value that leaves the state: encoded at once, with the path of what cannot be sent in the error. As a result,
 * decoded into Lua.
 */
export const payload: Type<Payload> = type('payload', 'value');
export const channel: Type<Channel> = type('channel', 'channel');
/**
 * The type of a class's objects, by the name of the class: `geo.Point`. `defineClass` takes it, methods of the class name
 * their own class with it, and other modules reach it as `pointClass.type`.
 */
export const instance = <T>(className: string): Type<T> => type('instance', className, { className });
/**
 * A moment, in Unix milliseconds: in Lua a `time.Time` in UTC, of the class that the module `time` defines. Only as a result.
 */
export const moment: Type<never, Millis> = type('instance', 'time.Time', { className: 'time.Time' });
/** The first of these types that fits. */
export const oneOf = <T extends readonly Type<unknown>[]>(
  ...choices: T
): Type<Infer<T[number]>, InferResult<T[number]>> =>
  type('oneOf', choices.map((choice) => choice.expected).join(' or '), { choices });
/** nil or absent gives `fallback` (or undefined). As a result, undefined becomes nil. */
export function optional<T, R>(of: Type<T, R>): Type<T | undefined, R | undefined>;
export function optional<T, R>(of: Type<T, R>, fallback: NoInfer<T>): Type<T, R | undefined>;
export function optional<T, R>(of: Type<T, R>, fallback?: T): Type<T | undefined, R | undefined> {
  return { ...of, optional: true, ...(fallback === undefined ? {} : { fallback }) };
}
/** All remaining arguments. Only as the last parameter. As a result: as many as the body's list holds. */
export const rest = <T, R>(of: Type<T, R>): Type<readonly T[], readonly R[]> => ({
  ...type<readonly T[], readonly R[]>('list', of.expected, { of }),
  rest: true,
});
/** The function returns nothing. */
export const nothing: Type<void> = type('nothing', 'nothing');

/** What a function gives back to Lua. */
export interface Returns<R> {
  readonly types: readonly Type<unknown>[];
  /** A thrown `LuaError` becomes `failure, err` instead of a raised error. */
  readonly fallible: boolean;
  /** The first result in that case. */
  readonly failure: null | false;
  readonly __result?: R;
}

/** `value, nil` on success; a thrown `LuaError` becomes `nil, err`. */
export const result = <R>(of: Type<unknown, R>): Returns<R> => ({ types: [of], fallible: true, failure: null });
/** As {@link result}, but the first value of a failure is `false`. */
export const resultOrFalse = <R>(of: Type<unknown, R>): Returns<R> => ({ types: [of], fallible: true, failure: false });
/** Several results, as a tuple from the body. */
export const results = <T extends readonly Type<unknown>[]>(
  ...types: T
): Returns<{ readonly [K in keyof T]: InferResult<T[K]> }> => ({ types, fallible: false, failure: null });
/** One result; a thrown `LuaError` is raised in Lua. */
export const returns = <R>(of: Type<unknown, R>): Returns<R> => ({ types: [of], fallible: false, failure: null });
