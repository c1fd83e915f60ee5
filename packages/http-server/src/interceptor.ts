import type { ContextValues, HttpRequest } from '@durable-lua/determinism';

/** A request on its way to a handler. */
export interface HttpCall {
  /** Entry ID of the `http.service`. */
  readonly service: string;
  /** Entry ID of the `http.endpoint`. */
  readonly endpoint: string;
  /** ID of the function that answers. */
  readonly func: string;
  /** As it is written, with the prefix of its router: `/orders/{id}`. */
  readonly route: string;
  readonly request: HttpRequest;
  /** What the handler reads with `ctx`. */
  readonly context: ContextValues;
}

/** How it was answered. */
export interface HttpOutcome {
  readonly status: number;
  /** With which the handler failed, whether or not the client was told. */
  readonly error?: unknown;
}

/**
 * Around each call of a handler: for traces, metrics, access logs. What runs in `next`, the handler and all that it starts, is in
 * the asynchronous context of the interceptor. It may give the call another context; it answers nothing itself.
 */
export type HttpInterceptor = (call: HttpCall, next: (call: HttpCall) => Promise<HttpOutcome>) => Promise<HttpOutcome>;
