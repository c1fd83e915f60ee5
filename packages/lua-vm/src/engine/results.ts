import { LuaError } from '@durable-lua/determinism';
import type { MemberEnd } from '../scheduling/group.js';
import type { Ended } from '../scheduling/scheduler.js';
import type { LuaState, TValue } from './state/fengari.js';
import type { Machine } from './state/machine.js';
import { textAt, withValue } from './state/stack.js';
import { objectAt } from './values/userdata.js';

/** How a result goes to TypeScript. */
export type Reader<R> = (L: LuaState, index: number) => R;

/** The first result of a run. @throws LuaError for what cannot be read, or when the second result says that the run failed. */
export function resultOf<R>(machine: Machine, values: readonly TValue[], reader: Reader<R>): R {
  const error = failureOf(machine, values[1]);
  if (error !== undefined) throw error;
  return read(machine, values[0], reader);
}

/** As for a run: an error object or a string as second result is a failure. */
export function memberEnd(machine: Machine, step: Ended<TValue>): MemberEnd {
  if (step.kind === 'failed') return { error: step.error };
  const error = failureOf(machine, step.values[1]);
  return error === undefined ? { value: step.values[0] ?? machine.nil } : { error };
}

/** A second result that is an error object or a string says that the run failed. */
function failureOf(machine: Machine, second: TValue | undefined): LuaError | undefined {
  if (second === undefined) return undefined;
  return read(machine, second, (L, index) => {
    const holder = objectAt(L, index);
    if (holder !== undefined && LuaError.is(holder.object)) return holder.object;
    const message = textAt(L, index);
    return message === undefined ? undefined : new LuaError({ kind: 'INTERNAL', message });
  });
}

function read<R>(machine: Machine, value: TValue | undefined, reader: Reader<R>): R {
  try {
    return withValue(machine.main, value ?? machine.nil, reader);
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    throw error.with({ message: `result: ${error.message}`, luaStack: machine.entered });
  }
}
