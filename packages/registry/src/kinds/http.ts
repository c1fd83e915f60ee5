import {
  about,
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
  doc: 'An HTTP server.',
  fields: {
    addr: about(
      'Where it listens: :8080 (all interfaces), or 127.0.0.1:8080.',
      required(text({ env: 'resolve', form: ADDR })),
    ),
    timeouts: about(
      'How long it waits.',
      table({
        read: about('For a whole request.', duration()),
        write: about('For an answer to be taken.', duration()),
        idle: about('Between two requests of one connection.', duration()),
      }),
    ),
    max_body: about('The largest body of a request, in bytes.', withDefault(integer({ min: 1 }), MAX_BODY)),
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

const ofServer = about(
  'The server; what else is in it is your own.',
  table({ server: about('ID of the http.service.', required(reference('http.service'))) }, { unknown: 'ignore' }),
);

export const httpRouter = defineKind({
  kind: 'http.router',
  doc: 'A group of endpoints of one HTTP server.',
  fields: {
    meta: ofServer,
    prefix: about('Stands before the paths of its endpoints.', withDefault(text({ form: ROUTE.prefix }), '')),
    middleware: unserved(),
    options: unserved(),
    post_middleware: unserved(),
    post_options: unserved(),
  },
  build: ({ meta: { server }, prefix }) => (server === undefined ? undefined : { server, prefix }),
});

export const httpEndpoint = defineKind({
  kind: 'http.endpoint',
  doc: 'One route: the requests that go to one function.',
  fields: {
    meta: about(
      'The router; what else is in it is your own.',
      table({ router: about('ID of the http.router.', required(reference('http.router'))) }, { unknown: 'ignore' }),
    ),
    method: about('The HTTP method.', withDefault(choice(METHODS), 'GET')),
    path: about(
      'The path behind the prefix of its router, with {name} for one part and {rest...} for all that is left.',
      required(text({ form: ROUTE.path })),
    ),
    func: about('ID of the function.lua that answers.', required(reference('function.lua'))),
  },
  build({ meta: { router }, method, path, func }) {
    if (router === undefined || path === undefined || func === undefined) return undefined;
    // The route is known when the router is, after all files are read.
    return { router, method, path, func, route: path };
  },
});

export const httpStatic = defineKind({
  kind: 'http.static',
  doc: 'A folder of files that an HTTP server hands out.',
  fields: {
    meta: ofServer,
    path: about('Stands before the names of the files.', withDefault(text({ form: ROUTE.prefix }), '/')),
    directory: about('The folder, from this file.', required(text())),
    static_options: about(
      'How files are handed out.',
      table({
        index: about('The file of a folder.', withDefault(text({ form: FILE_NAME }), 'index.html')),
        spa: about(
          'Whether a path without a file gives the index of the folder, for applications of one page.',
          withDefault(flag(), false),
        ),
        cache: about('The header cache-control.', text({ form: HEADER_VALUE })),
      }),
    ),
    fs: unserved(),
    middleware: unserved(),
    options: unserved(),
  },
  async build({ meta: { server }, path, directory: written, staticOptions }, at) {
    const directory = written === undefined ? undefined : await at.scope.files.directory(written, at.key('directory'));
    if (server === undefined || directory === undefined) return undefined;
    return { server, path, directory, ...staticOptions };
  },
});
