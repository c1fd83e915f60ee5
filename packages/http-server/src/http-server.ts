import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  httpResponse,
  LuaError,
  readDocument,
  writeJson,
  type CancelRequest,
  type ContextValues,
  type Http,
  type Log,
  type LuaServices,
  type LuaValue,
  type Millis,
  type Operation,
  type Payload,
} from '@durable-lua/determinism';
import { listenError, listenOptions, urlOf } from './address.js';
import { errorBody, isHidden, statusOf } from './errors.js';
import { Exchange } from './exchange.js';
import { sendFile, type HttpFolder } from './folder.js';
import type { HttpCall, HttpInterceptor, HttpOutcome } from './interceptor.js';
import { Routes } from './routes.js';

/** One route and the function that answers it. */
export interface HttpEndpoint {
  /** Entry ID. */
  readonly id: string;
  readonly method: string;
  /** With its prefix: `/api/orders/{id}`. */
  readonly route: string;
  /** ID of the function. */
  readonly func: string;
}

/** What a handler is called with. */
export interface HandlerCall {
  readonly http: Http;
  readonly context: ContextValues;
  /** For its host: what becomes of its result. */
  readonly result: (value: LuaValue, lua: LuaServices) => Payload;
}

/** A handler while it runs. */
export interface RunningHandler extends Operation<Payload> {
  cancel(request?: CancelRequest): void;
}

export interface HttpServerOptions {
  /** Entry ID, for messages. */
  readonly id: string;
  /** `host:port` or `:port`; port 0 takes one that is free. */
  readonly addr: string;
  readonly timeouts?: {
    /** For all of a request to come. */
    readonly read?: Millis;
    /** For a handler to begin its response, and for a client to take something of it. */
    readonly write?: Millis;
    /** How long a connection is kept without a request. */
    readonly idle?: Millis;
  };
  /** Most bytes of a body. */
  readonly maxBody: number;
  readonly endpoints: readonly HttpEndpoint[];
  readonly folders: readonly HttpFolder[];
  readonly interceptors?: readonly HttpInterceptor[];
  /** Calls a function. @throws LuaError when it cannot be called now */
  readonly call: (func: string, call: HandlerCall) => RunningHandler;
  readonly log: Log;
}

type Target = { readonly endpoint: HttpEndpoint } | { readonly folder: HttpFolder };

const DEFAULT_READ: Millis = 300_000;
const MOST_FOR_HEADERS: Millis = 60_000;
/** A handler that is to end, and does not, is ended after this. */
const LAST_GRACE: Millis = 1000;
const encoder = new TextEncoder();
const NOTHING: Payload = { metadata: {} };

/** A server whose requests are answered by Lua functions, each in a Lua state of its own, and by files. */
export class HttpServer {
  private readonly routes = new Routes<Target>();
  private readonly server: Server;
  private readonly running = new Map<Exchange, RunningHandler | undefined>();
  private readonly bySocket = new WeakMap<Socket, Exchange>();
  private isStopping = false;
  private idle: (() => void) | undefined;

  constructor(private readonly options: HttpServerOptions) {
    const { endpoints, folders, timeouts = {} } = options;
    for (const endpoint of endpoints) this.routes.add(endpoint.method, endpoint.route, { endpoint });
    for (const folder of folders) this.addFolder(folder);
    const read = timeouts.read ?? DEFAULT_READ;
    this.server = createServer({
      requestTimeout: read,
      headersTimeout: Math.min(read, MOST_FOR_HEADERS),
      connectionsCheckingInterval: Math.min(5000, Math.max(100, read / 4)),
      ...(timeouts.idle === undefined ? {} : { keepAliveTimeout: timeouts.idle }),
    });
    const answer = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response, expectsContinue).catch((error: unknown) => this.broken(response, error));
    };
    this.server.on('request', answer(false));
    this.server.on('checkContinue', answer(true));
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.unreadable(error, socket));
  }

  /** Begins to listen. @throws LuaError that says why it cannot */
  async listen(): Promise<string> {
    const { id, addr } = this.options;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => reject(listenError(id, addr, error));
      this.server.once('error', failed);
      this.server.listen(listenOptions(addr), () => {
        this.server.off('error', failed);
        this.server.on('error', (error) => this.options.log.write('error', `http.service '${id}': ${error.message}`));
        resolve();
      });
    });
    return this.url;
  }

  /** Where it listens: `http://localhost:8080`. Only after {@link listen}. */
  get url(): string {
    return urlOf(this.server.address() as AddressInfo);
  }

  /**
   * Takes no more connections, and lets the requests that are under way be answered. Handlers that have not ended after this time
   * are asked to, and soon after that are ended.
   */
  async stop(timeout: Millis): Promise<void> {
    this.isStopping = true;
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const drained = new Promise<void>((resolve) => (this.idle = resolve));
    if (this.running.size === 0) this.idle?.();
    const timer = setTimeout(() => this.cancelAll(), timeout);
    const last = setTimeout(() => this.idle?.(), timeout + 2 * LAST_GRACE);
    await drained;
    clearTimeout(timer);
    clearTimeout(last);
    // What is left are connections on which nothing was asked, or whose clients do not read.
    this.server.closeIdleConnections();
    const rest = setTimeout(() => this.server.closeAllConnections(), LAST_GRACE);
    await closed;
    clearTimeout(rest);
  }

  private addFolder(folder: HttpFolder): void {
    const base = folder.path === '/' ? '' : folder.path;
    this.routes.add('GET', `${base}/{file...}`, { folder });
    const isTaken = this.options.endpoints.some(({ method, route }) => method === 'GET' && route === folder.path);
    if (base !== '' && !isTaken) this.routes.add('GET', base, { folder });
  }

  private async answer(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const { method = '', url = '/' } = request;
    const path = pathOf(url);
    const found = path === undefined ? undefined : this.find(method, path.encoded);
    const exchange = new Exchange({ request, response }, path?.decoded ?? url, found?.params ?? new Map(), {
      maxBody: this.options.maxBody,
      expectsContinue,
      isClosing: () => this.isStopping,
    });
    this.bySocket.set(request.socket, exchange);
    this.running.set(exchange, undefined);
    response.once('close', () => this.over(exchange));
    this.limitStalls(exchange.raw);
    if (path === undefined) return refuse(exchange, 400, 'INVALID', 'the path is not encoded as a URL');
    if (found === undefined) return this.noRoute(exchange, path.encoded);
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > this.options.maxBody) {
      return refuse(exchange, 413, 'INVALID', `the body has more than ${this.options.maxBody} bytes`);
    }
    const { target, params } = found;
    if ('folder' in target) return sendFile(target.folder, exchange, params.get('file') ?? '');
    await this.handle(target.endpoint, exchange);
  }

  private find(method: string, path: string) {
    const found = this.routes.find(method, path);
    return found === undefined && method === 'HEAD' ? this.routes.find('GET', path) : found;
  }

  private noRoute(exchange: Exchange, path: string): void {
    const { method, path: decoded } = exchange.request;
    const methods = this.routes.methodsOf(path);
    if (methods.length === 0) return refuse(exchange, 404, 'NOT_FOUND', `nothing is found under ${decoded}`);
    const allow = [...methods, ...(methods.includes('OPTIONS') ? [] : ['OPTIONS'])].join(', ');
    if (method !== 'OPTIONS') {
      return refuse(exchange, 405, 'INVALID', `${method} is not allowed here: ${allow}`, { Allow: allow });
    }
    exchange.response.setStatus(204);
    exchange.response.setHeader('Allow', allow);
    exchange.response.end();
  }

  private async handle(endpoint: HttpEndpoint, exchange: Exchange): Promise<void> {
    const { id, interceptors = [] } = this.options;
    const call: HttpCall = {
      service: id,
      endpoint: endpoint.id,
      func: endpoint.func,
      route: endpoint.route,
      request: exchange.request,
      context: {},
    };
    const run = interceptors.reduceRight<(call: HttpCall) => Promise<HttpOutcome>>(
      (next, around) => (inner) => around(inner, next),
      (inner) => this.run(inner, exchange),
    );
    await run(call);
  }

  /** Calls the handler and answers with what it gives. */
  private async run({ func, route, context }: HttpCall, exchange: Exchange): Promise<HttpOutcome> {
    const { response } = exchange;
    const handler = (): RunningHandler =>
      this.options.call(func, {
        http: { exchange: () => exchange },
        context,
        result: (value, lua) => resultOf(exchange, value, lua),
      });
    const timer = this.limitBeginning(exchange);
    try {
      const running = handler();
      this.running.set(exchange, running);
      // It may have gone while the function was looked for.
      if (response.isGone) this.cancel(exchange);
      const payload = await running.result;
      finish(exchange, payload);
      return { status: response.status ?? 200 };
    } catch (error) {
      this.failed(exchange, error, `${exchange.request.method} ${route}`);
      return { status: response.status ?? 200, error };
    } finally {
      clearTimeout(timer);
      this.running.set(exchange, undefined);
      if (exchange.raw.response.closed) this.over(exchange);
    }
  }

  /** A client must take something of its response in time, once there is something to take. */
  private limitStalls({ response }: Exchange['raw']): void {
    const { write } = this.options.timeouts ?? {};
    if (write === undefined) return;
    response.setTimeout(write, () => {
      if (response.writableLength > 0 || (response.socket?.writableLength ?? 0) > 0) response.destroy();
      else response.setTimeout(write);
    });
  }

  private limitBeginning(exchange: Exchange): NodeJS.Timeout | undefined {
    const { write } = this.options.timeouts ?? {};
    if (write === undefined) return undefined;
    return setTimeout(() => {
      if (exchange.response.started) return;
      const reason = 'the response did not begin in time';
      refuse(exchange, 504, 'TIMEOUT', reason);
      this.cancel(exchange, { reason, deadline: LAST_GRACE });
    }, write);
  }

  private failed(exchange: Exchange, error: unknown, what: string): void {
    const { response, body } = exchange;
    const kind = LuaError.is(error) ? error.kind : 'INTERNAL';
    if (this.isStopping && kind === 'CANCELED') return refuse(exchange, 503, 'UNAVAILABLE', 'the server stops');
    const status = body.refusal ?? statusOf(kind);
    const hidden = isHidden(error) && body.refusal === undefined;
    const wanted = response.isGone && kind === 'CANCELED';
    if (!wanted && (status >= 500 || response.started)) {
      const text = LuaError.is(error) ? error.toString() : ((error as Error).stack ?? String(error));
      const stack = LuaError.is(error) && error.luaStack !== '' ? { stack: error.luaStack } : {};
      this.options.log.write('error', `${what} failed: ${text}`, { kind, ...stack });
    }
    const message = hidden ? 'internal error' : (error as LuaError).toString();
    refuse(exchange, status, hidden ? 'INTERNAL' : kind, message);
  }

  /** The response has gone out, or the connection is closed. */
  private over(exchange: Exchange): void {
    const running = this.running.get(exchange);
    if (running === undefined) {
      this.running.delete(exchange);
      if (this.running.size === 0) this.idle?.();
    } else if (!exchange.raw.response.writableFinished) this.cancel(exchange);
  }

  private cancel(
    exchange: Exchange,
    request: CancelRequest = { reason: 'the client has closed the connection' },
  ): void {
    this.running.get(exchange)?.cancel(request);
  }

  private cancelAll(): void {
    for (const exchange of this.running.keys()) {
      this.cancel(exchange, { reason: 'the server stops', deadline: LAST_GRACE });
    }
  }

  /** What Node could not read as a request, or not in time. */
  private unreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    const exchange = this.bySocket.get(socket);
    const [status, reason, message] = UNREADABLE[error.code ?? ''] ?? BAD_REQUEST;
    if (exchange !== undefined && this.running.has(exchange)) {
      // The handler waits for a body that does not come.
      if (status === 408) exchange.body.refusal = 408;
      refuse(exchange, status, 'INVALID', message);
      this.cancel(exchange, { reason: message });
      socket.destroySoon();
    } else if (socket.writable) {
      const body = errorBody('INVALID', message);
      const head = `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/json\r\n`;
      socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy());
    } else socket.destroy();
  }

  private broken(response: ServerResponse, error: unknown): void {
    this.options.log.write('error', `an HTTP request failed: ${(error as Error).stack ?? String(error)}`);
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'Content-Type': 'application/json' }).end(errorBody('INTERNAL', 'internal error'));
  }
}

const BAD_REQUEST = [400, 'Bad Request', 'this is no HTTP request'] as const;
const UNREADABLE: Readonly<Record<string, readonly [status: number, reason: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'the request did not come in time'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'the headers are too large'],
};

function refuse(
  { response }: Exchange,
  status: number,
  kind: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): void {
  response.refuse(status, errorBody(kind, message), headers);
}

/** The path of the first line, which may be a whole URL; undefined for what is not encoded as one. */
function pathOf(url: string): { readonly encoded: string; readonly decoded: string } | undefined {
  const [, path = '/'] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)/i.exec(url) ?? [];
  const encoded = path === '' ? '/' : path;
  try {
    return { encoded, decoded: decodeURIComponent(encoded) };
  } catch {
    return undefined;
  }
}

/** What becomes of what a handler returns: nothing of the response itself, of another value its JSON. */
function resultOf(exchange: Exchange, value: LuaValue, lua: LuaServices): Payload {
  const type = lua.typeOf(value);
  if (type === httpResponse.expected && lua.as(value, httpResponse) === exchange.response) {
    exchange.returned = true;
    return NOTHING;
  }
  if (type === 'nil' || exchange.response.started) return NOTHING;
  return { metadata: {}, data: encoder.encode(writeJson(readDocument(lua, value, true))) };
}

/** The rest of the response, when the handler has ended well. */
function finish(exchange: Exchange, { data }: Payload): void {
  const { response, returned } = exchange;
  if (response.ended || response.isGone) return;
  if (response.started || returned || (data === undefined && response.status !== undefined)) return response.end();
  if (data === undefined || data === null) return refuse(exchange, 500, 'INTERNAL', 'no response sent');
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/json');
  response.end(data);
}
