import { LuaError, Misuse, invalid, type FunctionDefinition, type Type } from '@durable-lua/determinism';
import { isOperation, isThenable } from '@durable-lua/determinism/host';
import { Wait } from '../../scheduling/wait.js';
import { pushAs } from '../values/push.js';
import { Mismatch, readValue } from '../values/read.js';
import { Abort, CALL_UNITS } from '../state/budget.js';
import { api, type CFunction, type LuaState } from '../state/fengari.js';
import { CannotWait } from '../state/cannot-wait.js';
import { Machine } from '../state/machine.js';
import { isMethodCall } from '../state/positions.js';
import { pushError, raise, raiseObject } from '../values/errors.js';
import { objectAt } from '../values/userdata.js';

/**
 * Functions made from definitions, by definition and name: a pure cache, the same for every state. What a state adds, the
 * environment, is looked up at the call.
 */
const made = new WeakMap<FunctionDefinition, Map<string, CFunction>>();

/**
 * A module function or method as Lua calls it: checks and converts the arguments, runs the body, suspends the coroutine
 * where the body waits, converts the results.
 *
 * @param owner name of the module or class whose environment the body gets.
 * @param selfClass set for a method: the first argument must be an object of that class.
 */
export function functionOf(definition: FunctionDefinition, name: string, owner: string, selfClass?: string): CFunction {
  let byName = made.get(definition);
  if (byName === undefined) made.set(definition, (byName = new Map()));
  const key = `${owner}.${name}`;
  let fn = byName.get(key);
  if (fn === undefined) byName.set(key, (fn = make(definition, name, owner, selfClass)));
  return fn;
}

function make(definition: FunctionDefinition, name: string, owner: string, selfClass: string | undefined): CFunction {
  const params = Object.entries(definition.params);

  const call: CFunction = (L) => {
    const machine = Machine.of(L);
    machine.taken = 0;
    machine.receiver = undefined;
    machine.pay(CALL_UNITS);
    const args: Record<string, unknown> = {};
    if (selfClass !== undefined) {
      const holder = objectAt(L, 1);
      if (holder?.definition.name !== selfClass) {
        return raise(L, `calling '${name}' on bad self (${selfClass} expected; use ':' instead of '.')`);
      }
      args['self'] = holder.object;
      machine.receiver = holder;
    }
    let hasSelf = selfClass !== undefined;
    if (isCalledOnModule(L)) {
      hasSelf = machine.selves.get(owner)?.asMethods === true;
      if (!hasSelf && isMethodCall(L)) {
        return raise(L, `calling '${name}' with ':' passes the module as its first argument: use ${owner}.${name}(…)`);
      }
    }
    const problem = readArguments(L, hasSelf ? 2 : 1, args);
    if (problem !== undefined) return complain(L, problem);
    machine.caller = L;
    machine.passed?.(owner, { args });
    const { effects } = machine;
    let outcome: unknown;
    try {
      outcome = definition.body(machine.envOf(owner), args);
    } catch (error) {
      return failed(L, error);
    }
    if (outcome instanceof Wait || isOperation(outcome) || isThenable(outcome)) return suspend(L, outcome, effects);
    return succeeded(L, outcome);
  };

  /** The table of the module in which the function stands: one of its own where its name has dots. */
  const place = name.includes('.') ? `${owner}.${name.slice(0, name.lastIndexOf('.'))}` : owner;

  /** Whether the first argument is the table of the function's own module. */
  const isCalledOnModule = (L: LuaState): boolean => {
    const { selves } = Machine.of(L);
    const self = selves.get(place) ?? selves.get(owner);
    return self !== undefined && selfClass === undefined && api.lua_topointer(L, 1) === self.table;
  };

  type Problem = { readonly problem: LuaError | Mismatch; readonly position: number; readonly param: string };

  function readArguments(L: LuaState, first: number, args: Record<string, unknown>): Problem | undefined {
    let position = 0;
    for (const [param, type] of params) {
      position += 1;
      try {
        if (type.rest) {
          const values: unknown[] = [];
          for (let index = first + position - 1, top = api.lua_gettop(L); index <= top; index++, position++) {
            values.push(readValue(L, index, { ...type, ...type.of, rest: false }));
          }
          args[param] = values;
        } else {
          args[param] = readValue(L, first + position - 1, type);
        }
      } catch (problem) {
        if (problem instanceof Mismatch || LuaError.is(problem)) return { problem, position, param };
        return notExpected(L, problem);
      }
    }
    return undefined;
  }

  function complain(L: LuaState, { problem, position, param }: Problem): number {
    const { badArguments = 'raise', returns } = definition;
    const isRaised = badArguments === 'raise';
    if (!(problem instanceof Mismatch)) {
      const error = problem.at(`${name}: argument ${position}`);
      // Nobody reads the result of a wait: a bad duration must not pass unnoticed.
      const isDuration = definition.params[param]?.kind === 'duration';
      return isRaised && (isDuration || !returns.fallible) ? raiseObject(L, error) : giveBack(L, error);
    }
    const { expected, got, forms } = problem;
    const what = expected === '' ? got : `${expected} expected, got ${got}`;
    if (isRaised && forms === undefined) return raise(L, `bad argument #${position} to '${name}' (${what})`);
    const error = invalid(
      `${name}: argument #${position} (${param}): ${what}${forms === undefined ? '' : `: ${forms}`}`,
    );
    return isRaised ? raiseObject(L, error) : giveBack(L, error);
  }

  /** @param effects how many there had been when the body was called */
  function suspend(L: LuaState, outcome: object, effects: number): number {
    const machine = Machine.of(L);
    const wait = outcome instanceof Wait ? outcome : waitFor(machine, outcome, name, effects);
    if (machine.isAtOnce) {
      if (!(outcome instanceof Wait)) forget(wait, outcome);
      return raiseObject(L, new CannotWait());
    }
    if (outcome instanceof Wait) {
      let now: { readonly value: unknown } | undefined;
      try {
        now = outcome.tryNow();
      } catch (error) {
        return failed(L, error);
      }
      if (now !== undefined) return succeeded(L, now.value);
    }
    if (!machine.canSuspend) {
      if (outcome instanceof Wait) wait.interrupt?.();
      else forget(wait, outcome);
      return raise(
        L,
        `attempt to wait in '${name}' across a JS-call boundary (inside table.sort, string.gsub or similar)`,
      );
    }
    machine.requested = wait;
    return api.lua_yieldk(L, 0, null, resumed);
  }

  const resumed = (L: LuaState): number => {
    const machine = Machine.of(L);
    const { settled } = machine;
    machine.settled = undefined;
    if (settled === undefined) return machine.fail(new Error(`'${name}' was resumed without a result`));
    return settled.ok ? succeeded(L, settled.value) : failed(L, settled.error);
  };

  function succeeded(L: LuaState, value: unknown): number {
    const { types, fallible } = definition.returns;
    if (types[0]?.kind === 'nothing') return 0;
    const values = types.length === 1 ? [value] : (value as readonly unknown[]);
    const base = api.lua_gettop(L);
    try {
      types.forEach((type, index) => {
        if (type.rest) pushAll(L, type.of as Type<unknown>, values[index] as readonly unknown[]);
        else pushAs(L, type, values[index]);
      });
    } catch (error) {
      return failed(L, error);
    }
    if (fallible) api.lua_pushnil(L);
    Machine.of(L).passed?.(owner, { L, first: base + 1 });
    return api.lua_gettop(L) - base;
  }

  function failed(L: LuaState, error: unknown): number {
    if (Misuse.is(error)) return raise(L, error.message);
    if (!LuaError.is(error)) return notExpected(L, error);
    return definition.returns.fallible && !(error instanceof CannotWait) ? giveBack(L, error) : raiseObject(L, error);
  }

  function giveBack(L: LuaState, error: LuaError): number {
    if (definition.returns.failure === false) api.lua_pushboolean(L, false);
    else api.lua_pushnil(L);
    pushError(L, error);
    return 2;
  }

  return call;
}

/** The end of the run goes on, whoever threw it; all else is a bug. */
function notExpected(L: LuaState, error: unknown): never {
  if (error instanceof Abort) throw error;
  return Machine.of(L).fail(error);
}

function pushAll(L: LuaState, type: Type<unknown>, values: readonly unknown[]): void {
  api.lua_checkstack(L, values.length + 4);
  for (const value of values) pushAs(L, type, value);
}

/** Ends early what was begun. Nobody will ask how: a rejection must not end a process, or fail a workflow task for ever. */
function forget(wait: Wait<unknown>, outcome: object): void {
  wait.interrupt?.();
  void promiseOf(outcome).then(undefined, () => undefined);
}

const promiseOf = (outcome: object): PromiseLike<unknown> =>
  isOperation(outcome) ? outcome.result : (outcome as PromiseLike<unknown>);

/** A wait for a promise or an operation: an event of the scheduler ends it. */
function waitFor(machine: Machine, outcome: object, name: string, effects: number): Wait<unknown> {
  const source = isOperation(outcome) ? outcome : undefined;
  const promise = promiseOf(outcome);
  const moment = machine.moment();
  return new Wait(
    name,
    () => undefined,
    (waiter) => {
      if (source !== undefined) machine.operations.add(source);
      const ended = (): void => void (source !== undefined && machine.operations.delete(source));
      void promise.then(
        (value) => (ended(), waiter.resolve(value)),
        (error) => (ended(), waiter.reject(error)),
      );
      return () => undefined;
    },
    source === undefined ? undefined : () => source.cancel(),
    () => true,
    // Without an effect nothing outside of the run was waited for, nor was where it gave something at once.
    () => machine.effects !== effects && machine.moment() !== moment,
  );
}
