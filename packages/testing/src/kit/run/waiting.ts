import { callablesOf, callOf, type Callable } from '../module/callable.js';
import { makeCalls } from './calls.js';
import { Observed, spyOn } from './spy.js';
import type { Subject } from './subject.js';

export interface WaitingCall {
  readonly callable: Callable;
  /** Lua expression. */
  readonly call: string;
}

/** What makes its caller wait, of all that the kit has samples for. */
export async function waitingCalls(subject: Subject, nothingEnds: boolean): Promise<readonly WaitingCall[]> {
  const found: WaitingCall[] = [];
  for (const callable of callablesOf(subject.definition, subject.options)) {
    if (callable.samples === undefined) continue;
    const call = callOf(callable, callable.samples);
    const observed = new Observed();
    const definition = spyOn(subject.definition, observed);
    await makeCalls(subject, { call }, { definition, nothingEnds }).catch(() => undefined);
    if (observed.waited.has(callable.name)) found.push({ callable, call });
  }
  return found;
}
