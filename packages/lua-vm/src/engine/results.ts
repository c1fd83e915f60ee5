import { LuaError } from '@durable-lua/determinism';
import type { MemberEnd } from '../scheduling/group.js';
import type { Ended } from '../scheduling/scheduler.js';
import type { LuaState, TValue } from './state/fengari.js';
import type { Machine } from './state/machine.js';
import { showPosition, type Position } from './state/positions.js';
import { textAt, withValue } from './state/stack.js';
import { objectAt } from './values/userdata.js';

/** Why an error has the kind it has: the code has returned a text as second result, from there (`order.lua:12`). */
export class ReturnedText {
  constructor(readonly where: string) {}
}

/** How a result goes to TypeScript. */
export type Reader<R> = (L: LuaState, index: number) => R;

/** The first result of a run. @throws LuaError for what cannot be read, or when the second result says that the run failed. */
export function resultOf<R>(machine: Machine, values: readonly TValue[], reader: Reader<R>): R {
  const error = failureOf(machine, values[1], machine.returnedText);
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
function failureOf(machine: Machine, second: TValue | undefined, from?: Position): LuaError | undefined {
  if (second === undefined) return undefined;
  return read(machine, second, (L, index) => {
    const holder = objectAt(L, index);
    if (holder !== undefined && LuaError.is(holder.object)) return holder.object;
    const message = textAt(L, index);
    if (message === undefined) return undefined;
    const cause = from && new ReturnedText(showPosition(from, '?'));
    return new LuaError({ kind: 'INTERNAL', message, cause });
  });
}

function read<R>(machine: Machine, value: TValue | undefined, reader: Reader<R>): R {
  try {
    return withValue(machine.main, value ?? machine.nil, reader);
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    throw error.at('result').with({ luaStack: machine.entered });
  }
}
