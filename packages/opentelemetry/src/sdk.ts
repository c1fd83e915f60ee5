import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Span } from '@opentelemetry/api';
import { CompleteAsyncError, type Context as ActivityContext } from '@temporalio/activity';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { Headers } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { beginSpan, failed, inSpan } from './spans.js';
import { readCarrier, withCarrier, type Carrier } from './workflow/wire.js';

/** Headers with the span that is active. */
function traced<I extends { readonly headers: Headers }>(input: I): I {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return { ...input, headers: withCarrier(input.headers, carrier) };
}

/** The context that headers name; a new trace begins where they name none. */
export const extracted = (carrier: Carrier | undefined) => propagation.extract(ROOT_CONTEXT, carrier ?? {});

const asking = <T>(name: string, workflowId: string, kind: SpanKind, work: (span: Span) => Promise<T>): Promise<T> =>
  inSpan(name, { kind, attributes: { temporalWorkflowId: workflowId } }, undefined, work);

const { CLIENT, PRODUCER, SERVER } = SpanKind;

/** For clients: what they ask of workflows is a span, which the workflow goes on from. */
export const clientSpans: WorkflowClientInterceptor = {
  start: (input, next) =>
    asking(`StartWorkflow:${input.workflowType}`, input.options.workflowId, CLIENT, async (span) => {
      const runId = await next(traced(input));
      span.setAttribute('run_id', runId);
      return runId;
    }),
  signalWithStart: (input, next) =>
    asking(`SignalWithStartWorkflow:${input.workflowType}`, input.options.workflowId, CLIENT, async (span) => {
      const runId = await next(traced(input));
      span.setAttribute('run_id', runId);
      return runId;
    }),
  signal: (input, next) =>
    asking(`SignalWorkflow:${input.signalName}`, input.workflowExecution.workflowId ?? '', PRODUCER, () =>
      next(traced(input)),
    ),
  query: (input, next) =>
    asking(`QueryWorkflow:${input.queryType}`, input.workflowExecution.workflowId ?? '', CLIENT, () =>
      next(traced(input)),
    ),
  startUpdate: (input, next) =>
    asking(`StartWorkflowUpdate:${input.updateName}`, input.workflowExecution.workflowId ?? '', CLIENT, () =>
      next(traced(input)),
    ),
};

/** For workers: each attempt of an activity is a span, of Lua or not. */
export function activitySpans({ info }: ActivityContext): ActivityInterceptors {
  const { activityId, activityType, attempt, workflowExecution } = info;
  const attributes = {
    temporalActivityId: activityId,
    'temporal.activity.attempt': attempt,
    ...(workflowExecution && { temporalWorkflowId: workflowExecution.workflowId, run_id: workflowExecution.runId }),
  };
  return {
    inbound: {
      execute: async (input, next) => {
        const parent = extracted(readCarrier(input.headers));
        const span = beginSpan(`RunActivity:${activityType}`, { kind: SERVER, attributes }, parent);
        try {
          return await context.with(trace.setSpan(parent, span), () => next(input));
        } catch (error) {
          if (!(error instanceof CompleteAsyncError)) failed(span, error);
          throw error;
        } finally {
          span.end();
        }
      },
    },
  };
}
