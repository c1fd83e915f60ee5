import { pause } from '../../scheduling/wait.js';
import { functionOf } from '../bindings/invoke.js';
import { group } from '../bindings/group-class.js';
import {
  api,
  aux,
  LUA_OK,
  LUA_TFUNCTION,
  LUA_TSTRING,
  LUA_YIELD,
  toBytes,
  type CFunction,
  type LuaState,
} from '../state/fengari.js';
import { CannotWait } from '../state/cannot-wait.js';
import { Machine } from '../state/machine.js';
import { pushText, pushValue, snapshot } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { raise, raiseObject } from '../values/errors.js';

/**
 * Coroutines of two sorts. The scheduler runs *scheduled* ones. User code makes others with `create` and `wrap` and
 * resumes them itself; a blocking call inside one of those suspends the whole chain up to the scheduler, and later goes on
 * in the inner one as if nothing had happened.
 */

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
  if (status === LUA_YIELD && thread.preempted) {
    machine.parked.add(thread);
    return api.lua_preempt(L, context, goOn);
  }
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
    // With the place of the caller before it, as in Lua; whatever bytes it has.
    aux.luaL_where(L, 1);
    api.lua_insert(L, -2);
    api.lua_concat(L, 2);
  }
  return api.lua_error(L);
}

function threadArgument(L: LuaState): LuaState {
  const thread = api.lua_tothread(L, 1);
  return thread ?? aux.luaL_argerror(L, 1, toBytes('thread expected'));
}

/** A turn may make some ten thousands of coroutines, not millions. */
const COROUTINE_COST = 200;

/** What it costs to resume a coroutine until it yields, in units. */
const RESUME_COST = 150;

const create: CFunction = (L) => {
  aux.luaL_checktype(L, 1, LUA_TFUNCTION);
  Machine.of(L).pay(COROUTINE_COST);
  const thread = api.lua_newthread(L);
  Machine.of(L).made?.(thread);
  api.lua_pushvalue(L, 1);
  api.lua_xmove(L, thread, 1);
  return 1;
};

const resumeWrapped: CFunction = (L) => {
  const thread = api.lua_tothread(L, api.lua_upvalueindex(1)) as LuaState;
  Machine.of(L).pay(RESUME_COST);
  return resume(L, { thread, wrapped: true }, api.lua_gettop(L));
};

/** The `coroutine` library. */
export const coroutineFunctions: Readonly<Record<string, CFunction>> = {
  create,
  resume: (L) => {
    const thread = threadArgument(L);
    Machine.of(L).pay(RESUME_COST);
    return resume(L, { thread, wrapped: false }, api.lua_gettop(L) - 1);
  },
  wrap: (L) => {
    create(L);
    api.lua_pushcclosure(L, resumeWrapped, 1);
    return 1;
  },
  yield: (L) => {
    const machine = Machine.of(L);
    if (!machine.scheduled.has(L)) return api.lua_yield(L, api.lua_gettop(L));
    if (machine.isAtOnce) return raiseObject(L, new CannotWait());
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
    const thread = threadArgument(L);
    pushText(L, statusOf(machine, L, thread));
    return 1;
  },
  spawn,
  group: functionOf(group, 'group', 'coroutine'),
};

aux.luaL_namefuncs('coroutine.', coroutineFunctions);

function statusOf(machine: Machine, L: LuaState, thread: LuaState): string {
  if (thread === L) return 'running';
  if (machine.parked.has(thread) || machine.chain.includes(thread)) return 'normal';
  if (machine.scheduled.has(thread)) return 'suspended';
  if (api.lua_status(thread) === LUA_YIELD) return 'suspended';
  // Not started yet: its function still lies on its stack.
  return api.lua_status(thread) === LUA_OK && api.lua_gettop(thread) > 0 ? 'suspended' : 'dead';
}

function spawn(L: LuaState): number {
  if (api.lua_type(L, 1) !== LUA_TFUNCTION) {
    const got = displayText(api.lua_typename(L, api.lua_type(L, 1)));
    return raise(L, `bad argument #1 to 'spawn' (function expected, got ${got})`);
  }
  const machine = Machine.of(L);
  if (machine.isAtOnce) return raiseObject(L, new CannotWait());
  machine.pay(COROUTINE_COST);
  const args = Array.from({ length: api.lua_gettop(L) - 1 }, (_, i) => snapshot(L, i + 2));
  pushValue(L, machine.start(snapshot(L, 1), args));
  return 1;
}
