import { base64 } from '@scure/base';
import { LuaError, invalid, type Data, type Payload } from '@durable-lua/determinism';
import { copyBytes, decodeUtf8, displayText, encodeUtf8 } from '../state/text.js';
import { parseJson } from './json.js';

/**
 * Plain data across the border, with no Lua in it: a payload is that data as JSON, so that any other SDK can read it.
 * Reserved object key `$lua` carries what JSON has no word for.
 */

export const MARK = '$lua';
/** Deepest nesting of what is sent and read. */
export const MAX_DEPTH = 128;
// See text.ts: globals are costly to read in a sandbox.
const { isFinite, isInteger } = Number;
const { entries, keys } = Object;
const { isArray } = Array;
const { stringify } = JSON;
const { isView } = ArrayBuffer;
const metadata = (encoding: string) => ({ encoding: encodeUtf8(encoding) });

/** Bytes of any realm: in a sandbox those of a TextEncoder are not of its own. */
export const isBytes = (data: unknown): data is Uint8Array => isView(data);

/** Plain data as a payload. */
export function encodeData(data: Data): Payload {
  if (data === undefined || data === null) return { metadata: metadata('binary/null'), data: new Uint8Array(0) };
  if (isBytes(data)) return { metadata: metadata('binary/plain'), data };
  return encodeJson(data);
}

/** Plain data as a payload of JSON, even where there is a shorter encoding for it. */
export const encodeJson = (data: Data): Payload => ({
  metadata: metadata('json/plain'),
  data: encodeUtf8(writeJson(data)),
});

/** Plain data of a payload. `LuaError` of kind `INVALID` when it cannot be decoded. */
export function decodeData(payload: Payload): Data {
  const encoding = displayText(payload.metadata['encoding'] ?? new Uint8Array(0));
  const bytes = payload.data ?? new Uint8Array(0);
  if (encoding === 'binary/null') return undefined;
  if (encoding === 'binary/plain') return copyBytes(bytes);
  if (encoding === 'json/plain' || encoding === 'json/protobuf') {
    const text = decodeUtf8(bytes);
    if (text === undefined) throw invalid(`a payload with encoding '${encoding}' is not UTF-8`);
    try {
      return revive(parseJson(text));
    } catch (error) {
      if (LuaError.is(error)) throw error;
      throw invalid(`a payload with encoding '${encoding}' is not JSON: ${(error as Error).message}`);
    }
  }
  throw invalid(`a payload with encoding '${encoding || '(none)'}' cannot be decoded`);
}

function writeJson(data: Data): string {
  switch (typeof data) {
    case 'undefined':
      return 'null';
    case 'bigint':
      return data.toString();
    case 'number':
      if (!isFinite(data)) throw invalid(`${data} cannot be sent`);
      // Beyond 1e21 a double would be written with an exponent, which a reader may take for a float.
      return isInteger(data) && Math.abs(data) >= 1e21 ? BigInt(data).toString() : stringify(data);
    case 'string':
    case 'boolean':
      return stringify(data);
    default:
      break;
  }
  if (data === null) return 'null';
  if (isBytes(data)) return stringify({ [MARK]: 'bytes', data: base64.encode(data) });
  if (LuaError.is(data)) return writeJson(errorToData(data));
  if (isArray(data)) return `[${data.map(writeJson).join(',')}]`;
  const members = entries(data as Record<string, Data>)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${stringify(key)}:${writeJson(member)}`);
  return `{${members.join(',')}}`;
}

/** An error object as it crosses a border; the layout is part of the wire format. */
export function errorToData(error: LuaError): Data {
  return {
    [MARK]: 'error',
    kind: error.kind,
    message: error.message,
    ...(error.retryable === undefined ? {} : { retryable: error.retryable }),
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.luaStack === '' ? {} : { stack: error.luaStack }),
    ...(error.context.length === 0 ? {} : { chain: error.context }),
  };
}

/** What is nested too deep to be sent is not read either: it would break off in the middle, for want of stack. */
function revive(value: unknown, depth = 1): Data {
  if (typeof value !== 'object' || value === null) return value as Data;
  if (depth > MAX_DEPTH) throw invalid(`a payload nested deeper than ${MAX_DEPTH} cannot be decoded`);
  if (isArray(value)) return value.map((item) => revive(item, depth + 1));
  const object = value as Record<string, unknown>;
  const mark = object[MARK];
  if (mark === 'bytes' && typeof object['data'] === 'string') return base64.decode(object['data']);
  if (mark === 'error') return dataToError(object, depth);
  for (const key of keys(object)) {
    const member = object[key];
    if (typeof member === 'object' && member !== null) object[key] = revive(member, depth + 1);
  }
  return object as Data;
}

/** The error object in decoded data, whoever wrote it: missing fields get their defaults. */
export function dataToError(object: Record<string, unknown>, depth = 1): LuaError {
  const text = (key: string): string | undefined => (typeof object[key] === 'string' ? object[key] : undefined);
  const { retryable, details, chain } = object;
  return new LuaError({
    kind: text('kind') ?? 'UNKNOWN',
    message: text('message') ?? '',
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    details:
      typeof details === 'object' && details !== null && !isArray(details)
        ? (revive(details, depth + 1) as Record<string, Data>)
        : undefined,
    luaStack: text('stack'),
    context: isArray(chain) ? chain.filter((one): one is string => typeof one === 'string') : [],
  });
}
