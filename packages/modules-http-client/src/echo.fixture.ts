import {
  LuaError,
  operation,
  type ByteStream,
  type ClientRequest,
  type ClientResponse,
  type HttpClient,
} from '@durable-lua/determinism';

const utf8 = new TextEncoder();
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

/** Answers each request with what it was, and refuses those to `private.test`. */
export const echo: HttpClient = {
  request: (request) => operation(answer(request), () => undefined),
  check: (request) => operation(allowed(request), () => undefined),
};

async function allowed({ url }: ClientRequest): Promise<void> {
  if (!url.includes('//private.test')) return;
  throw new LuaError({ kind: 'PERMISSION_DENIED', message: 'no public address', retryable: false });
}

async function answer(request: ClientRequest): Promise<ClientResponse> {
  await allowed(request);
  if (request.url.includes('/broken')) {
    throw new LuaError({ kind: 'INTERNAL', message: 'the request failed: reset', retryable: true });
  }
  return bodyOf(request);
}

function bodyOf(request: ClientRequest): ClientResponse {
  const { method, url, headers, body, timeout, maxBody, stream, tls, unixSocket } = request;
  const sent = JSON.stringify({
    method,
    url,
    headers: Object.fromEntries(headers),
    body:
      body === undefined
        ? null
        : body instanceof Uint8Array
          ? text(body)
          : body.map((part) => ({ ...part, data: text(part.data) })),
    timeout,
    maxBody,
    tls,
    unixSocket,
  });
  return {
    status: url.includes('/missing') ? 404 : 200,
    headers: [
      ['content-type', 'application/json'],
      ['x-twice', 'one'],
      ['x-twice', 'two'],
      ['set-cookie', 'session="abc"; Path=/; HttpOnly'],
      ['set-cookie', 'theme=dark'],
    ],
    url,
    body: stream ? streamOf(utf8.encode(sent)) : utf8.encode(sent),
  };
}

function streamOf(all: Uint8Array): ByteStream {
  let left = all;
  return {
    read(most) {
      const part = left.subarray(0, most);
      left = left.subarray(most);
      return operation(Promise.resolve(part.length === 0 ? undefined : part), () => undefined);
    },
    close: () => void (left = new Uint8Array(0)),
  };
}
