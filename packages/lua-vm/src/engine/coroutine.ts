import { LuaError } from '@durable-lua/determinism';
import type { Coroutine, Step } from '../scheduling/scheduler.js';
import { PAUSED, type Settled } from '../scheduling/wait.js';
import { Abort } from './state/budget.js';
import { api, LUA_OK, LUA_YIELD, newTValue, TAG_THREAD, type LuaState, type TValue } from './state/fengari.js';
import type { Machine } from './state/machine.js';
import { showPosition, tracebackOf } from './state/positions.js';
import { pushValue, snapshot } from './state/stack.js';
import { errorAt } from './values/errors.js';

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
    machine.made?.(this.thread);
    api.lua_checkstack(this.thread, args.length + 1);
    pushValue(this.thread, fn);
    const by = machine.chain.at(-1);
    if (by !== undefined && api.lua_iscfunction(this.thread, -1))
      machine.startedAt.set(this.thread, machine.placeOf(by));
    for (const arg of args) pushValue(this.thread, arg);
    this.argumentCount = args.length;
  }

  step(settled: Settled | undefined): Step<TValue> {
    const { machine, thread } = this;
    machine.settled = settled;
    machine.requested = undefined;
    machine.taken = 0;
    machine.receiver = undefined;
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
      if (error instanceof Abort) {
        // A cancel of code that was paused is one for each coroutine.
        const endsRun = error.error.kind !== 'CANCELED';
        return { kind: 'failed', error: withTraceback(machine, thread, error.error), endsRun };
      }
      throw machine.defect ?? error;
    } finally {
      machine.stopped?.(thread);
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
    return this.machine.aside(() => showPosition(this.machine.placeOf(this.thread), '?'));
  }

  traceback(): string {
    // A function that yields has put its arguments between itself and the top: the engine cannot name it.
    const first = api.lua_status(this.thread) === LUA_YIELD && !this.thread.preempted ? 1 : 0;
    return this.machine.aside(() => tracebackOf(this.machine.main, this.thread, first));
  }
}

function withTraceback(machine: Machine, thread: LuaState, error: LuaError): LuaError {
  return error.with({ luaStack: machine.aside(() => tracebackOf(machine.main, thread, 0)) });
}
