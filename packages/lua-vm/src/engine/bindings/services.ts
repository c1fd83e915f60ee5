import {
  invalid,
  LuaError,
  type Blocking,
  type Channel,
  type Feed,
  type LuaCallable,
  type LuaServices,
  type LuaValue,
  type Operation,
  type Presented,
  type SelectCase,
  type Selected,
  type Source,
  type Type,
} from '@durable-lua/determinism';
import { type ChannelCore, Channels } from '../../scheduling/channels.js';
import { Mismatch, pushAs, readValue, typeNameAt } from '../values/convert.js';
import { pause } from '../library/coroutines.js';
import { api, aux, LUA_TSTRING, LUA_TTABLE, type TValue } from '../state/fengari.js';
import { pushValue, snapshot, type Machine } from '../state/machine.js';
import { displayText } from '../state/text.js';
import { Group, type MemberEnd } from './groups.js';
import { Wait, type Waiter } from '../../scheduling/scheduler.js';

const MOST_LIBRARY_FRAMES = 8;

/** What the VM does for module functions: the `lua` of their environment. */
export class Services implements LuaServices {
  readonly channels = new Channels<TValue>();
  private readonly states = new Map<symbol, unknown>();
  /** Operations watched by `when` that have not ended. */
  pending = 0;

  constructor(
    private readonly machine: Machine,
    readonly entry: string,
    private readonly post: (event: () => void) => void,
    /** ID of the entry that a chunk belongs to, by the name that positions show. */
    private readonly entryOf: (chunk: string) => string,
    private readonly start: (fn: TValue, args: readonly TValue[], ended?: (end: MemberEnd) => void) => TValue,
  ) {}

  channel(capacity: number): Channel {
    return this.channels.create(capacity);
  }

  feed<T>(type: Type<T>, capacity: number): Feed<T> {
    return this.channels.feed<T>(type, capacity, () => this.pending > 0);
  }

  channelOf<T>(source: Source<T>, present: (item: T) => Presented): Channel {
    return this.channels.over(source, present);
  }

  sourceOf(channel: Channel): Source<unknown> | undefined {
    const { source } = channel as ChannelCore<TValue>;
    return typeof source === 'object' ? source.source : undefined;
  }

  select(cases: readonly SelectCase[], orDefault: boolean, limit?: () => Operation<void>) {
    const wait = this.channels.select(cases, orDefault);
    return limit === undefined ? wait : this.within(wait, limit);
  }

  /** For `coroutine.group`. */
  group(limit: number): Group {
    return new Group(limit, this.start, this.machine.nil);
  }

  /** The same wait, until a timer ends it. */
  private within(wait: Wait<Selected>, limit: () => Operation<void>): Wait<Selected> {
    const begin = (waiter: Waiter<Selected>): (() => void) => {
      const timer = limit();
      let over = false;
      const end = (): void => {
        over = true;
        withdraw();
      };
      const ended = <T>(report: (value: T) => void) => {
        return (value: T): void => {
          if (over) return;
          end();
          timer.cancel();
          report(value);
        };
      };
      const withdraw = wait.begin({
        resolve: ended((value) => waiter.resolve(value)),
        reject: ended((error) => waiter.reject(error)),
      });
      this.when(
        timer,
        ended(() => waiter.resolve({ index: -2, value: undefined, ok: false })),
        ended((error) => waiter.reject(error)),
      );
      return ended(() => undefined) as () => void;
    };
    return new Wait(wait.what, wait.tryNow, begin, undefined, () => true);
  }

  spawn(fn: LuaCallable, args: readonly LuaValue[]): LuaValue {
    return this.start(fn as unknown as TValue, args as readonly unknown[] as readonly TValue[]) as unknown as LuaValue;
  }

  map<T, U>(wait: Blocking<T>, change: (value: T) => U) {
    return (wait as unknown as Wait<T>).map(change);
  }

  pause() {
    return pause();
  }

  when<T>(operation: Operation<T>, done: (value: T) => void, failed?: (error: unknown) => void): void {
    this.pending += 1;
    this.machine.operations.add(operation);
    const end = (report: () => void): void =>
      this.post(() => {
        this.pending -= 1;
        this.machine.operations.delete(operation);
        report();
      });
    void operation.result.then(
      (value) => end(() => done(value)),
      (error: unknown) =>
        end(() => {
          // An expected failure that nobody asked for is dropped; anything else is a defect.
          if (failed !== undefined) failed(error);
          else if (!LuaError.is(error)) this.machine.fail(error);
        }),
    );
  }

  state<T>(key: symbol, make: () => T): T {
    if (!this.states.has(key)) this.states.set(key, make());
    return this.states.get(key) as T;
  }

  entries(table: LuaValue): ReturnType<LuaServices['entries']> {
    return this.look(table, (index) => {
      const L = this.machine.main;
      if (api.lua_type(L, index) !== LUA_TTABLE) throw invalid(`table expected, got ${typeNameAt(L, index)}`);
      const pairs: [LuaValue, LuaValue][] = [];
      api.lua_pushnil(L);
      while (api.lua_next(L, index) !== 0) {
        pairs.push([snapshot(L, -2), snapshot(L, -1)] as unknown as [LuaValue, LuaValue]);
        api.lua_pop(L, 1);
      }
      return pairs;
    });
  }

  identity(value: LuaValue | undefined): object | undefined {
    return this.look(value, (index) => {
      const pointer: unknown = api.lua_topointer(this.machine.main, index);
      return typeof pointer === 'object' && pointer !== null ? pointer : undefined;
    });
  }

  shapeOf(table: LuaValue): 'list' | 'map' | undefined {
    const identity = this.identity(table);
    return identity && this.machine.shapes.get(identity);
  }

  setShape(table: LuaValue, shape: 'list' | 'map'): void {
    const identity = this.identity(table);
    if (identity === undefined) throw invalid(`table expected, got ${this.typeOf(table)}`);
    this.machine.shapes.set(identity, shape);
  }

  make<T>(type: Type<T>, value: T): LuaValue {
    const L = this.machine.main;
    const base = api.lua_gettop(L);
    try {
      pushAs(L, type, value);
      return snapshot(L, -1) as unknown as LuaValue;
    } finally {
      api.lua_settop(L, base);
    }
  }

  fields(table: LuaValue): ReturnType<LuaServices['fields']> {
    const L = this.machine.main;
    const base = api.lua_gettop(L);
    try {
      pushValue(L, table as unknown as TValue);
      const index = api.lua_gettop(L);
      if (api.lua_type(L, index) !== LUA_TTABLE) throw invalid(`table expected, got ${typeNameAt(L, index)}`);
      const items: LuaValue[] = [];
      for (let i = 1, length = api.lua_rawlen(L, index); i <= length; i++) {
        api.lua_rawgeti(L, index, i);
        items.push(snapshot(L, -1) as unknown as LuaValue);
        api.lua_pop(L, 1);
      }
      const named: Record<string, LuaValue> = Object.create(null) as Record<string, LuaValue>;
      let keys = 0;
      api.lua_pushnil(L);
      while (api.lua_next(L, index) !== 0) {
        if (api.lua_type(L, -2) === LUA_TSTRING) {
          named[displayText(api.lua_tostring(L, -2) as Uint8Array)] = snapshot(L, -1) as unknown as LuaValue;
        } else {
          keys += 1;
        }
        api.lua_pop(L, 1);
      }
      const present = items.filter((item) => (item as unknown as TValue).type !== this.machine.nil.type).length;
      return { items, named, sparse: keys > present };
    } finally {
      api.lua_settop(L, base);
    }
  }

  typeOf(value: LuaValue | undefined): string {
    return this.look(value, (index) => typeNameAt(this.machine.main, index));
  }

  as<T>(value: LuaValue | undefined, type: Type<T>): T {
    return this.look(value, (index) => {
      try {
        return readValue(this.machine.main, index, type) as T;
      } catch (error) {
        if (error instanceof Mismatch) throw invalid(`${error.expected} expected, got ${error.got}`);
        throw error;
      }
    });
  }

  private look<R>(value: LuaValue | undefined, read: (index: number) => R): R {
    const L = this.machine.main;
    const base = api.lua_gettop(L);
    try {
      pushValue(L, (value as unknown as TValue | undefined) ?? this.machine.nil);
      return read(base + 1);
    } finally {
      api.lua_settop(L, base);
    }
  }

  where(): string {
    const L = this.machine.caller;
    // Between the Lua code and us may stand functions of the library, such as pcall.
    for (let level = 1; level <= MOST_LIBRARY_FRAMES; level++) {
      aux.luaL_where(L, level);
      const where = displayText(api.lua_tostring(L, -1) as Uint8Array).replace(/:\s*$/, '');
      api.lua_pop(L, 1);
      if (where !== '') return where;
    }
    return '';
  }

  location(): string {
    const where = this.where();
    const colon = where.lastIndexOf(':');
    return colon < 0 ? this.entry : this.entryOf(where.slice(0, colon)) + where.slice(colon);
  }

  tostring(value: LuaValue | undefined): string {
    return this.look(value, (index) => {
      const L = this.machine.main;
      return api.lua_type(L, index) === LUA_TTABLE ? 'table' : displayText(aux.luaL_tolstring(L, index));
    });
  }

  traceback(): string {
    const L = this.machine.caller;
    aux.luaL_traceback(L, L, null, 1);
    const text = displayText(api.lua_tostring(L, -1) as Uint8Array);
    api.lua_pop(L, 1);
    return text;
  }
}
