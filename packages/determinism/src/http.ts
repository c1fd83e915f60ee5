import type { Millis } from './capabilities.js';
import type { Operation } from './operation.js';
import { instance, type Type } from './types.js';

/** Bytes that come over time. */
export interface ByteStream {
  /**
   * The next bytes, at least one and at most `most`; undefined at the end. Rejects with kind `INVALID` beyond the size that the
   * body may have, `INTERNAL` when it cannot be read or not in time, `CANCELED` when cancelled.
   */
  read(most: number): Operation<Uint8Array | undefined>;
  /** Lets go of what is left; a read gives undefined from then on. Closing twice does nothing. */
  close(): void;
}

/** What reading a body may take. */
export interface BodyLimits {
  /** For all of it. */
  readonly timeout: Millis;
  /** Bytes; what the server allows, where that is less. */
  readonly size: number;
}

/** A file of a form. */
export interface FormFile {
  /** The name of its field. */
  readonly field: string;
  /** As the sender calls it; empty if it does not. */
  readonly name: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly data: Uint8Array;
}

/** The parts of a `multipart/form-data` body, in order. */
export interface Form {
  readonly values: readonly (readonly [field: string, value: string])[];
  readonly files: readonly FormFile[];
}

/** An HTTP request. */
export interface HttpRequest {
  /** In capitals. */
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  /** The header `Host`; empty without one. */
  readonly host: string;
  /** Address of the other end of the connection, `127.0.0.1:51234`. */
  readonly remoteAddress: string;
  /** Decoded, in order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** By their names in lower case; repeated ones joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** What the parameters of the route stand for, decoded. */
  readonly params: ReadonlyMap<string, string>;
  readonly hasBody: boolean;
  /** The whole body, empty if there is none; the same at each call. Rejects as `stream`, and with `INVALID` after it. */
  body(limits: BodyLimits): Operation<Uint8Array>;
  /** The body as it comes. @throws LuaError `INVALID` when something else has read it */
  stream(limits: BodyLimits): ByteStream;
  /**
   * The body as a form, with files in memory. Rejects with `INVALID` when it is none or needs more than `memory` bytes, with
   * `INTERNAL` when it is malformed, and as `stream`.
   */
  form(memory: number, limits: BodyLimits): Operation<Form>;
}

/**
 * The response to a request. Status and headers go out with the first byte of the body, with `flush` or at the end. What comes
 * too late is a `LuaError` `INVALID` whose `details.type` is `INVALID_STATE`; once the client is gone, `INTERNAL`, `WRITE_FAILED`.
 */
export interface HttpResponse {
  /** Whether status and headers have gone out. */
  readonly started: boolean;
  /** @throws LuaError */
  setStatus(status: number): void;
  /** Replaces what was set; `Set-Cookie` adds another. @throws LuaError, of kind `INVALID` too for what HTTP does not allow */
  setHeader(name: string, value: string): void;
  hasHeader(name: string): boolean;
  /** A part of the body. Ends when there is room for more, which waits for a slow client. Rejects with a `LuaError`. */
  write(data: Uint8Array): Operation<void>;
  /** Status and headers go out, if they have not. @throws LuaError */
  flush(): void;
  /** The end, with the last, or only, part of the body. Does not wait for the client. @throws LuaError */
  end(data?: Uint8Array): void;
}

/** A request and the response to it. */
export interface HttpExchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** HTTP as a server has it, for the function that answers a request. */
export interface Http {
  /** Always the same object; undefined where no request is answered. */
  exchange(): HttpExchange | undefined;
}

/** What a host offers as `http` where no request is answered. */
export const outsideHttp: Http = Object.freeze<Http>({ exchange: () => undefined });

/** The type of the objects that stand for a response in Lua: a server recognises its own by it, when a handler returns it. */
export const httpResponse: Type<HttpResponse> = instance<HttpResponse>('http.Response');
