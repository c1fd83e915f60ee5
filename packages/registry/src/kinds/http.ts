import {
  choice,
  duration,
  flag,
  integer,
  reference,
  required,
  table,
  text,
  unserved,
  withDefault,
} from '../fields/index.js';
import { directoryInside } from '../files.js';
import { ROUTE } from '../routes.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

const ADDR = { pattern: /^(\[[^\]\s]+\]|[^\s:/]*):\d{1,5}$/, expected: 'an address of the form :port or host:port' };
const FILE_NAME = { pattern: /^[^/\\]+$/, expected: 'the name of a file, such as index.html' };
const HEADER_VALUE = { pattern: /^[\x20-\x7e]+$/, expected: 'printable ASCII text, such as "public, max-age=3600"' };
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;
const MAX_PORT = 65_535;
const MAX_BODY = 120 * 1024 * 1024;

export const httpService = defineKind({
  kind: 'http.service',
  fields: {
    addr: required(text({ env: 'resolve', form: ADDR })),
    timeouts: table({ read: duration(), write: duration(), idle: duration() }),
    max_body: withDefault(integer({ min: 1 }), MAX_BODY),
    host: unserved(),
    lifecycle,
  },
  build({ addr, timeouts, maxBody, lifecycle }, at) {
    if (addr === undefined) return undefined;
    const port = Number(addr.slice(addr.lastIndexOf(':') + 1));
    if (port > MAX_PORT) at.key('addr').report('E-RANGE', `${port} is no port: expected at most ${MAX_PORT}`);
    return { addr, timeouts, maxBody, lifecycle };
  },
});

export const httpRouter = defineKind({
  kind: 'http.router',
  fields: {
    meta: table({ server: required(reference('http.service')) }, { unknown: 'ignore' }),
    prefix: withDefault(text({ form: ROUTE.prefix }), ''),
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
    path: required(text({ form: ROUTE.path })),
    func: required(reference('function.lua')),
  },
  build({ meta: { router }, method, path, func }) {
    if (router === undefined || path === undefined || func === undefined) return undefined;
    // The route is known when the router is, after all files are read.
    return { router, method, path, func, route: path };
  },
});

export const httpStatic = defineKind({
  kind: 'http.static',
  fields: {
    meta: table({ server: required(reference('http.service')) }, { unknown: 'ignore' }),
    path: withDefault(text({ form: ROUTE.prefix }), '/'),
    directory: required(text()),
    static_options: table({
      index: withDefault(text({ form: FILE_NAME }), 'index.html'),
      spa: withDefault(flag(), false),
      cache: text({ form: HEADER_VALUE }),
    }),
    fs: unserved(),
    middleware: unserved(),
    options: unserved(),
  },
  async build({ meta: { server }, path, directory: written, staticOptions }, at) {
    const directory = written === undefined ? undefined : await directoryInside(written, at.key('directory'));
    if (server === undefined || directory === undefined) return undefined;
    return { server, path, directory, ...staticOptions };
  },
});
