import {
  defineModule,
  fn,
  httpResponse,
  integer,
  internal,
  optional,
  result,
  table,
  type Env,
  type HttpExchange,
} from '@durable-lua/determinism';
import { CONTENT, ERROR, METHOD, STATUS, TRANSFER } from './constants.js';
import { DEFAULT_LIMITS, requestClass, requestType, Request } from './request.js';
import { responseClass } from './response.js';
import { fileClass, streamClass } from './streams.js';

const REQUEST = Symbol('http.request');

/** Constants of one table, by their paths. */
const group = <T extends string | number>(name: string, values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));

/** The Lua module `http`. */
export const http = defineModule(
  {
    name: 'http',
    summary: 'The HTTP request that a function answers, and the response to it.',
    needs: ['http'],
    barredInWorkflows: 'answer the request in a function, and start the workflow or send it a message from there',
  },
  {
    functions: {
      request: fn(
        {
          doc: 'The request that this function answers, always the same object. `timeout`, in milliseconds, and `max_body`, in bytes, are for the reading of its body. An INTERNAL error where no request is answered.',
          params: {
            options: optional(
              table({ timeout: optional(integer({ min: 1 })), max_body: optional(integer({ min: 1 })) }),
            ),
          },
          returns: result(requestType),
        },
        (env, { options = {} }) => {
          const { timeout, max_body: size } = options;
          const exchange = exchangeOf(env, 'request');
          const request = env.lua.state(REQUEST, () => new Request(exchange.request, DEFAULT_LIMITS));
          request.limits = { timeout: timeout ?? request.limits.timeout, size: size ?? request.limits.size };
          return request;
        },
      ),
      response: fn(
        {
          doc: 'The response to that request, always the same object. An INTERNAL error where no request is answered.',
          returns: result(httpResponse),
        },
        (env) => exchangeOf(env, 'response').response,
      ),
    },
    constants: {
      ...group('METHOD', METHOD),
      ...group('CONTENT', CONTENT),
      ...group('TRANSFER', TRANSFER),
      ...group('ERROR', ERROR),
      ...group('STATUS', STATUS),
    },
    classes: [requestClass, responseClass, streamClass, fileClass],
  },
);

function exchangeOf({ http }: Env<'http'>, name: string): HttpExchange {
  const exchange = http.exchange();
  if (exchange !== undefined) return exchange;
  throw internal(`${name}: this code answers no HTTP request: only the func of an http.endpoint has one`);
}
