import { context, propagation, SpanKind, trace, type Context } from '@opentelemetry/api';
import { operation, type Capabilities, type Message, type Operation } from '@durable-lua/determinism';
import type { Interceptor, MessageObserver } from '@durable-lua/determinism/host';
import { beginSpan, failed, isTraced } from './spans.js';

/** By the mailbox of a function call or process: the context of what it does. */
const contexts = new WeakMap<object, { readonly own: Context; now: Context }>();

/** The context of what the code on this host does now. Its own is the one in which it was made. */
function contextOf({ mailbox }: Partial<Capabilities>): Context {
  if (mailbox === undefined) return context.active();
  let contextsOfRun = contexts.get(mailbox);
  if (contextsOfRun === undefined) {
    const own = context.active();
    contexts.set(mailbox, (contextsOfRun = { own, now: own }));
  }
  return contextsOfRun.now;
}

/** A span that ends with an operation, begun in its context. */
function during<T>(
  name: string,
  kind: SpanKind,
  attributes: Record<string, string>,
  parent: Context,
  begin: () => Operation<T>,
): Operation<T> {
  const span = beginSpan(name, { kind, attributes }, parent);
  const started = context.with(trace.setSpan(parent, span), begin);
  const result = Promise.resolve(started.result);
  result.then(
    () => span.end(),
    (error: unknown) => {
      failed(span, error);
      span.end();
    },
  );
  return operation(result, () => started.cancel());
}

/** For Lua outside of workflows: what it calls, starts and sends belongs to what it does itself. */
export const luaSpans: Interceptor = {
  // Comes first, so that a run has its context before anything else could ask for it.
  mailbox: (next, host) => {
    contextOf(host);
    return next;
  },
  functions: (next, host) => ({
    ...next,
    start: (call) => {
      const attributes = { 'lua.entry': call.id, 'lua.caller': host.processes?.id ?? '' };
      return during(`CallFunction:${call.id}`, SpanKind.INTERNAL, attributes, contextOf(host), () => next.start(call));
    },
  }),
  processes: (next, host) => ({
    ...next,
    send: (to, message) => context.with(contextOf(host), () => next.send(to, message)),
    spawn: (request) => context.with(contextOf(host), () => next.spawn(request)),
    exec: (request) => context.with(contextOf(host), () => next.exec(request)),
  }),
  httpClient: (next, host) => ({
    ...next,
    request: (request) => {
      const { method } = request;
      const url = new URL(request.url);
      const attributes = { 'http.request.method': method, 'server.address': url.host, 'url.path': url.pathname };
      return during(method, SpanKind.CLIENT, attributes, contextOf(host), () => {
        const carrier: Record<string, string> = {};
        propagation.inject(context.active(), carrier);
        return next.request({ ...request, headers: [...request.headers, ...Object.entries(carrier)] });
      });
    },
  }),
};

/** Where a message comes from, and when. */
const sent = new WeakMap<Message, { readonly from: Context; readonly at: number }>();

/**
 * A message is a span, from when it is sent until Lua takes it; what the receiver does from then on belongs to it, until it takes the
 * next.
 */
export const messageSpans: MessageObserver = {
  sent(message) {
    const from = context.active();
    if (isTraced(from)) sent.set(message, { from, at: Date.now() });
  },
  taken(message, mailbox) {
    const run = contexts.get(mailbox);
    if (run === undefined) return;
    const origin = sent.get(message);
    if (origin === undefined) {
      run.now = run.own;
      return;
    }
    const attributes = { 'messaging.destination.name': message.topic, 'messaging.operation.name': 'receive' };
    const options = { kind: SpanKind.CONSUMER, startTime: origin.at, attributes };
    const span = beginSpan(`HandleMessage:${message.topic}`, options, origin.from);
    span.end();
    run.now = trace.setSpan(origin.from, span);
  },
};
