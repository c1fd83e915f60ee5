import { choice, duration, reference, required, table, text, unserved, withDefault } from '../fields/index.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

const ADDR = { pattern: /^(\[[^\]\s]+\]|[^\s:/]*):\d{1,5}$/, expected: 'an address of the form :port or host:port' };
const PATH = { pattern: /^\//, expected: 'a path that starts with "/"' };
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;

export const httpService = defineKind({
  kind: 'http.service',
  fields: {
    addr: required(text({ env: 'resolve', form: ADDR })),
    timeouts: table({ read: duration(), write: duration(), idle: duration() }),
    host: unserved(),
    lifecycle,
  },
  build: ({ addr, timeouts, lifecycle }) => (addr === undefined ? undefined : { addr, timeouts, lifecycle }),
});

export const httpRouter = defineKind({
  kind: 'http.router',
  fields: {
    meta: table({ server: required(reference('http.service')) }, { unknown: 'ignore' }),
    prefix: withDefault(text({ form: PATH }), ''),
    middleware: unserved(),
    options: unserved(),
    post_middleware: unserved(),
    post_options: unserved(),
  },
  build: ({ meta: { server }, prefix }) => (server === undefined ? undefined : { server, prefix }),
});

export const httpEndpoint = defineKind({
  kind: 'http.endpoint',
  fields: {
    meta: table({ router: required(reference('http.router')) }, { unknown: 'ignore' }),
    method: withDefault(choice(METHODS), 'GET'),
    path: required(text({ form: PATH })),
    func: required(reference('function.lua')),
  },
  build({ meta: { router }, method, path, func }) {
    if (router === undefined || path === undefined || func === undefined) return undefined;
    return { router, method, path, func };
  },
});
