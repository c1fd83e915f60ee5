import {
  boolean,
  bytes,
  defineClass,
  fn,
  instance,
  integer,
  map,
  optional,
  result,
  string,
  table,
  type ByteStream,
  type ClientResponse,
} from '@durable-lua/determinism';

const CHUNK = 32 * 1024;

export const streamType = instance<ByteStream>('http_client.Stream');

export const streamClass = defineClass(
  { type: streamType, doc: 'The body of a response, as it comes.' },
  {
    methods: {
      read: fn(
        {
          doc: `The next bytes, at most \`n\`, ${CHUNK} if it is 0 or not given; nil at the end. Waits until there are some.`,
          params: { n: optional(integer({ min: 0 }), 0) },
          returns: result(optional(bytes)),
        },
        (_, { self, n }) => self.read(n === 0 || n === undefined ? CHUNK : n),
      ),
      close: fn({ doc: 'Lets go of what is left.', returns: result(boolean) }, (_, { self }) => {
        self.close();
        return true;
      }),
    },
    tostring: () => 'http_client.Stream{}',
  },
);

export const responseType = table({
  status_code: integer(),
  body: bytes,
  body_size: integer(),
  headers: map(string),
  cookies: map(string),
  url: string,
  stream: optional(streamType),
});

/** A response as Lua sees it: a header once, as it is usually written (`Content-Type`). */
export function responseOf({ status, headers, url, body }: ClientResponse) {
  const isStream = !(body instanceof Uint8Array);
  const first = new Map<string, string>();
  for (const [name, text] of headers) {
    const usual = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    if (!first.has(usual)) first.set(usual, text);
  }
  return {
    status_code: status,
    body: isStream ? '' : body,
    body_size: isStream ? -1 : body.length,
    headers: first,
    cookies: cookiesOf(headers),
    url,
    stream: isStream ? body : undefined,
  };
}

/** The cookies that are set; of those with one name the last. */
function cookiesOf(headers: ClientResponse['headers']): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const [name, text] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const [, cookie, value] = /^\s*([^=;\s]+)\s*=\s*"?([^;"]*)/.exec(text) ?? [];
    if (cookie !== undefined && value !== undefined) cookies.set(cookie, value.trim());
  }
  return cookies;
}
