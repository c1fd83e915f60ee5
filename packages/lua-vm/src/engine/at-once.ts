import type { MemberEnd } from '../scheduling/group.js';
import { PAUSED } from '../scheduling/wait.js';
import { LuaCoroutine } from './coroutine.js';
import { memberEnd } from './results.js';
import type { TValue } from './state/fengari.js';
import type { Machine } from './state/machine.js';

/**
 * Calls a function while no coroutine runs, and without any trace in what the run does later: what it costs is not counted
 * against the run, and waiting and effects are refused.
 */
export function callAtOnce(machine: Machine, fn: TValue, args: readonly TValue[]): MemberEnd {
  if (machine.chain.length > 0) throw new Error('a call at once inside a running coroutine');
  const coroutine = new LuaCoroutine(machine, fn, args);
  machine.isAtOnce = true;
  try {
    return machine.aside(() => {
      for (;;) {
        const step = coroutine.step(undefined);
        if (step.kind !== 'waits') return memberEnd(machine, step);
        if (step.wait.what !== PAUSED) throw new Error(`a call at once waits: ${step.wait.what}`);
      }
    });
  } finally {
    machine.isAtOnce = false;
    machine.scheduled.delete(coroutine.thread);
    // What ends a run uncatchably has ended this call alone: nothing else of the state was under way.
    (machine.main.l_G as { aborted: unknown }).aborted = null;
    machine.defect = undefined;
  }
}
