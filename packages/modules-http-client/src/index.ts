import {
  anyTable,
  defineModule,
  errorClass,
  fn,
  invalid,
  list,
  LuaError,
  mapOperation,
  Misuse,
  operation,
  optional,
  present,
  result,
  results,
  string,
  table,
  value,
  type ClientRequest,
  type Env,
  type HttpClient,
  type LuaServices,
  type LuaValue,
  type Operation,
  type Presented,
} from '@durable-lua/determinism';
import { encodeUri, requestOf } from './options.js';
import { responseOf, responseType, streamClass } from './responses.js';

const OPTIONS =
  'Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a ' +
  'duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.';

function send({ httpClient, lua }: Env<'httpClient'>, method: string, url: string, options: LuaValue | undefined) {
  return mapOperation(httpClient.request(requestFor(lua, method, url, options)), responseOf);
}

function requestFor(lua: LuaServices, method: string, url: string, options: LuaValue | undefined): ClientRequest {
  if (url === '') throw new Misuse('a URL expected, got an empty string');
  if (!/^[A-Za-z]+$/.test(method)) throw invalid(`'${method}' is no HTTP method`);
  return requestOf(lua, method, url, options);
}

const by = (method: string) =>
  fn(
    {
      doc: `Sends a ${method} request and waits for the response, whatever its status. ${OPTIONS}`,
      params: { url: string, options: optional(anyTable) },
      returns: result(responseType),
    },
    (env: Env<'httpClient'>, { url, options }) => send(env, method, url, options),
  );

const element = table({ method: string, url: string, options: optional(anyTable) });

/** The elements of a batch, each `{ method, url, options }` by position or by name. */
function batchOf(lua: LuaServices, elements: readonly LuaValue[]): ClientRequest[] {
  return elements.map((one, index) => {
    try {
      const { items, named } = lua.fields(one);
      const read = items.length === 0 ? lua.as(one, element) : undefined;
      const other = items.length === 0 ? undefined : Object.keys(named).find((key) => key !== 'options');
      if (other !== undefined)
        throw invalid(`unknown key '${other}' beside method and URL: only options has a name there`);
      const method = read?.method ?? lua.as(items[0], string);
      const url = read?.url ?? lua.as(items[1], string);
      const request = requestFor(lua, method, url, read?.options ?? items[2] ?? named['options']);
      if (request.stream) throw invalid("option 'stream' cannot be used in a batch");
      return request;
    } catch (error) {
      if (error instanceof Misuse) throw invalid(`request ${index + 1}: ${error.message}`);
      throw LuaError.is(error) ? error.at(`request ${index + 1}`) : error;
    }
  });
}

type Ended = { readonly response: Presented } | { readonly error: LuaError };

/** All at once, none of them if one may not be sent: what came of each, in their order. */
function sendAll(httpClient: HttpClient, requests: readonly ClientRequest[]): Operation<readonly Ended[]> {
  let cancelled = false;
  const open = new Set<Operation<unknown>>();
  const follow = async <T>(start: () => Operation<T>): Promise<T> => {
    const one = start();
    open.add(one);
    if (cancelled) one.cancel();
    try {
      return await one.result;
    } finally {
      open.delete(one);
    }
  };
  const each = async (request: ClientRequest): Promise<Ended> => {
    try {
      const found = await follow(() => httpClient.request(request));
      return { response: present(responseType, responseOf(found)) };
    } catch (error) {
      if (LuaError.is(error) && error.kind !== 'CANCELED') return { error };
      throw error;
    }
  };
  const all = async (): Promise<readonly Ended[]> => {
    await Promise.all(requests.map((request) => follow(() => httpClient.check(request))));
    return Promise.all(requests.map(each));
  };
  return operation(all(), () => {
    cancelled = true;
    for (const one of open) one.cancel();
  });
}

type BatchResult = readonly [responses: readonly (Presented | undefined)[] | undefined, errors: Presented | undefined];

const errorsType = list(optional(errorClass.type));

function batchResult(ended: readonly Ended[]): BatchResult {
  const errors = ended.map((one) => ('error' in one ? one.error : undefined));
  const responses = ended.map((one) => ('response' in one ? one.response : undefined));
  return [responses, errors.every((one) => one === undefined) ? undefined : present(errorsType, errors)];
}

const refused = (error: unknown): BatchResult => {
  if (LuaError.is(error)) return [undefined, present(errorClass.type, error)];
  throw error;
};

/** The Lua module `http_client`. */
export const httpClient = defineModule(
  {
    name: 'http_client',
    summary: 'HTTP requests to other servers, kept away from private addresses.',
    needs: ['httpClient'],
    barredInWorkflows: 'call a function that sends the request',
  },
  {
    functions: {
      get: by('GET'),
      post: by('POST'),
      put: by('PUT'),
      patch: by('PATCH'),
      delete: by('DELETE'),
      head: by('HEAD'),
      request: fn(
        {
          doc: `Sends a request and waits for the response, whatever its status. ${OPTIONS}`,
          params: { method: string, url: string, options: optional(anyTable) },
          returns: result(responseType),
        },
        (env: Env<'httpClient'>, { method, url, options }) => send(env, method, url, options),
      ),
      request_batch: fn(
        {
          doc:
            'Sends several requests at once, each `{ method, url, options }`: their responses by position, and nil or the errors by ' +
            'position. Nothing is sent, and nil and one error given, when one of them is malformed or may not be sent.',
          params: { requests: list(anyTable) },
          returns: results(optional(list(optional(value))), value),
        },
        ({ httpClient, lua }: Env<'httpClient'>, { requests }) => {
          if (requests.length === 0) throw new Misuse('at least one request expected, got an empty list');
          try {
            const sent = sendAll(httpClient, batchOf(lua, requests));
            return operation(sent.result.then(batchResult, refused), () => sent.cancel());
          } catch (error) {
            return refused(error);
          }
        },
      ),
      encode_uri: fn(
        { doc: 'A text as a part of a query: a space becomes `+`.', params: { text: string }, returns: string },
        ({ lua }, { text }) => {
          lua.pay(text.length / 4);
          return encodeUri(text);
        },
      ),
      decode_uri: fn(
        {
          doc: 'The text of a part of a query; `INVALID` for one that is malformed.',
          params: { text: string },
          returns: result(string),
        },
        ({ lua }, { text }) => {
          lua.pay(text.length / 4);
          try {
            return decodeURIComponent(text.replaceAll('+', ' '));
          } catch {
            throw invalid(`decode_uri: ${JSON.stringify(text.slice(0, 60))} is malformed`);
          }
        },
      ),
    },
    classes: [streamClass],
  },
);
