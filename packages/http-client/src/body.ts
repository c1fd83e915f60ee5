import { pipeline, type Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FormData } from 'undici';
import { LuaError, operation, type ByteStream, type ClientRequest, type Operation } from '@durable-lua/determinism';
import type { Undici } from './undici.js';

/** A body as undici sends it. */
export function outgoing(undici: Undici, body: ClientRequest['body']): Uint8Array | FormData | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  const form = new undici.FormData();
  for (const { name, data, fileName, contentType } of body) {
    if (fileName === undefined) form.append(name, new TextDecoder().decode(data));
    else form.append(name, new Blob([data.slice()], contentType === undefined ? {} : { type: contentType }), fileName);
  }
  return form;
}

/** What a request says that it takes, unless it says so itself. */
export const ENCODINGS = 'gzip, deflate, br';

/** How the body of a response is read that is compressed in a way that was asked for; undefined for any other. */
export function decoderOf(encoding: string): (NodeJS.ReadWriteStream & Readable) | undefined {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ flush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      return createInflate({ flush: constants.Z_SYNC_FLUSH });
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}

/** A body as it was before it was compressed. What goes wrong with either ends both. */
export function decoded(body: Readable, decoder: NodeJS.ReadWriteStream & Readable): Readable {
  pipeline(body, decoder, () => undefined);
  return decoder;
}

const tooLarge = (most: number): LuaError =>
  new LuaError({ kind: 'INTERNAL', message: `the body of the response has more than ${most} bytes`, retryable: false });

/** The chunks of a body, at most so many bytes. */
async function* limited(body: Readable, most: number): AsyncGenerator<Uint8Array, void> {
  let total = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > most) throw tooLarge(most);
    yield chunk;
  }
}

/** All of a body. */
export async function wholeBody(body: Readable, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(body, most)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** A body as it comes. */
export class BodyStream implements ByteStream {
  private readonly chunks: AsyncGenerator<Uint8Array, void>;
  private left: Uint8Array | undefined;
  private closed = false;
  private reading: Promise<unknown> = Promise.resolve();

  /** @param explain turns what went wrong into what Lua is told */
  constructor(
    private readonly body: Readable,
    most: number,
    private readonly explain: (error: unknown) => unknown,
  ) {
    this.chunks = limited(body, most);
  }

  read(most: number): Operation<Uint8Array | undefined> {
    // One after the other, in the order in which they were asked for.
    const result = this.reading.then(() => this.next(most));
    this.reading = result.catch(() => undefined);
    return operation(result, () => this.close());
  }

  private async next(most: number): Promise<Uint8Array | undefined> {
    try {
      const chunk = this.left ?? (this.closed ? undefined : ((await this.chunks.next()).value ?? undefined));
      if (chunk === undefined) return undefined;
      this.left = chunk.length > most ? chunk.subarray(most) : undefined;
      return new Uint8Array(chunk.subarray(0, most));
    } catch (error) {
      if (this.closed) return undefined;
      throw this.explain(error);
    }
  }

  close(): void {
    this.closed = true;
    this.left = undefined;
    this.body.destroy();
  }
}
