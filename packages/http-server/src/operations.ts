import { canceled, operation, type Operation } from '@durable-lua/determinism';

/** Work that may be given up: then its result is an error of kind `CANCELED`, and what it comes to is nobody's. */
export function cancellable<T>(work: Promise<T>): Operation<T> {
  let stop!: (error: unknown) => void;
  const stopped = new Promise<never>((_, reject) => (stop = reject));
  work.catch(() => undefined);
  return operation(Promise.race([work, stopped]), () => stop(canceled()));
}

/** What has ended already. */
export const done: Operation<void> = operation(Promise.resolve(), () => undefined);
