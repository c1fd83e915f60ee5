import { LuaError } from '@durable-lua/determinism';
import { Wait, type Coroutine, type Settled, type Step } from '../../scheduling/scheduler.js';
import {
  api,
  aux,
  LUA_OK,
  LUA_TFUNCTION,
  LUA_TSTRING,
  LUA_YIELD,
  newTValue,
  TAG_THREAD,
  type CFunction,
  type LuaState,
  type TValue,
} from '../state/fengari.js';
import { Abort, PAUSED } from '../state/budget.js';
import { innermostPosition } from './forbidden.js';
import { raise } from '../bindings/invoke.js';
import { Machine, pushValue, snapshot } from '../state/machine.js';
import { displayText } from '../state/text.js';
import { objectAt, pushText, setField } from '../values/userdata.js';

/**
 * Coroutines of two sorts. The scheduler runs *scheduled* ones. User code makes others with `create` and `wrap` and
 * resumes them itself; a blocking call inside one of those suspends the whole chain up to the scheduler, and later goes on
 * in the inner one as if nothing had happened.
 */

/** A scheduled coroutine: a Lua thread of its own. */
export class LuaCoroutine implements Coroutine<TValue> {
  readonly thread: LuaState;
  readonly value: TValue;
  private started = false;
  /** It stopped because its slice was used up. */
  private paused = false;
  private readonly argumentCount: number;

  constructor(
    private readonly machine: Machine,
    fn: TValue,
    args: readonly TValue[],
  ) {
    this.thread = api.lua_newthread(machine.main);
    this.value = newTValue(TAG_THREAD, this.thread);
    api.lua_pop(machine.main, 1);
    machine.scheduled.add(this.thread);
    api.lua_checkstack(this.thread, args.length + 1);
    pushValue(this.thread, fn);
    for (const arg of args) pushValue(this.thread, arg);
    this.argumentCount = args.length;
  }

  step(settled: Settled | undefined): Step<TValue> {
    const { machine, thread } = this;
    machine.settled = settled;
    machine.requested = undefined;
    machine.chain.length = 0;
    machine.chain.push(thread);
    const count = this.started ? 0 : this.argumentCount;
    this.started = true;
    const goesOn = this.paused;
    this.paused = false;
    if (goesOn && settled?.ok === false && LuaError.is(settled.error)) machine.budget.stop = settled.error;
    machine.budget.begin(goesOn);
    let status: number;
    try {
      status = api.lua_resume(thread, null, count);
    } catch (error) {
      if (error instanceof Abort) return { kind: 'failed', error: withTraceback(machine, thread, error.error) };
      throw machine.defect ?? error;
    } finally {
      machine.chain.length = 0;
    }
    if (machine.defect !== undefined) throw machine.defect;
    if (status === LUA_YIELD) {
      if (thread.preempted) machine.requested = machine.pauseTurn();
      this.paused = machine.requested?.what === PAUSED;
      const wait = machine.requested;
      machine.requested = undefined;
      if (wait === undefined) return machine.fail(new Error('a coroutine yielded without saying why'));
      return { kind: 'waits', wait };
    }
    machine.scheduled.delete(thread);
    if (status !== LUA_OK) return { kind: 'failed', error: errorAt(machine, thread) };
    // Nobody reads more than two: a value and an error.
    const results = Math.min(2, api.lua_gettop(thread));
    api.lua_settop(thread, results);
    // Through the main thread: this one may have no room for another push.
    api.lua_xmove(thread, machine.main, results);
    const values = Array.from({ length: results }, (_, i) => snapshot(machine.main, i - results));
    api.lua_pop(machine.main, results);
    return { kind: 'done', values };
  }

  position(): string {
    return innermostPosition(this.thread);
  }
}

function withTraceback(machine: Machine, thread: LuaState, error: LuaError): LuaError {
  const { main } = machine;
  const base = api.lua_gettop(main);
  try {
    aux.luaL_traceback(main, thread, null, 0);
    return error.with({ luaStack: displayText(api.lua_tostring(main, -1) as Uint8Array) });
  } finally {
    api.lua_settop(main, base);
  }
}

/** The error value on top of a dead thread, as an error object with the traceback of that thread. */
export function errorAt(machine: Machine, thread: LuaState): LuaError {
  const { main } = machine;
  aux.luaL_traceback(main, thread, null, 0);
  const luaStack = displayText(api.lua_tostring(main, -1) as Uint8Array);
  api.lua_pop(main, 1);
  // A dead thread has no room for another push: the value moves to the main one.
  api.lua_xmove(thread, main, 1);
  const holder = objectAt(main, -1);
  const base = api.lua_gettop(main) - 1;
  try {
    if (holder !== undefined && LuaError.is(holder.object)) {
      return holder.object.luaStack === '' ? holder.object.with({ luaStack }) : holder.object;
    }
    return new LuaError({ kind: 'INTERNAL', message: machine.explain(describe(main)), retryable: false, luaStack });
  } finally {
    api.lua_settop(main, base);
  }
}

/** The text of the error value on top. Its `__tostring` is code of the author, which may fail or never end. */
function describe(main: LuaState): string {
  const type = displayText(api.lua_typename(main, api.lua_type(main, -1)));
  try {
    api.lua_pushcfunction(main, (L) => {
      aux.luaL_tolstring(L, 1);
      return 1;
    });
    api.lua_insert(main, -2);
    if (api.lua_pcall(main, 1, 1, 0) === LUA_OK) return displayText(api.lua_tostring(main, -1) as Uint8Array);
  } catch (error) {
    if (!(error instanceof Abort)) throw error;
  }
  return `(error object is a ${type} value)`;
}

/** A wait that only gives the others their turn. */
export const pause = (): Wait<void> =>
  new Wait<void>(
    'its turn',
    () => undefined,
    (waiter) => {
      waiter.resolve();
      return () => undefined;
    },
  );

interface Resumed {
  readonly thread: LuaState;
  readonly wrapped: boolean;
}

/** Resumes `thread` with the `count` values on top of L; the results, a flag first unless wrapped, are left on L. */
function resume(L: LuaState, context: Resumed, count: number): number {
  const { thread } = context;
  const machine = Machine.of(L);
  const refusal = refusalToResume(machine, L, thread, count);
  if (refusal !== undefined) {
    pushText(L, refusal);
    return failedResume(L, context);
  }
  if (count > 0) api.lua_xmove(L, thread, count);
  machine.chain.push(thread);
  const status = api.lua_resume(thread, L, count);
  machine.chain.pop();
  if (machine.defect !== undefined) throw machine.defect;
  if (status === LUA_YIELD && thread.preempted) machine.requested = machine.pauseTurn();
  if (status === LUA_YIELD && machine.requested !== undefined) {
    machine.parked.add(thread);
    return api.lua_yieldk(L, 0, context, goOn);
  }
  if (status !== LUA_OK && status !== LUA_YIELD) {
    api.lua_xmove(thread, L, 1);
    return failedResume(L, context);
  }
  const results = api.lua_gettop(thread);
  api.lua_checkstack(L, results + 1);
  if (!context.wrapped) api.lua_pushboolean(L, true);
  api.lua_xmove(thread, L, results);
  return context.wrapped ? results : results + 1;
}

/** The scheduler resumed the outer coroutine: the wait inside the inner one is over. */
const goOn = (L: LuaState, _status: number, context: unknown): number => {
  Machine.of(L).parked.delete((context as Resumed).thread);
  return resume(L, context as Resumed, 0);
};

function refusalToResume(machine: Machine, L: LuaState, thread: LuaState, count: number): string | undefined {
  if (machine.scheduled.has(thread)) return 'cannot resume a scheduled coroutine';
  if (machine.parked.has(thread) || machine.chain.includes(thread)) return 'cannot resume non-suspended coroutine';
  if (api.lua_status(thread) === LUA_OK && api.lua_gettop(thread) === 0) return 'cannot resume dead coroutine';
  if (!api.lua_checkstack(thread, count)) return 'too many arguments to resume';
  return undefined;
}

function failedResume(L: LuaState, { wrapped }: Resumed): number {
  if (!wrapped) {
    api.lua_pushboolean(L, false);
    api.lua_insert(L, -2);
    return 2;
  }
  if (api.lua_type(L, -1) === LUA_TSTRING) {
    const message = displayText(api.lua_tostring(L, -1) as Uint8Array);
    return raise(L, message);
  }
  return api.lua_error(L);
}

function threadArgument(L: LuaState, name: string): LuaState {
  const thread = api.lua_tothread(L, 1);
  if (thread === null) return raise(L, `bad argument #1 to '${name}' (thread expected)`);
  return thread;
}

/** A turn may make some ten thousands of coroutines, not millions. */
export const COROUTINE_COST = 200;

const create: CFunction = (L) => {
  aux.luaL_checktype(L, 1, LUA_TFUNCTION);
  Machine.of(L).budget.charge(COROUTINE_COST);
  const thread = api.lua_newthread(L);
  api.lua_pushvalue(L, 1);
  api.lua_xmove(L, thread, 1);
  return 1;
};

const functions: Readonly<Record<string, CFunction>> = {
  create,
  resume: (L) => resume(L, { thread: threadArgument(L, 'resume'), wrapped: false }, api.lua_gettop(L) - 1),
  wrap: (L) => {
    create(L);
    const thread = api.lua_tothread(L, -1) as LuaState;
    api.lua_pushcclosure(L, (caller) => resume(caller, { thread, wrapped: true }, api.lua_gettop(caller)), 0);
    return 1;
  },
  yield: (L) => {
    const machine = Machine.of(L);
    if (!machine.scheduled.has(L)) return api.lua_yield(L, api.lua_gettop(L));
    if (!machine.canSuspend) return raise(L, 'attempt to yield across a JS-call boundary');
    machine.requested = pause();
    return api.lua_yieldk(L, 0, null, () => {
      machine.settled = undefined;
      return 0;
    });
  },
  isyieldable: (L) => {
    api.lua_pushboolean(L, api.lua_isyieldable(L));
    return 1;
  },
  running: (L) => {
    api.lua_pushthread(L);
    api.lua_pushboolean(L, Machine.of(L).mainThread === L);
    return 2;
  },
  status: (L) => {
    const machine = Machine.of(L);
    const thread = threadArgument(L, 'status');
    pushText(L, statusOf(machine, L, thread));
    return 1;
  },
};

function statusOf(machine: Machine, L: LuaState, thread: LuaState): string {
  if (thread === L) return 'running';
  if (machine.parked.has(thread) || machine.chain.includes(thread)) return 'normal';
  if (machine.scheduled.has(thread)) return 'suspended';
  if (api.lua_status(thread) === LUA_YIELD) return 'suspended';
  // Not started yet: its function still lies on its stack.
  return api.lua_status(thread) === LUA_OK && api.lua_gettop(thread) > 0 ? 'suspended' : 'dead';
}

/** Pushes the `coroutine` library; what the scheduler does is given by the VM. */
export function openCoroutines(L: LuaState, scheduling: Readonly<Record<string, CFunction>>): void {
  api.lua_createtable(L, 0, 8);
  for (const [name, fn] of Object.entries({ ...functions, ...scheduling })) {
    setField(L, name, () => api.lua_pushcfunction(L, fn));
  }
}
