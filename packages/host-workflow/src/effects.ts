import { CancellationScope } from '@temporalio/workflow';
import { operation, type ContextValues, type Operation, mergeContext } from '@durable-lua/determinism';
import { fromFailure, RawPayload, withContext, withSender } from '@durable-lua/temporal-wire';
import type { Payload } from '@durable-lua/determinism';
import type { Run } from './run.js';

/** Starts an effect of the SDK in a scope of its own, so that it alone can be cancelled. */
export function effect<T>(run: Run, start: () => Promise<T>): Operation<T> {
  const scope = new CancellationScope({ cancellable: true, parent: run.scope });
  const result = scope.run(start).catch((error: unknown) => {
    throw fromFailure(error);
  });
  return operation(result, () => scope.cancel());
}

/** Runs `command` with these headers on what it sends: the SDK calls the interceptors before it returns. */
export function sending<T>(
  run: Run,
  headers: { context?: ContextValues | undefined; from?: string },
  command: () => T,
): T {
  run.outgoing = withSender(
    withContext({}, headers.from === undefined ? mergeContext(run.context, headers.context) : undefined),
    headers.from,
  );
  try {
    return command();
  } finally {
    run.outgoing = {};
  }
}

export const raw = (args: readonly Payload[]): RawPayload[] => args.map((arg) => new RawPayload(arg));

/** What the SDK decoded with our converter; a result that is missing is nil. */
export function unraw(value: unknown, nil: Payload): Payload {
  return RawPayload.is(value) ? value.payload : nil;
}
