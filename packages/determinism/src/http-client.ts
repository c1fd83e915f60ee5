import type { Millis } from './capabilities.js';
import type { ByteStream } from './http.js';
import type { Operation } from './operation.js';

/** A part of a form that is sent as `multipart/form-data`. */
export interface FormPart {
  readonly name: string;
  readonly data: Uint8Array;
  /** Of a file; without it the part is a plain value. */
  readonly fileName?: string;
  readonly contentType?: string;
}

/** What is particular about an encrypted connection. */
export interface ClientTlsOptions {
  /** PEM; only together with `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** PEM, instead of what the system trusts. */
  readonly ca?: string;
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
}

/** A request to somebody else's server. */
export interface ClientRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | readonly FormPart[];
  /** For all of it: connecting, redirects, and the body of the response unless that is a stream. */
  readonly timeout: Millis;
  /** Most bytes of a body; of a stream as well. */
  readonly maxBody: number;
  /** Whether the body comes as a stream. */
  readonly stream: boolean;
  /** Path of a socket to connect to, whatever the host of the URL. */
  readonly unixSocket?: string;
  readonly tls?: ClientTlsOptions;
}

/** What the server answered, at the end of all redirects. */
export interface ClientResponse {
  readonly status: number;
  /** In order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Of the last request. */
  readonly url: string;
  readonly body: Uint8Array | ByteStream;
}

/**
 * Requests to other servers. A failure is a `LuaError`: `INVALID` for a request that cannot be made, `PERMISSION_DENIED` for one that may
 * not, `INTERNAL` when it failed on the way (retryable, unless the body was too large; `details.timeout` when it took too long), `CANCELED`.
 */
export interface HttpClient {
  request(request: ClientRequest): Operation<ClientResponse>;
  /** Rejects as `request` would before anything is sent; ends with nothing otherwise. */
  check(request: ClientRequest): Operation<void>;
}
