import type { IncomingMessage, ServerResponse } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import {
  invalid,
  LuaError,
  type BodyLimits,
  type ByteStream,
  type Form,
  type FormFile,
  type Operation,
} from '@durable-lua/determinism';
import { typed } from './errors.js';
import { cancellable } from './operations.js';

/** What a part of a form takes besides its bytes, about. */
const PART_BYTES = 100;

/** The body of a request: read once, as a whole, as a stream or as a form. */
export class Body {
  readonly exists: boolean;
  /** What to answer when the function fails because of the body. */
  refusal: 408 | 413 | undefined;
  private reader: 'body' | 'stream' | 'parse_multipart' | undefined;
  private whole: Promise<Uint8Array> | undefined;
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Uint8Array | undefined;
  private size = 0;
  private deadline = Infinity;
  private closed = false;

  /**
   * @param most bytes that it may have
   * @param goOn the client waits for a word before it sends it
   */
  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly most: number,
    private goOn: boolean,
  ) {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    this.exists = coding !== undefined || (length !== undefined && length !== '0');
    this.chunks = request.iterator({ destroyOnReturn: false });
  }

  /** Whether the client may still be sending it. */
  get isComing(): boolean {
    return this.exists && !this.goOn && !this.request.complete;
  }

  body(limits: BodyLimits): Operation<Uint8Array> {
    if (this.whole === undefined) {
      this.claim('body', limits);
      this.whole = this.readAll(limits);
      this.whole.catch(() => undefined);
    }
    return cancellable(this.whole);
  }

  stream(limits: BodyLimits): ByteStream {
    this.claim('stream', limits);
    return {
      read: (most) => cancellable(this.next(limits, most)),
      close: () => {
        this.closed = true;
        this.rest = undefined;
      },
    };
  }

  form(memory: number, limits: BodyLimits): Operation<Form> {
    this.claim('parse_multipart', limits);
    return cancellable(this.readForm(memory, limits));
  }

  private claim(reader: NonNullable<typeof this.reader>, { timeout }: BodyLimits): void {
    if (this.reader !== undefined) {
      const message = `${reader}: the body was read by '${this.reader}' already`;
      throw typed('INVALID', 'INVALID_STATE', message);
    }
    this.reader = reader;
    this.deadline = performance.now() + timeout;
  }

  private async readAll(limits: BodyLimits): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let part = await this.next(limits); part !== undefined; part = await this.next(limits)) parts.push(part);
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  }

  /** The next part, never empty. */
  private async next({ size }: BodyLimits, most = Infinity): Promise<Uint8Array | undefined> {
    const part = this.rest ?? (await this.arrived(Math.min(size, this.most)));
    this.rest = undefined;
    if (part === undefined || part.length <= most) return part;
    this.rest = part.subarray(most);
    return part.subarray(0, most);
  }

  private async arrived(limit: number): Promise<Uint8Array | undefined> {
    if (this.closed || !this.exists) return undefined;
    if (this.goOn) {
      this.goOn = false;
      this.response.writeContinue();
    }
    const { done, value } = await this.inTime(this.chunks.next());
    if (done === true) return undefined;
    this.size += value.length;
    if (this.size <= limit) return value;
    this.refusal = 413;
    throw invalid(`the body has more than ${limit} bytes`);
  }

  private async inTime<T>(arriving: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.late()), Math.max(0, this.deadline - performance.now()));
    });
    arriving.catch(() => undefined);
    try {
      return await Promise.race([arriving, late]);
    } catch (error) {
      if (LuaError.is(error)) throw error;
      throw typed('INTERNAL', 'STREAM_ERROR', `the body cannot be read: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
    }
  }

  private late(): LuaError {
    this.refusal = 408;
    return typed('INTERNAL', 'STREAM_ERROR', 'the body did not come in time', { timeout: true });
  }

  private async readForm(memory: number, limits: BodyLimits): Promise<Form> {
    const form: { readonly values: [string, string][]; readonly files: FormFile[] } = { values: [], files: [] };
    const parser = parserOf(this.request, memory);
    let held = 0;
    const hold = (bytes: number): void => {
      if ((held += bytes + PART_BYTES) > memory) this.fail(parser, memory);
    };
    const named = (name: string | undefined): string => {
      if (name === undefined) parser.destroy(new Error('a part without a name'));
      return name ?? '';
    };
    parser.on('field', (name: string | undefined, value, _nameTruncated, isTruncated) => {
      hold(isTruncated ? memory : Buffer.byteLength(value));
      form.values.push([named(name), value]);
    });
    parser.on('file', (given: string | undefined, stream, name: string | undefined, encoding, type) => {
      const field = named(given);
      const parts: Buffer[] = [];
      hold(0);
      stream.on('data', (part: Buffer) => {
        hold(part.length);
        parts.push(part);
      });
      stream.on('end', () => {
        const headers = new Map([
          ['content-type', type],
          ['content-transfer-encoding', encoding],
        ]);
        form.files.push({ field, name: name ?? '', headers, data: Buffer.concat(parts) });
      });
    });
    const parsed = new Promise<void>((resolve, reject) => {
      parser.on('finish', resolve);
      parser.on('error', (error: unknown) => reject(LuaError.is(error) ? error : malformed(error as Error)));
    });
    parsed.catch(() => undefined);
    for (let part = await this.next(limits); part !== undefined; part = await this.next(limits)) {
      if (parser.destroyed) break;
      if (!parser.write(part)) await Promise.race([parsed, new Promise((resolve) => parser.once('drain', resolve))]);
    }
    parser.end();
    await parsed;
    return form;
  }

  private fail(parser: BusboyInstance, memory: number): void {
    this.refusal = 413;
    parser.destroy(
      invalid(`parse_multipart: the form takes more than ${memory} bytes: give it more, or read the stream`),
    );
  }
}

const malformed = (error: Error): LuaError =>
  typed('INTERNAL', 'PARSE_FAILED', `parse_multipart: the form is malformed: ${error.message}`);

function parserOf({ headers }: IncomingMessage, fieldSize: number): BusboyInstance {
  try {
    const { 'content-type': type = '' } = headers;
    return new Busboy({ headers: { ...headers, 'content-type': type }, limits: { fieldSize } });
  } catch (error) {
    throw malformed(error as Error);
  }
}
