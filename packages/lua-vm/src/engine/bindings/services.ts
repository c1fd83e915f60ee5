import {
  invalid,
  LuaError,
  operation,
  type Blocking,
  type Channel,
  type Feed,
  type LuaCallable,
  type LuaServices,
  type LuaValue,
  type Operation,
  type Presented,
  type SelectCase,
  type Source,
  type Type,
} from '@durable-lua/determinism';
import type { ChannelCore } from '../../scheduling/channel.js';
import { Channels } from '../../scheduling/channels.js';
import { Group, type MemberEnd } from '../../scheduling/group.js';
import { select, within } from '../../scheduling/select.js';
import { pause, type Wait } from '../../scheduling/wait.js';
import { ITEM_UNITS } from '../state/budget.js';
import { api, aux, LUA_TNIL, LUA_TTABLE, type LuaState, type TValue } from '../state/fengari.js';
import type { Machine, StartCoroutine } from '../state/machine.js';
import { callerPosition, showPosition, tracebackOf, type Position } from '../state/positions.js';
import { snapshot, textAt, withValue } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { pushAs } from '../values/push.js';
import { Mismatch, readValue } from '../values/read.js';
import { typeNameAt } from '../values/userdata.js';

/** What the VM does for module functions: the `lua` of their environment. */
export class Services implements LuaServices {
  readonly channels = new Channels();
  private readonly states = new Map<symbol, unknown>();
  /** Operations watched by `when` that have not ended. */
  pending = 0;
  /** Where the code has asked for the operation whose end is told now. */
  private asked: Position | undefined;

  constructor(
    private readonly machine: Machine,
    readonly entry: string,
    private readonly post: (event: () => void, fresh: boolean) => void,
    /** ID of the entry that a chunk belongs to, by the name that positions show. */
    private readonly entryOf: (chunk: string) => string,
    private readonly start: StartCoroutine,
    private readonly callAtOnce: (fn: LuaValue, args: readonly LuaValue[]) => MemberEnd,
  ) {}

  channel(capacity: number): Channel {
    return this.channels.create(capacity);
  }

  feed<T>(type: Type<unknown, T>, capacity: number): Feed<T> {
    return this.channels.feed<T>(type, capacity, () => this.pending > 0);
  }

  channelOf<T>(source: Source<T>, present: (item: T) => Presented): Channel {
    return this.channels.over(source, present);
  }

  sourceOf(channel: Channel): Source<unknown> | undefined {
    const { source } = channel as ChannelCore;
    return typeof source === 'object' ? source.source : undefined;
  }

  select(cases: readonly SelectCase[], orDefault: boolean, limit?: () => Operation<void>) {
    const wait = select(cases, orDefault);
    if (limit === undefined) return wait;
    return within(wait, limit, (timer, done, failed) => this.when(timer, done, failed));
  }

  /** For `coroutine.group`. */
  group(limit: number): Group {
    return new Group(limit, this.start, this.machine.nil);
  }

  spawn(fn: LuaCallable, args: readonly LuaValue[]): LuaValue {
    return this.start(fn, args);
  }

  call(fn: LuaCallable, args: readonly LuaValue[]): LuaValue | undefined {
    const end = this.callAtOnce(fn, args);
    if ('error' in end) throw end.error;
    return end.value;
  }

  run(fn: LuaCallable, args: readonly LuaValue[]): Operation<LuaValue> {
    const result = new Promise<LuaValue>((resolve, reject) => {
      this.start(fn, args, (end) => {
        if ('error' in end) reject(end.error);
        else resolve(end.value);
      });
    });
    return operation(result, () => undefined);
  }

  map<T, U>(wait: Blocking<T>, change: (value: T) => U) {
    return (wait as Wait<T>).map(change);
  }

  pause() {
    return pause();
  }

  when<T>(operation: Operation<T>, done: (value: T) => void, failed?: (error: unknown) => void): void {
    this.pending += 1;
    this.machine.operations.add(operation);
    const moment = this.machine.moment();
    const isRunning = this.machine.chain.length > 0;
    const asked = isRunning ? callerPosition(this.machine.caller) : this.asked;
    const end = (report: () => void): void =>
      this.post(() => {
        this.pending -= 1;
        this.machine.operations.delete(operation);
        this.tell(report, asked);
      }, this.machine.moment() !== moment);
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

  /** No code runs then that could be told of a refusal, the next tick of a ticker say: it ends the run, and says who asked for it. */
  private tell(report: () => void, asked: Position | undefined): void {
    this.asked = asked;
    try {
      report();
    } catch (error) {
      throw LuaError.is(error) && asked !== undefined ? error.at(showPosition(asked, '')) : error;
    } finally {
      this.asked = undefined;
    }
  }

  state<T>(key: symbol, make: () => T, held?: (state: T) => number): T {
    if (!this.states.has(key)) {
      const made = make();
      this.states.set(key, made);
      if (held !== undefined) this.machine.holders.push(() => held(made));
    }
    return this.states.get(key) as T;
  }

  entries(table: LuaValue): ReturnType<LuaServices['entries']> {
    return this.look(table, (L, index) => {
      this.checkTable(L, index);
      const pairs: [LuaValue, LuaValue][] = [];
      api.lua_pushnil(L);
      while (api.lua_next(L, index) !== 0) {
        this.machine.pay(ITEM_UNITS);
        pairs.push([valueAt(L, -2), valueAt(L, -1)]);
        api.lua_pop(L, 1);
      }
      return pairs;
    });
  }

  identity(value: LuaValue | undefined): object | undefined {
    return this.look(value, (L, index) => {
      const pointer: unknown = api.lua_topointer(L, index);
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

  make<R>(type: Type<unknown, R>, value: R): LuaValue {
    const L = this.machine.main;
    const base = api.lua_gettop(L);
    try {
      pushAs(L, type, value);
      return valueAt(L, -1);
    } finally {
      api.lua_settop(L, base);
    }
  }

  fields(table: LuaValue): ReturnType<LuaServices['fields']> {
    return this.look(table, (L, index) => {
      this.checkTable(L, index);
      const items: LuaValue[] = [];
      let present = 0;
      for (let i = 1, length = api.lua_rawlen(L, index); i <= length; i++) {
        this.machine.pay(ITEM_UNITS);
        if (api.lua_rawgeti(L, index, i) !== LUA_TNIL) present += 1;
        items.push(valueAt(L, -1));
        api.lua_pop(L, 1);
      }
      const named: Record<string, LuaValue> = Object.create(null) as Record<string, LuaValue>;
      let others = 0;
      api.lua_pushnil(L);
      while (api.lua_next(L, index) !== 0) {
        this.machine.pay(ITEM_UNITS);
        const key = textAt(L, -2);
        if (key === undefined) others += 1;
        else named[key] = valueAt(L, -1);
        api.lua_pop(L, 1);
      }
      return { items, named, sparse: others > present };
    });
  }

  typeOf(value: LuaValue | undefined): string {
    return this.look(value, typeNameAt);
  }

  as<T>(value: LuaValue | undefined, type: Type<T, unknown>): T {
    return this.look(value, (L, index) => {
      try {
        return readValue(L, index, type) as T;
      } catch (error) {
        if (error instanceof Mismatch) throw invalid(`${error.expected} expected, got ${error.got}`);
        throw error;
      }
    });
  }

  tostring(value: LuaValue | undefined): string {
    return this.look(value, (L, index) =>
      api.lua_type(L, index) === LUA_TTABLE ? 'table' : displayText(aux.luaL_tolstring(L, index)),
    );
  }

  private checkTable(L: LuaState, index: number): void {
    if (api.lua_type(L, index) !== LUA_TTABLE) throw invalid(`table expected, got ${typeNameAt(L, index)}`);
    // Its fields are not in it: it would be taken for empty.
    if (this.machine.readOnly.has(api.lua_topointer(L, index) as object)) throw invalid('table expected, got a module');
  }

  private look<R>(value: LuaValue | undefined, read: (L: LuaState, index: number) => R): R {
    return withValue(this.machine.main, (value as TValue | undefined) ?? this.machine.nil, read);
  }

  pay(units: number): void {
    this.machine.pay(units);
  }

  where(): string {
    return showPosition(callerPosition(this.machine.caller), '');
  }

  location(): string {
    const position = callerPosition(this.machine.caller);
    return position === undefined ? this.entry : `${this.entryOf(position.chunk)}:${position.line}`;
  }

  traceback(): string {
    return tracebackOf(this.machine.caller, this.machine.caller, 1);
  }
}

/** A copy of the value at `index`, as modules hold one: opaque. */
const valueAt = (L: LuaState, index: number): LuaValue => snapshot(L, index);
