import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type TextMapGetter } from '@opentelemetry/api';
import type { HttpInterceptor } from '@durable-lua/worker';
import { failed, inSpan } from './spans.js';

const headersGetter: TextMapGetter<ReadonlyMap<string, string>> = {
  keys: (headers) => [...headers.keys()],
  get: (headers, name) => headers.get(name.toLowerCase()),
};

/** Each request that Lua answers is a span, of the trace that its headers name. */
export const httpSpans: HttpInterceptor = (call, next) => {
  const { request, route, func } = call;
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'url.path': request.path,
    'lua.entry': func,
  };
  const parent = propagation.extract(ROOT_CONTEXT, request.headers, headersGetter);
  return inSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
    const outcome = await next(call);
    span.setAttribute('http.response.status_code', outcome.status);
    if (outcome.error !== undefined) failed(span, outcome.error);
    else if (outcome.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    return outcome;
  });
};
