import type { WorkflowClientInterceptor, WorkflowStartUpdateOutput } from '@temporalio/client';
import { updateFailureOf } from '@durable-lua/temporal-wire';

type Outcome = WorkflowStartUpdateOutput['outcome'];

/** For a client's `interceptors.workflow`: an update that the server itself has ended fails with a kind of ours and a remedy. */
export const clientUpdates: WorkflowClientInterceptor = {
  startUpdate: async (input, next) => {
    const output = await next(input);
    const { outcome } = output;
    return outcome === undefined ? output : { ...output, outcome: told(outcome) };
  },
  startUpdateWithStart: async (input, next) => {
    const output = await next(input);
    const { updateOutcome } = output;
    return updateOutcome === undefined ? output : { ...output, updateOutcome: told(updateOutcome) };
  },
};

function told<O extends NonNullable<Outcome>>(outcome: O): O {
  const { failure } = outcome;
  const type = failure?.applicationFailureInfo?.type ?? '';
  const error = updateFailureOf(type);
  if (error === undefined) return outcome;
  const applicationFailureInfo = { type: error.kind, nonRetryable: !error.willRetry };
  return { ...outcome, failure: { ...failure, message: error.message, applicationFailureInfo } };
}
