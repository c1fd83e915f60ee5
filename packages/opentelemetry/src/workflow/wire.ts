import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/** As the SDKs of Temporal name it, of whatever language: so that traces go on from one to the other. */
const TRACE_HEADER = '_tracer-data';

/** The sink by which spans leave the sandbox. */
export const SINK = 'durableLuaSpans';

/** What a text map propagator of OpenTelemetry writes: `traceparent`, and as the case may be `tracestate` and `baggage`. */
export type Carrier = Readonly<Record<string, string>>;

/** A span of a workflow that has ended. Plain data: it crosses the border of the sandbox. */
export interface WorkflowSpan {
  readonly name: string;
  readonly kind: 'internal' | 'client' | 'server' | 'producer' | 'consumer';
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** As W3C has it: 1 is sampled. */
  readonly flags: number;
  readonly traceState?: string;
  /** Milliseconds of Unix time, of the workflow's own clock. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Why it failed. */
  readonly error?: { readonly type: string; readonly message: string };
}

/** What whoever sent these headers was at. */
export function readCarrier(headers: Headers): Carrier | undefined {
  const payload = headers[TRACE_HEADER];
  if (payload === undefined) return undefined;
  try {
    return defaultPayloadConverter.fromPayload<Carrier>(payload);
  } catch {
    // Not ours to judge: the trace begins anew.
    return undefined;
  }
}

export const withCarrier = <H extends Headers>(headers: H, carrier: Carrier): H => ({
  ...headers,
  [TRACE_HEADER]: defaultPayloadConverter.toPayload(carrier),
});

/** What went wrong, as OpenTelemetry has it in `error.type`: the kind of Lua's error, or the type of the failure. */
export function errorOf(error: unknown): { readonly type: string; readonly message: string } {
  if (typeof error !== 'object' || error === null) return { type: 'error', message: String(error) };
  const { kind, type, name = 'Error', message = '' } = error as { readonly [key: string]: unknown };
  const cause = (error as { readonly cause?: unknown }).cause;
  // What the SDK wraps around a failure says only where it happened.
  if (typeof kind !== 'string' && typeof type !== 'string' && typeof cause === 'object' && cause !== null)
    return errorOf(cause);
  return { type: String(kind ?? type ?? name), message: String(message) };
}
