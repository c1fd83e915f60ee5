import { createTraceState, SpanKind, SpanStatusCode, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { WorkflowSpan } from './workflow/wire.js';

const KINDS: Readonly<Record<WorkflowSpan['kind'], SpanKind>> = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

const SCOPE = { name: '@durable-lua/opentelemetry' };

const hrTime = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];

/** A span of a workflow as a processor of OpenTelemetry takes it, which may be of version 1 or 2. */
export function readableSpan(span: WorkflowSpan, resource: Resource): ReadableSpan {
  const { name, kind, traceId, spanId, parentSpanId, flags: traceFlags, traceState, start, end, error } = span;
  const shared = { traceId, traceFlags, ...(traceState !== undefined && { traceState: createTraceState(traceState) }) };
  const own: SpanContext = { ...shared, spanId };
  const one = {
    name,
    kind: KINDS[kind],
    spanContext: () => own,
    startTime: hrTime(start),
    endTime: hrTime(end),
    duration: hrTime(end - start),
    ended: true,
    attributes: { ...span.attributes, ...(error !== undefined && { 'error.type': error.type }) },
    status:
      error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error.message },
    links: [],
    events: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    resource,
    instrumentationScope: SCOPE,
    // Of version 1.
    instrumentationLibrary: SCOPE,
  };
  return parentSpanId === undefined
    ? one
    : { ...one, parentSpanContext: { ...shared, spanId: parentSpanId, isRemote: true }, ...{ parentSpanId } };
}

/** Hands a span of a workflow to whoever exports spans. */
export function emit(span: WorkflowSpan, resource: Resource, processors: readonly SpanProcessor[]): void {
  const readable = readableSpan(span, resource);
  for (const processor of processors) processor.onEnd(readable);
}
