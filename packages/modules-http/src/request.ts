import Negotiator from 'negotiator';
import {
  boolean,
  bytes,
  defineClass,
  fn,
  instance,
  integer,
  invalid,
  list,
  map,
  mapOperation,
  optional,
  result,
  string,
  table,
  oneOf,
  value,
  type BodyLimits,
  type Form,
  type FormFile,
  type HttpRequest,
} from '@durable-lua/determinism';
import { CONTENT } from './constants.js';
import { fromJson } from './json.js';
import { fileType, streamType } from './streams.js';

export const DEFAULT_LIMITS: BodyLimits = { timeout: 300_000, size: 120 * 1024 * 1024 };
const FORM_MEMORY = 32 * 1024 * 1024;

/** A request, and how its body is to be read. */
export class Request {
  constructor(
    readonly http: HttpRequest,
    public limits: BodyLimits,
  ) {}

  header(name: string): string | undefined {
    return this.http.headers.get(name.toLowerCase());
  }
}

export const requestType = instance<Request>('http.Request');

const text = (doc: string, get: (request: HttpRequest) => string) =>
  fn({ doc, returns: result(string) }, (_, { self }: { readonly self: Request }) => get(self.http));

const formType = table({ values: map(oneOf(string, list(string))), files: map(list(fileType)) });

export const requestClass = defineClass(
  { type: requestType, doc: 'The request that a function answers.' },
  {
    methods: {
      method: text('The method, in capitals.', ({ method }) => method),
      path: text('The path, decoded, without the query.', ({ path }) => path),
      host: text('The header Host; "" without one.', ({ host }) => host),
      remote_addr: text('Address and port of the other end of the connection.', ({ remoteAddress }) => remoteAddress),
      query: fn(
        {
          doc: 'The first value of a parameter of the query, or nil.',
          params: { name: string },
          returns: result(optional(string)),
        },
        (_, { self, name }) => self.http.query.find(([key]) => key === name)?.[1],
      ),
      query_params: fn(
        { doc: 'All parameters of the query; values of one name joined with a comma.', returns: result(map(string)) },
        (_, { self }) => {
          const all = new Map<string, string>();
          for (const [name, one] of self.http.query) {
            const before = all.get(name);
            all.set(name, before === undefined ? one : `${before},${one}`);
          }
          return all;
        },
      ),
      header: fn(
        {
          doc: 'A header by its name in whatever case, or nil; values of one name joined with a comma and a space.',
          params: { name: string },
          returns: result(optional(string)),
        },
        (_, { self, name }) => self.header(name),
      ),
      content_type: fn({ doc: 'The header Content-Type, or nil.', returns: result(optional(string)) }, (_, { self }) =>
        self.header('content-type'),
      ),
      content_length: fn(
        { doc: 'How many bytes the body has; -1 where the client does not say it.', returns: result(integer()) },
        (_, { self }) => {
          const given = self.header('content-length');
          return given === undefined ? (self.http.hasBody ? -1 : 0) : Number(given);
        },
      ),
      param: fn(
        {
          doc: 'What a parameter of the route stands for: {id} in /orders/{id}. Nil for a name that the route does not have.',
          params: { name: string },
          returns: result(optional(string)),
        },
        (_, { self, name }) => self.http.params.get(name),
      ),
      params: fn(
        { doc: 'All parameters of the route.', returns: result(map(string)) },
        (_, { self }) => self.http.params,
      ),
      body: fn(
        {
          doc: 'The whole body, "" if there is none; waits for it, and gives the same each time. An INVALID error where it is too large, an INTERNAL one when it cannot be read or not in time.',
          returns: result(bytes),
        },
        (_, { self }) => self.http.body(self.limits),
      ),
      body_json: fn(
        {
          doc: 'The value that the body describes as JSON, decoded as by json.decode. An INVALID error for what is no JSON, or no body.',
          returns: result(value),
        },
        ({ lua }, { self }) => mapOperation(self.http.body(self.limits), (body) => fromJson(lua, body)),
      ),
      has_body: fn(
        { doc: 'Whether the request has a body.', returns: result(boolean) },
        (_, { self }) => self.http.hasBody,
      ),
      is_content_type: fn(
        {
          doc: 'Whether the Content-Type begins with this text, in whatever case.',
          params: { content_type: string },
          returns: result(boolean),
        },
        (_, { self, content_type }) =>
          self.header('content-type')?.toLowerCase().startsWith(content_type.toLowerCase()) ?? false,
      ),
      accepts: fn(
        {
          doc: 'Whether the header Accept allows a type, `*/*` and `text/*` being counted; false without that header.',
          params: { content_type: string },
          returns: result(boolean),
        },
        (_, { self, content_type }) => {
          const accept = self.header('accept');
          if (accept === undefined) return false;
          return new Negotiator({ headers: { accept } }).mediaTypes([content_type]).length > 0;
        },
      ),
      parse_multipart: fn(
        {
          doc: 'The fields of a multipart/form-data body: under `values` a text each, or a list of them for a name that comes more than once; under `files` a list for each name. An INVALID error for another type of body, or one that takes more than `max_memory` bytes, 32 MiB if not given; an INTERNAL error for what is malformed.',
          params: { max_memory: optional(integer({ min: 1 })) },
          returns: result(formType),
        },
        (_, { self, max_memory = FORM_MEMORY }) => {
          const type = self.header('content-type') ?? '';
          if (!type.toLowerCase().startsWith(CONTENT.MULTIPART)) {
            throw invalid(`parse_multipart: ${CONTENT.MULTIPART} expected, got ${type || 'no Content-Type'}`);
          }
          return mapOperation(self.http.form(max_memory, self.limits), byName);
        },
      ),
      stream: fn(
        {
          doc: 'The body as it comes. An INVALID error when it was read before.',
          returns: result(streamType),
        },
        (_, { self }) => self.http.stream(self.limits),
      ),
    },
    tostring: ({ http: { method, path } }) => `http.Request{method=${method}, path=${path}}`,
  },
);

function byName(form: Form) {
  const values = new Map<string, string | string[]>();
  for (const [name, one] of form.values) {
    const before = values.get(name);
    if (before === undefined) values.set(name, one);
    else values.set(name, typeof before === 'string' ? [before, one] : [...before, one]);
  }
  const files = new Map<string, FormFile[]>();
  for (const file of form.files) files.set(file.field, [...(files.get(file.field) ?? []), file]);
  return { values, files };
}
