import { LuaError } from '@durable-lua/determinism';
import type { MemberEnd } from '../scheduling/group.js';
import type { Ended } from '../scheduling/scheduler.js';
import { TAG_NIL, type LuaState, type TValue } from './state/fengari.js';
import type { Machine } from './state/machine.js';
import { showPosition, type Position } from './state/positions.js';
import { textAt, withValue } from './state/stack.js';
import { thrownTable } from './values/thrown-table.js';
import { objectAt } from './values/userdata.js';

/** Why an error has the kind it has: the code has returned a text, or a plain table, as its error, from there (`order.lua:12`). */
export class ReturnedText {
  constructor(readonly where: string) {}
}

/** How a result goes to TypeScript. */
export type Reader<R> = (L: LuaState, index: number) => R;

/** The first result of a run. @throws LuaError for what cannot be read, or when the second result says that the run failed. */
export function resultOf<R>(machine: Machine, values: readonly TValue[], reader: Reader<R>): R {
  const error = failureOf(machine, values, machine.returnedText);
  if (error !== undefined) throw error;
  return read(machine, values[0], reader);
}

/** As for a run: its second result may say that it failed. */
export function memberEnd(machine: Machine, step: Ended<TValue>): MemberEnd {
  if (step.kind === 'failed') return { error: step.error };
  const error = failureOf(machine, step.values);
  return error === undefined ? { value: step.values[0] ?? machine.nil } : { error };
}

/** A second result that is an error object or a string says that the run failed, and so does a table beside nil. */
function failureOf(machine: Machine, [first, second]: readonly TValue[], from?: Position): LuaError | undefined {
  if (second === undefined) return undefined;
  return read(machine, second, (L, index) => {
    const holder = objectAt(L, index);
    if (holder !== undefined && LuaError.is(holder.object)) return holder.object;
    const text = textAt(L, index);
    const error =
      text === undefined && (first?.type ?? TAG_NIL) === TAG_NIL
        ? thrownTable(L)
        : text !== undefined && { message: text };
    if (!error) return undefined;
    if (from === undefined) return new LuaError({ ...error, kind: 'INTERNAL' });
    const where = showPosition(from, '?');
    const luaStack = `stack traceback:\n\t${where}: in ?`;
    return new LuaError({ ...error, kind: 'INTERNAL', luaStack, cause: new ReturnedText(where) });
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
