import { log, type WorkflowInterceptors } from '@temporalio/workflow';
import { SDK_RESERVED_PREFIX, type Headers } from '@durable-lua/temporal-wire';
import { newRun } from './run.js';

type SdkHeaders = Record<string, never>;

/** Headers in and out, and signals into the mailbox. Named as the SDK's bundler expects it of an interceptor module. */
export function interceptors(): WorkflowInterceptors {
  const run = newRun();
  const outgoing = <I extends { readonly headers: object }>(input: I): I => ({
    ...input,
    headers: { ...input.headers, ...(run.outgoing as SdkHeaders) },
  });
  return {
    inbound: [
      {
        execute: (input, next) => {
          run.start(input.headers as Headers);
          return next(input);
        },
        handleSignal: async (input) => run.signal(input.signalName, input.args, input.headers as Headers),
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(outgoing(input)),
        scheduleLocalActivity: (input, next) => next(outgoing(input)),
        startChildWorkflowExecution: (input, next) => next(outgoing(input)),
        signalWorkflow: (input, next) => next(outgoing(input)),
      },
    ],
    internals: [
      {
        // The SDK fails the task over a signal with its own prefix, for ever: such a signal is put aside instead.
        activate: (input, next) => {
          const { jobs } = input.activation;
          if (jobs?.some(isSdkSignal)) {
            input.activation.jobs = jobs.filter((job) => {
              if (!isSdkSignal(job)) return true;
              log.warn(`signal '${job.signalWorkflow?.signalName}' is ignored: '${SDK_RESERVED_PREFIX}' is reserved`);
              return false;
            });
          }
          return next(input);
        },
      },
    ],
  };
}

const isSdkSignal = (job: { signalWorkflow?: { signalName?: string | null } | null }): boolean =>
  job.signalWorkflow?.signalName?.startsWith(SDK_RESERVED_PREFIX) === true;
