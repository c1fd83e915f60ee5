import {
  boolean,
  bytes,
  didYouMean,
  duration,
  integer,
  invalid,
  list,
  LuaError,
  number,
  oneOf,
  optional,
  readDocument,
  record,
  string,
  table,
  value,
  writeJson,
  type ClientRequest,
  type Data,
  type Duration,
  type FormPart,
  type Infer,
  type LuaServices,
  type LuaValue,
} from '@durable-lua/determinism';

const DEFAULT_TIMEOUT = 30_000;
const MAX_BODY = 120 * 1024 * 1024;

const file = table({
  name: string,
  filename: optional(string),
  content: bytes,
  content_type: optional(string),
});

const tls = table({
  cert: optional(string),
  key: optional(string),
  ca: optional(string),
  server_name: optional(string),
  insecure_skip_verify: optional(boolean, false),
});

const options = table({
  headers: optional(record),
  query: optional(record),
  cookies: optional(record),
  form: optional(record),
  body: optional(bytes),
  json: optional(value),
  files: optional(list(file)),
  auth: optional(value),
  timeout: optional(oneOf(number, duration({ unit: 'ms' }))),
  stream: optional(boolean, false),
  max_response_body: optional(integer({ min: 0 }), 0),
  unix_socket: optional(string),
  tls: optional(tls),
  overlay_network: optional(value),
});

type Options = Infer<typeof options>;

/**
 * The request that Lua asks for.
 * @throws LuaError `INVALID` for options that are wrong, or do not go together
 */
export function requestOf(lua: LuaServices, method: string, url: string, given: LuaValue | undefined): ClientRequest {
  const read: Partial<Options> = given === undefined ? {} : lua.as(given, options);
  if (lua.typeOf(read.overlay_network) !== 'nil') throw invalid("option 'overlay_network' is not supported");
  const body = bodyOf(lua, read);
  const headers = [...texts('headers', read.headers)];
  const isGiven = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name);
  if (body?.type !== undefined && !isGiven('content-type')) headers.push(['content-type', body.type]);
  const cookies = texts('cookies', read.cookies).map(([name, text]) => `${name}=${text}`);
  if (cookies.length > 0) headers.push(['cookie', cookies.join('; ')]);
  if (lua.typeOf(read.auth) !== 'nil') headers.push(['authorization', `Basic ${credentials(lua, read.auth)}`]);
  return {
    method: method.toUpperCase(),
    url: withQuery(url, texts('query', read.query)),
    headers,
    timeout: millis(read.timeout),
    maxBody: read.max_response_body === 0 || read.max_response_body === undefined ? MAX_BODY : read.max_response_body,
    stream: read.stream ?? false,
    ...(body !== undefined && { body: body.data }),
    ...(read.unix_socket !== undefined && { unixSocket: read.unix_socket }),
    ...(read.tls !== undefined && { tls: tlsOf(read.tls) }),
  };
}

function millis(timeout: number | Duration | undefined): number {
  const length = typeof timeout === 'number' ? Math.ceil(timeout * 1000) : (timeout?.millisCeil ?? DEFAULT_TIMEOUT);
  if (length > 0 && length <= Number.MAX_SAFE_INTEGER) return length;
  throw invalid('option \'timeout\': a number of seconds above 0, or a duration such as "10s", expected');
}

interface Body {
  readonly data: Uint8Array | readonly FormPart[];
  readonly type?: string;
}

function bodyOf(lua: LuaServices, { body, json, form, files }: Partial<Options>): Body | undefined {
  const hasJson = lua.typeOf(json) !== 'nil';
  const kinds = [body !== undefined && 'body', hasJson && 'json', (form ?? files) !== undefined && 'form'];
  const [first, second] = kinds.filter((kind) => kind !== false);
  if (second !== undefined) throw invalid(`options '${first}' and '${second}' cannot stand beside each other`);
  if (body !== undefined) return { data: body };
  if (hasJson) return { data: utf8.encode(jsonOf(lua, json as LuaValue)), type: 'application/json' };
  const fields = texts('form', form);
  if (files !== undefined)
    return { data: [...fields.map(([name, text]) => ({ name, data: utf8.encode(text) })), ...files.map(partOf)] };
  if (form === undefined) return undefined;
  return { data: utf8.encode(encoded(fields)), type: 'application/x-www-form-urlencoded' };
}

const partOf = ({ name, filename = name, content, content_type: type }: Infer<typeof file>): FormPart => ({
  name,
  data: content,
  fileName: filename,
  ...(type !== undefined && { contentType: type }),
});

function jsonOf(lua: LuaServices, given: LuaValue): string {
  try {
    const text = writeJson(readDocument(lua, given, true));
    lua.pay(text.length / 8);
    return text;
  } catch (error) {
    throw LuaError.is(error) ? invalid(`option 'json': ${error.innerMessage}`) : error;
  }
}

function tlsOf({
  cert,
  key,
  ca,
  server_name: serverName,
  insecure_skip_verify: insecureSkipVerify,
}: Infer<typeof tls>) {
  if ((cert === undefined) !== (key === undefined)) throw invalid("option 'tls': cert and key go together: give both");
  return {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { serverName }),
    ...(insecureSkipVerify === true && { insecureSkipVerify }),
  };
}

/** `{ user = …, pass = … }` or `{ user, pass }`, as the header has them. */
function credentials(lua: LuaServices, auth: LuaValue | undefined): string {
  const { named, items } = lua.fields(auth as LuaValue);
  const [user = items[0], pass = items[1]] = [named['user'], named['pass']];
  const other = Object.keys(named).find((key) => key !== 'user' && key !== 'pass');
  if (other !== undefined) {
    const remedy = didYouMean(other, ['user', 'pass']) || ': a table { user = …, pass = … } expected';
    throw invalid(`option 'auth': unknown key '${other}'${remedy}`);
  }
  if (lua.typeOf(user) !== 'string' || lua.typeOf(pass) !== 'string') {
    throw invalid("option 'auth': a table { user = …, pass = … } of two strings expected");
  }
  const both = utf8.encode(`${lua.as(user, string)}:${lua.as(pass, string)}`);
  lua.pay(both.length / 8);
  return btoa(String.fromCharCode(...both));
}

const utf8 = new TextEncoder();

/** Names and values of a table, numbers and booleans as text. */
function texts(option: string, given: Readonly<Record<string, Data>> | undefined): [string, string][] {
  return Object.entries(given ?? {}).map(([name, found]) => {
    if (typeof found === 'string') return [name, found];
    if (typeof found === 'number' || typeof found === 'bigint' || typeof found === 'boolean')
      return [name, String(found)];
    throw invalid(`option '${option}': '${name}' must be a string, a number or a boolean`);
  });
}

function withQuery(url: string, pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return url;
  const [, before = url, fragment = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  const joint = before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?';
  return `${before}${joint}${encoded(pairs)}${fragment}`;
}

const encoded = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, text]) => `${encodeUri(name)}=${encodeUri(text)}`).join('&');

/** As in a query: everything but letters, digits and `-_.~` as %XX, a space as `+`. */
export const encodeUri = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
