import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyLimits, ByteStream, Form, HttpExchange, HttpRequest, Operation } from '@durable-lua/determinism';
import { Body } from './body.js';
import { Response } from './response.js';

/** A request as it was read from its first line and its headers. */
class Request implements HttpRequest {
  readonly method: string;
  readonly host: string;
  readonly remoteAddress: string;
  private parsedQuery: HttpRequest['query'] | undefined;
  private readHeaders: ReadonlyMap<string, string> | undefined;

  constructor(
    private readonly raw: IncomingMessage,
    private readonly source: Body,
    readonly path: string,
    readonly params: ReadonlyMap<string, string>,
  ) {
    this.method = raw.method ?? '';
    this.host = raw.headers.host ?? '';
    const { remoteAddress = '', remotePort = '' } = raw.socket;
    this.remoteAddress = remoteAddress.includes(':')
      ? `[${remoteAddress}]:${remotePort}`
      : `${remoteAddress}:${remotePort}`;
  }

  get query(): HttpRequest['query'] {
    const { url = '' } = this.raw;
    const at = url.indexOf('?');
    return (this.parsedQuery ??= at < 0 ? [] : [...new URLSearchParams(url.slice(at + 1))]);
  }

  get headers(): ReadonlyMap<string, string> {
    return (this.readHeaders ??= headersOf(this.raw));
  }

  get hasBody(): boolean {
    return this.source.exists;
  }

  body(limits: BodyLimits): Operation<Uint8Array> {
    return this.source.body(limits);
  }

  stream(limits: BodyLimits): ByteStream {
    return this.source.stream(limits);
  }

  form(memory: number, limits: BodyLimits): Operation<Form> {
    return this.source.form(memory, limits);
  }
}

function headersOf({ headersDistinct }: IncomingMessage): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [name, values = []] of Object.entries(headersDistinct))
    all.set(name, values.join(name === 'cookie' ? '; ' : ', '));
  return all;
}

/** A request and its response, from the first to the last byte. */
export class Exchange implements HttpExchange {
  readonly body: Body;
  readonly response: Response;
  readonly request: HttpRequest;
  /** The handler has returned the response itself. */
  returned = false;

  constructor(
    readonly raw: { readonly request: IncomingMessage; readonly response: ServerResponse },
    path: string,
    params: ReadonlyMap<string, string>,
    options: { readonly maxBody: number; readonly expectsContinue: boolean; readonly isClosing: () => boolean },
  ) {
    this.body = new Body(raw.request, raw.response, options.maxBody, options.expectsContinue);
    this.response = new Response(raw.response, this.body, options.isClosing);
    this.request = new Request(raw.request, this.body, path, params);
  }
}
