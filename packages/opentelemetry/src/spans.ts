import { context, SpanStatusCode, trace, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import { errorOf } from './workflow/wire.js';

const NAME = '@durable-lua/opentelemetry';

/** Begins a span in a context, that of whoever calls by default. */
export function beginSpan(name: string, options: SpanOptions, parent: Context = context.active()): Span {
  return trace.getTracer(NAME).startSpan(name, options, parent);
}

/** Runs something in the context of a span, which ends with it. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  parent: Context | undefined,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = beginSpan(name, options, parent);
  try {
    return await context.with(trace.setSpan(parent ?? context.active(), span), () => work(span));
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Says with which error what the span stands for has ended. */
export function failed(span: Span, error: unknown): void {
  const { type, message } = errorOf(error);
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Whether a context belongs to a trace. */
export const isTraced = (one: Context): boolean => trace.getSpanContext(one) !== undefined;
