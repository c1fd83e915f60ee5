import type { Dispatcher } from 'undici';
import { canceled, invalid, LuaError, type ClientRequest, type ClientResponse } from '@durable-lua/determinism';
import { BodyStream, decoded, decoderOf, ENCODINGS, outgoing, wholeBody } from './body.js';
import type { Connections } from './connections.js';
import { denied, type Policy } from './policy.js';
import { loadUndici } from './undici.js';

const MOST_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** What proves who asks: for the first server alone. */
const SECRETS: readonly string[] = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** The URL of a request. @throws LuaError `INVALID` */
export function targetOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw invalid(`'${text.slice(0, 200)}' is no URL that begins with http:// or https://`);
}

/** What is sent next: the request, or what a redirect has made of it. */
interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ClientRequest['body'];
}

/** One request on its way, through all redirects. */
export class Sending {
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly request: ClientRequest,
    private readonly policy: Policy,
    private readonly connections: Connections,
  ) {}

  cancel(): void {
    this.abort.abort(canceled());
  }

  async run(): Promise<ClientResponse> {
    const { timeout } = this.request;
    // Longer than a timer can be is no limit.
    if (timeout < 2 ** 31) this.timer = setTimeout(() => this.abort.abort(tooLate(timeout)), timeout);
    try {
      return await this.follow(this.first());
    } catch (error) {
      throw this.explain(error);
    } finally {
      clearTimeout(this.timer);
    }
  }

  private first(): Hop {
    const { method, body } = this.request;
    const url = targetOf(this.request.url);
    const headers = [...this.request.headers];
    if (url.username !== '' && !headers.some(([name]) => name.toLowerCase() === 'authorization')) {
      const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      headers.push(['authorization', `Basic ${Buffer.from(pair).toString('base64')}`]);
    }
    if (this.decodes) headers.push(['accept-encoding', ENCODINGS]);
    return { url: withoutUser(url), method, headers, body };
  }

  /** Who says which encodings are good gets the body as it comes, and so does who asks for a part of it. */
  private get decodes(): boolean {
    return !this.request.headers.some(([name]) => /^(?:accept-encoding|range)$/i.test(name));
  }

  private async follow(first: Hop): Promise<ClientResponse> {
    let hop = first;
    for (let count = 0; ; count++) {
      const { response, release } = await this.send(hop, hop.url.origin === first.url.origin);
      const location = REDIRECTS.includes(response.statusCode) ? response.headers['location'] : undefined;
      if (typeof location !== 'string') return this.received(hop, response, release);
      await response.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
      release();
      if (count >= MOST_REDIRECTS) throw failed(`more than ${MOST_REDIRECTS} redirects`, false);
      hop = this.redirected(hop, response.statusCode, location);
    }
  }

  private async send(
    { url, method, headers, body }: Hop,
    isFirstServer: boolean,
  ): Promise<{ response: Dispatcher.ResponseData; release: () => void }> {
    this.policy.checkTarget(url, this.request);
    const undici = await loadUndici();
    const { dispatcher, release } = this.connections.for(undici, this.request, isFirstServer);
    const data = outgoing(undici, body);
    try {
      const response = await undici.request(url, {
        dispatcher,
        method: method,
        headers: headers.flat(),
        signal: this.abort.signal,
        // The time of the whole request is limited here; that of a stream by how long it is silent.
        headersTimeout: 0,
        bodyTimeout: this.request.stream ? Math.min(this.request.timeout, 2 ** 31 - 1) : 0,
        ...(data !== undefined && { body: data }),
      });
      return { response, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  private redirected({ url, method, headers, body }: Hop, status: number, location: string): Hop {
    if (!URL.canParse(location, url.href))
      throw failed(`a redirect to '${location.slice(0, 200)}', which is no URL`, false);
    const next = withoutUser(new URL(location, url));
    if (next.protocol !== 'http:' && next.protocol !== 'https:')
      throw denied(`a redirect to ${next.protocol} is not followed`);
    const isElsewhere = next.origin !== url.origin;
    if (isElsewhere && this.request.unixSocket !== undefined)
      throw denied('a redirect away from a socket is not followed');
    const becomesGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
    const kept = headers.filter(([name]) => {
      const lower = name.toLowerCase();
      return !(isElsewhere && SECRETS.includes(lower)) && !(becomesGet && lower.startsWith('content-'));
    });
    return becomesGet
      ? { url: next, method: 'GET', headers: kept, body: undefined }
      : { url: next, method, headers: kept, body };
  }

  private async received(
    { url, method }: Hop,
    response: Dispatcher.ResponseData,
    release: () => void,
  ): Promise<ClientResponse> {
    const { stream, maxBody } = this.request;
    response.body.once('close', release);
    const { 'content-encoding': encoding = '', 'content-length': length } = response.headers;
    const hasBody = method !== 'HEAD' && length !== '0' && response.statusCode !== 204 && response.statusCode !== 304;
    const decoder = this.decodes && hasBody ? decoderOf([encoding].flat().join()) : undefined;
    const body = decoder === undefined ? response.body : decoded(response.body, decoder);
    const headers = Object.entries(response.headers)
      .filter(([name]) => decoder === undefined || (name !== 'content-encoding' && name !== 'content-length'))
      .flatMap(([name, values]) => [values ?? []].flat().map((value) => [name, value] as const));
    const answer = { status: response.statusCode, headers, url: url.href };
    if (stream) return { ...answer, body: new BodyStream(body, maxBody, (error) => this.explain(error)) };
    return { ...answer, body: await wholeBody(body, maxBody) };
  }

  /** What Lua is told. */
  private explain(error: unknown): unknown {
    const { reason } = this.abort.signal as { reason?: unknown };
    for (const one of [reason, error, (error as { cause?: unknown }).cause]) if (LuaError.is(one)) return one;
    const { message, code } = error as { message?: string; code?: string };
    if (code === 'UND_ERR_INVALID_ARG') return invalid(String(message));
    if (code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return tooLate(this.request.timeout);
    return failed(message === undefined || message === '' ? (code ?? 'it failed') : message, true);
  }
}

function withoutUser(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

const failed = (message: string, retryable: boolean): LuaError =>
  new LuaError({ kind: 'INTERNAL', message: `the request failed: ${message}`, retryable });

const tooLate = (timeout: number): LuaError =>
  new LuaError({
    kind: 'INTERNAL',
    message: `the request took longer than ${timeout} ms`,
    retryable: true,
    details: { timeout: true },
  });
