import { canceled, operation, type Operation } from '@durable-lua/determinism';
import type { Run } from './run.js';

/** Carries out one step of several. */
export type Step = <T>(next: () => Operation<T>) => PromiseLike<T>;

/** Does something later, as what the code has asked for: only who looks at the run can tell. */
export type Asking = <T>(work: () => T) => T;

/** For what the code that runs now asks for. */
export function askingOf({ observed }: Run): Asking {
  const place = observed?.place();
  return (work) => (observed === undefined ? work() : observed.at(place, work));
}

/**
 * An operation of several steps, one after the other. A cancel reaches the step that is under way, and no other begins; one
 * that has no step left gives its result.
 */
export function inSteps<T>(run: Run, body: (step: Step, asking: Asking) => Promise<T>): Operation<T> {
  let current: Operation<unknown> | undefined;
  let isCanceled = false;
  const asking = askingOf(run);
  const result = body(async (next) => {
    if (isCanceled) throw canceled();
    const step = asking(next);
    current = step;
    try {
      return await step.result;
    } finally {
      current = undefined;
    }
  }, asking);
  return operation(result, () => {
    isCanceled = true;
    current?.cancel();
  });
}
