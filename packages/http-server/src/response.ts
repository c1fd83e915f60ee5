import type { ServerResponse } from 'node:http';
import { invalid, type HttpResponse, type LuaError, type Operation } from '@durable-lua/determinism';
import type { Body } from './body.js';
import { typed } from './errors.js';
import { cancellable, done } from './operations.js';

/** Responses that have no body. */
const BODILESS = new Set([204, 205, 304]);
/** The server's own, which says how the body goes out. */
const RESERVED = new Set(['transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'trailer']);
/** How long, and for how many bytes, what the client still sends is taken, so that it gets to read the response. */
const LINGER_MS = 1000;
const LINGER_BYTES = 4 * 1024 * 1024;

/** A response of Node, as handlers see it. */
export class Response implements HttpResponse {
  /** What the handler has said. */
  status: number | undefined;
  ended = false;

  constructor(
    private readonly raw: ServerResponse,
    private readonly body: Body,
    private readonly isClosing: () => boolean,
  ) {
    // A body of another length than the handler has said would be taken for the next response.
    raw.strictContentLength = true;
  }

  get started(): boolean {
    return this.raw.headersSent || this.ended;
  }

  /** Whether there is nobody any more who could read it. */
  get isGone(): boolean {
    return this.raw.destroyed && !this.raw.writableFinished;
  }

  setStatus(status: number): void {
    this.beforeStart();
    if (status < 200) throw invalid(`status ${status} says that a response is still to come: give one from 200 on`);
    this.status = status;
  }

  setHeader(name: string, value: string): void {
    this.beforeStart();
    const lower = name.toLowerCase();
    if (RESERVED.has(lower)) throw invalid(`the header '${name}' is set by the server`);
    try {
      if (lower === 'set-cookie') this.raw.appendHeader(name, value);
      else this.raw.setHeader(name, value);
    } catch (error) {
      throw invalid(`header ${JSON.stringify(name)}: ${(error as Error).message}`);
    }
  }

  hasHeader(name: string): boolean {
    return this.raw.hasHeader(name);
  }

  write(data: Uint8Array): Operation<void> {
    if (this.ended) throw tooLate();
    this.start();
    try {
      if (this.raw.write(data)) return done;
    } catch (error) {
      throw typed('INVALID', 'INVALID_STATE', `write: ${(error as Error).message}`);
    }
    return cancellable(this.drained());
  }

  flush(): void {
    if (this.ended) throw tooLate();
    this.start();
    this.raw.flushHeaders();
  }

  end(data: Uint8Array = new Uint8Array(0)): void {
    if (this.ended) throw tooLate();
    if (this.isGone) throw gone();
    this.ended = true;
    const { raw } = this;
    if (raw.headersSent) return this.close(data);
    this.prepare();
    const status = this.status ?? 200;
    if (!BODILESS.has(status)) raw.setHeader('Content-Length', data.length);
    raw.writeHead(status);
    if (!this.body.isComing) return void raw.end(data);
    raw.write(data);
    this.linger();
  }

  /** What the server itself has to say, instead of whatever the handler has prepared. */
  refuse(status: number, json: string, headers: Readonly<Record<string, string>> = {}): void {
    if (this.isGone || this.ended) return;
    const { raw } = this;
    if (raw.headersSent) {
      // A response that breaks off must not look like a complete one.
      raw.destroy();
      return;
    }
    for (const name of raw.getHeaderNames()) raw.removeHeader(name);
    for (const [name, value] of Object.entries(headers)) raw.setHeader(name, value);
    raw.setHeader('Content-Type', 'application/json');
    this.status = status;
    this.end(Buffer.from(json));
  }

  private beforeStart(): void {
    if (this.started) throw tooLate();
    if (this.isGone) throw gone();
  }

  private start(): void {
    if (this.isGone) throw gone();
    if (this.raw.headersSent) return;
    this.prepare();
    this.raw.writeHead(this.status ?? 200);
  }

  private prepare(): void {
    if (this.body.isComing || this.isClosing()) this.raw.setHeader('Connection', 'close');
  }

  private drained(): Promise<void> {
    const { raw } = this;
    return new Promise((resolve, reject) => {
      const drain = (): void => {
        raw.off('close', close);
        resolve();
      };
      const close = (): void => {
        raw.off('drain', drain);
        reject(gone());
      };
      raw.once('drain', drain);
      raw.once('close', close);
    });
  }

  private close(data: Uint8Array): void {
    try {
      this.raw.end(data);
    } catch (error) {
      // The client waits for more than will come.
      this.raw.destroy();
      throw typed('INVALID', 'INVALID_STATE', `end of the response: ${(error as Error).message}`);
    }
  }

  /** The client has its response; to close the connection while it sends would take that away from it. */
  private linger(): void {
    const { raw } = this;
    const { req: request } = raw;
    let left = LINGER_BYTES;
    const end = (): void => {
      clearTimeout(timer);
      raw.end();
    };
    const timer = setTimeout(end, LINGER_MS);
    request.on('data', (chunk: Buffer) => {
      if ((left -= chunk.length) < 0) end();
    });
    request.once('close', end);
    request.once('end', end);
    // What a handler has begun to read goes on by itself only when nobody asks for it any more.
    request.removeAllListeners('readable');
    request.resume();
  }
}

const tooLate = (): LuaError =>
  typed(
    'INVALID',
    'INVALID_STATE',
    'the response has begun: status and headers come before the body, and nothing after its end',
  );
const gone = (): LuaError => typed('INTERNAL', 'WRITE_FAILED', 'the client has closed the connection');
