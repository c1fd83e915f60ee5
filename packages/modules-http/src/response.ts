import { encode } from 'eventsource-encoder';
import {
  bytes,
  defineClass,
  errorClass,
  fn,
  httpResponse,
  integer,
  invalid,
  LuaError,
  operation,
  optional,
  string,
  table,
  value,
  type Env,
  type HttpResponse,
  type LuaValue,
  type Operation,
  type Self,
} from '@durable-lua/determinism';
import { CONTENT, ERROR, TRANSFER } from './constants.js';
import { jsonOf } from './json.js';

const TYPE = 'Content-Type';
const TEXT = `${CONTENT.TEXT}; charset=utf-8`;
const HTML = 'text/html; charset=utf-8';
const EVENTS = 'text/event-stream';
const status = integer({ min: 100, max: 599 });
const encoder = new TextEncoder();

/** What the methods of the docs give: nothing, or the error as the only result. */
const told = optional(errorClass.type);
const ON_FAILURE = 'Gives nothing, or an error as its only result.';

/** What this state remembers of its response. */
const SENDS_EVENTS = Symbol('http.events');
const eventsOf = ({ lua }: Env): { are: boolean } => lua.state(SENDS_EVENTS, () => ({ are: false }));

/** The error that was thrown, as a result. */
function tell(work: () => void): LuaError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return asResult(error);
  }
}

/** The same for what waits. */
function tellLater(start: () => Operation<void>): LuaError | undefined | Operation<LuaError | undefined> {
  try {
    const { result, cancel } = start();
    return operation(
      result.then(() => undefined, asResult),
      cancel,
    );
  } catch (error) {
    return asResult(error);
  }
}

function asResult(error: unknown): LuaError {
  if (LuaError.is(error)) return error;
  throw error;
}

function typeUnlessSet(response: HttpResponse, type: string): void {
  if (!response.started && !response.hasHeader(TYPE)) response.setHeader(TYPE, type);
}

/** The whole body at once, and the end. */
function finish(response: HttpResponse, type: string | undefined, body: Uint8Array | string): HttpResponse {
  if (type !== undefined) typeUnlessSet(response, type);
  response.end(typeof body === 'string' ? encoder.encode(body) : body);
  return response;
}

function beginEvents(env: Env, response: HttpResponse): void {
  const events = eventsOf(env);
  if (events.are) return;
  response.setHeader(TYPE, EVENTS);
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-cache');
  events.are = true;
}

function eventText({ lua }: Env, name: string, data: LuaValue): string {
  if (lua.typeOf(data) === 'nil') throw invalid('write_event: data expected, got nil');
  if (name === '' || /[\r\n\0]/.test(name)) {
    throw invalid(`write_event: a name on one line expected, got ${JSON.stringify(name)}`);
  }
  return encode({ event: name, data: jsonOf(lua, 'write_event', data) });
}

const chain = (doc: string) => ({ doc: `${doc} Gives the response itself; raises an error on failure.` });

type Own = Self<HttpResponse>;

const ending = (doc: string, type: string | undefined) =>
  fn<{ data: typeof bytes }, HttpResponse, Env, Own>(
    { ...chain(doc), params: { data: bytes }, returns: httpResponse },
    (_, { self, data }) => finish(self, type, data),
  );

export const responseClass = defineClass(
  {
    type: httpResponse,
    doc: 'The response to a request. Status and headers go out with the first byte of the body, with `flush`, or when the function ends.',
  },
  {
    methods: {
      set_status: fn(
        { doc: `The status, 200 unless set. ${ON_FAILURE}`, params: { code: status }, returns: told },
        (_, { self, code }) => tell(() => self.setStatus(code)),
      ),
      set_header: fn(
        {
          doc: `A header, in the place of an earlier one; Set-Cookie adds another. ${ON_FAILURE}`,
          params: { name: string, value: string },
          returns: told,
        },
        (_, { self, name, value: text }) => tell(() => self.setHeader(name, text)),
      ),
      set_content_type: fn(
        { doc: `The type of the body. ${ON_FAILURE}`, params: { content_type: string }, returns: told },
        (_, { self, content_type }) => tell(() => self.setHeader(TYPE, content_type)),
      ),
      write: fn(
        {
          doc: `A part of the body; waits while the client is slow. ${ON_FAILURE}`,
          params: { data: bytes },
          returns: told,
        },
        (_, { self, data }) => tellLater(() => self.write(data)),
      ),
      write_json: fn(
        {
          doc: `A value as json.encode writes it, as application/json unless a type was set. ${ON_FAILURE}`,
          params: { v: value },
          returns: told,
        },
        ({ lua }, { self, v }) =>
          tellLater(() => {
            const text = jsonOf(lua, 'write_json', v);
            typeUnlessSet(self, CONTENT.JSON);
            return self.write(encoder.encode(text));
          }),
      ),
      flush: fn(
        { doc: `Sends status and headers, if they have not gone out. ${ON_FAILURE}`, returns: told },
        (_, { self }) => tell(() => self.flush()),
      ),
      set_transfer: fn(
        {
          doc: `How the body goes out: \`chunked\`, part by part, or \`sse\`, as events. ${ON_FAILURE}`,
          params: { mode: string },
          returns: told,
        },
        (env, { self, mode }) => {
          if (mode !== TRANSFER.CHUNKED && mode !== TRANSFER.SSE) {
            throw invalid(`set_transfer: '${TRANSFER.CHUNKED}' or '${TRANSFER.SSE}' expected, got '${mode}'`);
          }
          return tell(() => {
            if (self.started) throw tooLate('set_transfer');
            if (mode === TRANSFER.SSE) beginEvents(env, self);
          });
        },
      ),
      write_event: fn(
        {
          doc: `An event with a name, and data as JSON; the first one makes the response a stream of events. ${ON_FAILURE}`,
          params: { event: table({ name: string, data: value }) },
          returns: told,
        },
        (env, { self, event: { name, data } }) => {
          const text = eventText(env, name, data);
          return tellLater(() => {
            if (self.started && !eventsOf(env).are) throw tooLate('write_event');
            beginEvents(env, self);
            return self.write(encoder.encode(text));
          });
        },
      ),
      status: fn(
        { ...chain('The status, 200 unless set.'), params: { code: status }, returns: httpResponse },
        (_, { self, code }) => {
          self.setStatus(code);
          return self;
        },
      ),
      header: fn(
        {
          ...chain('A header, in the place of an earlier one; Set-Cookie adds another.'),
          params: { name: string, value: string },
          returns: httpResponse,
        },
        (_, { self, name, value: text }) => {
          self.setHeader(name, text);
          return self;
        },
      ),
      content_type: fn(
        { ...chain('The type of the body.'), params: { content_type: string }, returns: httpResponse },
        (_, { self, content_type }) => {
          self.setHeader(TYPE, content_type);
          return self;
        },
      ),
      json: fn(
        {
          ...chain('The whole body as json.encode writes a value, and the end of the response.'),
          params: { v: value },
          returns: httpResponse,
        },
        ({ lua }, { self, v }) => finish(self, CONTENT.JSON, jsonOf(lua, 'json', v)),
      ),
      text: ending('The whole body as plain text, and the end of the response.', TEXT),
      html: ending('The whole body as HTML, and the end of the response.', HTML),
      body: ending('The whole body, and the end of the response.', undefined),
    },
    tostring: () => 'http.Response{}',
  },
);

const tooLate = (name: string): LuaError =>
  invalid(`${name}: status and headers have gone out already`, { type: ERROR.INVALID_STATE });
