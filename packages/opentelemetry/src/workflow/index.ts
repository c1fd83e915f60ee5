import {
  ContinueAsNew,
  getRandomStream,
  proxySinks,
  workflowInfo,
  type Sinks,
  type WorkflowInterceptors,
} from '@temporalio/workflow';
import type { Headers } from '@temporalio/common';
import { currentUpdate, luaPosition } from '@durable-lua/host-workflow';
import { errorOf, readCarrier, SINK, withCarrier, type Carrier, type WorkflowSpan } from './wire.js';

interface SpanSinks extends Sinks {
  [SINK]: { ended(span: WorkflowSpan): void };
}

/** Where a span belongs. */
interface Place {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  /** What travels along besides. */
  readonly carrier: Carrier;
}

interface OpenSpan extends Place {
  end(error?: unknown): void;
}

const NOBODY: Carrier = {};

/**
 * The spans of one run. Nothing of OpenTelemetry's SDK is in the sandbox, which has no clock and no random source for it: a span is
 * data. Its ID comes from a random stream of the run, its times are those of workflow tasks, and it is told at its end, by a sink, which
 * is silent while the run is replayed: so each is told once, wherever the run goes on.
 */
class RunSpans {
  /** Of what the run does. */
  private run: OpenSpan | undefined;
  /** Of updates that a handler carries out, by ID. */
  private readonly updates = new Map<string, OpenSpan>();
  private readonly random = getRandomStream('@durable-lua/opentelemetry');
  private readonly sink = proxySinks<SpanSinks>()[SINK];

  begin(name: string, kind: WorkflowSpan['kind'], parent = placeOf(undefined), fill = this.fill): OpenSpan {
    const { workflowId, runId, workflowType } = workflowInfo();
    const line = kind === 'server' ? undefined : luaPosition();
    const span = {
      traceId: parent?.traceId ?? hex(fill(16)),
      spanId: hex(fill(8)),
      flags: parent?.flags ?? 1,
      carrier: parent?.carrier ?? NOBODY,
    };
    // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
    const start = Date.now();
    return {
      ...span,
      end: (error) => {
        // eslint-disable-next-line no-restricted-properties -- as above
        const times = { start, end: Date.now() };
        const { traceId, spanId, flags, carrier } = span;
        this.sink.ended({
          ...{ name, kind, traceId, spanId, flags, ...times },
          ...(parent !== undefined && { parentSpanId: parent.spanId }),
          ...(carrier['tracestate'] !== undefined && { traceState: carrier['tracestate'] }),
          attributes: {
            temporalWorkflowId: workflowId,
            run_id: runId,
            'temporal.workflow.type': workflowType,
            ...(line !== undefined && { 'lua.line': line }),
          },
          ...(error !== undefined && { error: errorOf(error) }),
        });
      },
    };
  }

  /** Around the run itself: what it does belongs to this. */
  execute<R>(headers: Headers, work: () => Promise<R>): Promise<R> {
    const run = this.begin(`RunWorkflow:${workflowInfo().workflowType}`, 'server', placeOf(readCarrier(headers)));
    this.run = run;
    return watched(run, work());
  }

  /** Around something that the run asks of others. */
  send<R, I extends { readonly headers: Headers }>(
    name: string,
    kind: WorkflowSpan['kind'],
    input: I,
    next: (input: I) => Promise<R>,
  ): Promise<R> {
    const span = this.begin(name, kind, this.updates.get(currentUpdate() ?? '') ?? this.run);
    return watched(span, next({ ...input, headers: withCarrier(input.headers, carrierOf(span)) }));
  }

  /** Around something that others ask of the run. */
  handle<R>(name: string, headers: Headers, work: () => Promise<R>, fill?: (count: number) => Uint8Array): Promise<R> {
    return watched(this.begin(name, 'server', placeOf(readCarrier(headers)) ?? this.run, fill), work());
  }

  /** As `handle`: what the handler asks of others belongs to this. */
  update<R>(id: string, name: string, headers: Headers, work: () => Promise<R>): Promise<R> {
    const span = this.begin(name, 'server', placeOf(readCarrier(headers)) ?? this.run);
    this.updates.set(id, span);
    const end = (error?: unknown): void => {
      this.updates.delete(id);
      span.end(error);
    };
    return watched({ ...span, end }, work());
  }

  private readonly fill = (count: number): Uint8Array => this.random.fill(new Uint8Array(count));
}

/** A query leaves no trace in a run, and so may take nothing from its random stream. */
const unrecorded = (count: number): Uint8Array => {
  const bytes = new Uint8Array(count);
  workflowInfo().unsafe.random.fillRandom(bytes);
  return bytes;
};

/**
 * The promise that is given, whose end is the end of the span. The same one: another would settle later, and what a run meets in
 * which order would depend on whether somebody traces it.
 */
function watched<R>(span: OpenSpan, work: Promise<R>): Promise<R> {
  work.then(
    () => span.end(),
    (error: unknown) => span.end(error instanceof ContinueAsNew ? undefined : error),
  );
  return work;
}

function placeOf(carrier: Carrier | undefined): Place | undefined {
  const [, traceId, spanId, flags] = /^\w\w-(\w{32})-(\w{16})-(\w\w)/.exec(carrier?.['traceparent'] ?? '') ?? [];
  if (carrier === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & 1, carrier };
}

const carrierOf = ({ traceId, spanId, flags, carrier }: Place): Carrier => ({
  ...carrier,
  traceparent: `00-${traceId}-${spanId}-0${flags}`,
});

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** For each run of a bundle, of Lua and of TypeScript. */
export function interceptors(): WorkflowInterceptors {
  const spans = new RunSpans();
  return {
    inbound: [
      {
        execute: (input, next) => spans.execute(input.headers, () => next(input)),
        handleSignal: (input, next) =>
          spans.handle(`HandleSignal:${input.signalName}`, input.headers, () => next(input)),
        handleUpdate: (input, next) =>
          spans.update(input.updateId, `HandleUpdate:${input.name}`, input.headers, () => next(input)),
        handleQuery: (input, next) =>
          spans.handle(`HandleQuery:${input.queryName}`, input.headers, () => next(input), unrecorded),
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => spans.send(`StartActivity:${input.activityType}`, 'client', input, next),
        // Ours, for randomness and signatures, are no calls of the user.
        scheduleLocalActivity: (input, next) =>
          input.activityType.startsWith('@')
            ? next(input)
            : spans.send(`StartActivity:${input.activityType}`, 'client', input, next),
        startChildWorkflowExecution: (input, next) =>
          spans.send(`StartChildWorkflow:${input.workflowType}`, 'client', input, next),
        signalWorkflow: (input, next) => spans.send(`SignalWorkflow:${input.signalName}`, 'producer', input, next),
        continueAsNew: (input, next) =>
          spans.send(`ContinueAsNew:${input.options.workflowType}`, 'client', input, next),
      },
    ],
  };
}
