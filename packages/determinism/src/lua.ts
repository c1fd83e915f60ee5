import type { Operation } from './operation.js';
import type { Type } from './types.js';

declare const LUA_VALUE: unique symbol;
declare const LUA_CALLABLE: unique symbol;
declare const BLOCKING: unique symbol;

/** A Lua value held by TypeScript without looking inside: identity, number subtype and metatable are kept. */
export interface LuaValue {
  readonly [LUA_VALUE]: true;
}

/** A Lua function held by TypeScript. */
export interface LuaCallable extends LuaValue {
  readonly [LUA_CALLABLE]: true;
}

/**
 * "The calling coroutine waits inside the VM": returned by a body to suspend its coroutine until another one, or an
 * event, wakes it. No promise is involved, so it costs nothing and adds nothing to a history.
 */
export interface Blocking<T> {
  /** What it waits for, for people. */
  readonly what: string;
  readonly [BLOCKING]?: T;
}

export interface SelectCase {
  readonly channel: Channel;
  /** Present in a send case. */
  readonly send?: LuaValue;
}

export interface Selected {
  /** Index into the cases; -1 when none was ready and a default was asked for, -2 when the limit came first. */
  readonly index: number;
  readonly value: ToLua;
  readonly ok: boolean;
}

/** A FIFO between coroutines of one Lua state. */
export interface Channel {
  /** Waits until a receiver takes the value or a slot is free. Raises `send on closed channel`. */
  send(value: LuaValue): Blocking<true>;
  /** Waits for a value: `[value, true]`, or `[nil, false]` once closed and drained. */
  receive(): Blocking<readonly [ToLua, boolean]>;
  /** Closing twice does nothing. Raises `channel is receive-only` on a channel that the host feeds. */
  close(): void;
  readonly id: number;
}

/** The sending end of a channel that Lua can only receive from. Values are given as the declared type. */
export interface Feed<T> {
  readonly channel: Channel;
  /** Puts a value into the channel; false when its buffer is full or it is closed: the value is not kept. */
  push(value: T): boolean;
  close(): void;
  readonly closed: boolean;
  readonly length: number;
}

/**
 * A list kept elsewhere (a mailbox) that a channel looks into: a receive takes whatever is first at that moment.
 */
export interface Source<T> {
  /** The first value, removed; `undefined` when there is none now. */
  take(): T | undefined;
  readonly ready: boolean;
  /** No value will ever come again. */
  readonly closed: boolean;
  /**
   * False while nothing can come because nobody takes what is there: then it is no reason to keep a run whose coroutines wait
   * for something else. True when absent.
   */
  readonly expecting?: boolean;
  /** Calls back, inside a VM event, whenever a value became ready or the source was closed. */
  watch(onChange: () => void): void;
}

/** A value together with the type by which it becomes a Lua value. */
export interface Presented {
  readonly type: Type<unknown>;
  readonly value: unknown;
}

/** {@link Presented}, with the two halves checked against each other. */
export const present = <R>(type: Type<unknown, R>, value: NoInfer<R>): Presented => ({ type, value });

/** What becomes a Lua value as a result of the type `value`: undefined and null become nil. */
export type ToLua = LuaValue | Presented | null | undefined;

/** What the VM offers to the body of a module function. One per run. */
export interface LuaServices {
  /** A channel made by Lua. `capacity` 0 hands over directly. */
  channel(capacity: number): Channel;
  /** A receive-only channel fed by TypeScript; `capacity` is the buffer, beyond which `push` refuses. */
  feed<T>(type: Type<unknown, T>, capacity: number): Feed<T>;
  /**
   * A receive-only channel over a list kept elsewhere. The same source gives the same channel; the newer `present`,
   * which says what Lua sees of an item, holds from then on.
   */
  channelOf<T>(source: Source<T>, present: (item: T) => Presented): Channel;
  /** The source behind a channel made by `channelOf`; `undefined` for any other channel. */
  sourceOf(channel: Channel): Source<unknown> | undefined;
  /**
   * Waits for the first case that can go ahead, in list order; without waiting when `orDefault`. `limit` starts a timer:
   * called only when there is something to wait for, and cancelled when a case wins.
   */
  select(cases: readonly SelectCase[], orDefault: boolean, limit?: () => Operation<void>): Blocking<Selected>;
  /** Starts a coroutine; it first runs when its turn comes. */
  spawn(fn: LuaCallable, args: readonly LuaValue[]): LuaValue;
  /**
   * Calls a function at once, while no coroutine runs (inside an event, or between turns): its first result. Waiting and
   * effects raise `INVALID` in it, before anything is begun; it leaves no trace in the run but what it changes in Lua's values.
   * @throws LuaError what it raises, or returns as second result.
   */
  call(fn: LuaCallable, args: readonly LuaValue[]): LuaValue | undefined;
  /**
   * Calls a function in a coroutine of its own; ends with its first result, or with what it raises or returns as second
   * result, which then fails nothing else. It first runs when its turn comes.
   */
  run(fn: LuaCallable, args: readonly LuaValue[]): Operation<LuaValue>;
  /** The same wait with another result. */
  map<T, U>(wait: Blocking<T>, change: (value: T) => U): Blocking<U>;
  /** Puts the calling coroutine at the end of the run queue. */
  pause(): Blocking<void>;
  /**
   * Calls back when the operation ends, as an event of the VM: in order, and only while no coroutine can run.
   * Until then the run counts as waiting for something.
   */
  when<T>(operation: Operation<T>, done: (value: T) => void, failed?: (error: unknown) => void): void;
  /**
   * An object of this run, made at the first call: the only place where a module may keep state.
   * @param held bytes that it keeps, for the limit of memory: to be given where a program can make that much
   */
  state<T>(key: symbol, make: () => T, held?: (state: T) => number): T;
  /**
   * The array part 1..n and the string keys of a table, and whether it has other keys as well (`sparse`); a `LuaError` of
   * kind `INVALID` for anything else.
   */
  fields(table: LuaValue): {
    readonly items: readonly LuaValue[];
    readonly named: Readonly<Record<string, LuaValue>>;
    readonly sparse: boolean;
  };
  /**
   * All pairs of a table in the order of `pairs`, without metamethods; a `LuaError` of kind `INVALID` for anything else.
   * A key or value that is a table is the same {@link identity} each time.
   */
  entries(table: LuaValue): readonly (readonly [key: LuaValue, value: LuaValue])[];
  /** One object for one table, function, coroutine or userdata, for use in a `WeakSet`; undefined for other values. */
  identity(value: LuaValue | undefined): object | undefined;
  /**
   * What an empty table stands for, which Lua itself cannot tell: set when it was decoded from `[]` or `{}`, made as an
   * empty list or map, or by `setShape`. Every encoder asks for it: payloads, JSON.
   */
  shapeOf(table: LuaValue): 'list' | 'map' | undefined;
  setShape(table: LuaValue, shape: 'list' | 'map'): void;
  /** A Lua value, made as the result of a function that declares this type. */
  make<R>(type: Type<unknown, R>, value: NoInfer<R>): LuaValue;
  /** Lua's word for the type of a value; for an object of a class, the class name. */
  typeOf(value: LuaValue | undefined): string;
  /** A value as a declared type; a `LuaError` of kind `INVALID` that says what was expected when it does not fit. */
  as<T>(value: LuaValue | undefined, type: Type<T, unknown>): T;
  /**
   * Lua's `tostring` of any value but a table, whose `__tostring` would be Lua code: that gives `table`. What is not UTF-8
   * becomes U+FFFD.
   */
  tostring(value: LuaValue | undefined): string;
  /**
   * Pays for work that the engine does not see. Arguments, results and what the other services read are paid for by their
   * sizes already. To be called before each portion of the work: a body that works for more than a millisecond must. One unit is
   * about 0.05 µs: 1 for 64 bytes that a built-in copies, 4 for 64 bytes that JavaScript reads one by one, 4 for an item that is
   * made. The count decides where a run ends, so it may depend on nothing but arguments and state.
   * @throws what ends the run with kind `INTERNAL` once its budget is used up. No `pcall` catches it, and a body must not.
   */
  pay(units: number): void;
  /** Source position of the calling Lua code: `order.lua:12`. */
  where(): string;
  /** Entry and line of the calling Lua code: `app:order:12`; in a library, the library's. For people. */
  location(): string;
  /** Lua's traceback of the calling coroutine, from the calling Lua function outwards. */
  traceback(): string;
  /** ID of the entry whose code runs, as the host names it. */
  readonly entry: string;
}
