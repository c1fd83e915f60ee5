import { AsyncLocalStorage } from 'node:async_hooks';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ContextValues } from '@durable-lua/determinism';
import { withContext, withSender, type Headers } from '@durable-lua/temporal-wire';

interface Call {
  readonly context?: ContextValues;
  readonly from?: string;
}

/** What the client call that is being made says in its headers. */
export const callHeaders = new AsyncLocalStorage<Call>();

const starting = <I extends { readonly headers: unknown }>(input: I): I => ({
  ...input,
  headers: withContext(input.headers as Headers, callHeaders.getStore()?.context),
});

const signalling = <I extends { readonly headers: unknown }>(input: I): I => ({
  ...input,
  headers: withSender(input.headers as Headers, callHeaders.getStore()?.from),
});

/** For a client's `interceptors.workflow`: writes context and sender into the headers. */
export const clientHeaders: WorkflowClientInterceptor = {
  start: (input, next) => next(starting(input)),
  signal: (input, next) => next(signalling(input)),
  signalWithStart: (input, next) => next(signalling(starting(input))),
};
