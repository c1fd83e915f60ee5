import { canceled, operation, type Operation } from '@durable-lua/determinism';

/** Carries out one step of several. */
export type Step = <T>(next: () => Operation<T>) => PromiseLike<T>;

/**
 * An operation of several steps, one after the other. A cancel reaches the step that is under way, and no other begins; one
 * that has no step left gives its result.
 */
export function inSteps<T>(body: (step: Step) => Promise<T>): Operation<T> {
  let current: Operation<unknown> | undefined;
  let isCanceled = false;
  const result = body(async (next) => {
    if (isCanceled) throw canceled();
    const step = next();
    current = step;
    try {
      return await step.result;
    } finally {
      current = undefined;
    }
  });
  return operation(result, () => {
    isCanceled = true;
    current?.cancel();
  });
}
