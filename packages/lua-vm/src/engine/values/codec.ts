import { base64 } from '@scure/base';
import {
  LUA_MARK,
  LuaError,
  invalid,
  jsonMaker,
  readJson,
  type Data,
  type JsonMaker,
  type Payload,
  type Sendable,
} from '@durable-lua/determinism';
import { copyBytes, decodeUtf8, displayText, encodeUtf8 } from '../state/text.js';
import { givenFinite, isBytes } from './given.js';

/**
 * Plain data across the border, with no Lua in it: a payload is that data as JSON, so that any other SDK can read it.
 * Reserved object key `$lua` carries what JSON has no word for.
 */

export const MARK = LUA_MARK;
// See text.ts: globals are costly to read in a sandbox.
const { isFinite, isInteger } = Number;
const { entries, fromEntries } = Object;
const { isArray } = Array;
const { stringify } = JSON;
const metadata = (encoding: string) => ({ encoding: encodeUtf8(encoding) });

/** What TypeScript gives, as a payload. @throws LuaError `INVALID` with the path of what cannot be sent, and what to send instead. */
export const encodeData = (data: Sendable): Payload => encodePlain(givenFinite(data));

/** The arguments of a call, each as a payload. @throws LuaError `INVALID`, as {@link encodeData}, which says the argument */
export const encodeArguments = (values: readonly Sendable[]): Payload[] => {
  // From JavaScript.
  if (!isArray(values)) throw invalid(`a list of arguments expected, got a value of type ${typeof values}`);
  return values.map((value: Sendable, index) => {
    try {
      return encodeData(value);
    } catch (error) {
      throw LuaError.is(error) ? error.at(`argument ${index + 1}`) : error;
    }
  });
};

/** Plain data as a payload. */
export function encodePlain(data: Data): Payload {
  if (data === undefined || data === null) return { metadata: metadata('binary/null'), data: new Uint8Array(0) };
  if (isBytes(data)) return { metadata: metadata('binary/plain'), data };
  return encodeJson(data);
}

/** Plain data as a payload of JSON, even where there is a shorter encoding for it. */
export const encodeJson = (data: Ordered): Payload => ({
  metadata: metadata('json/plain'),
  data: encodeUtf8(writeJson(data)),
});

/** Plain data of a payload. `LuaError` of kind `INVALID` when it cannot be decoded. */
export const decodeData = (payload: Payload): Data => decode(payload, AS_DATA);

/**
 * As {@link decodeData}, with objects as Maps, whose keys keep their order whatever they look like: an object of JavaScript puts
 * those that look like whole numbers first.
 */
export const decodeOrdered = (payload: Payload): Ordered => decode(payload, IN_ORDER);

/** Plain data in which an object may be a Map. */
export type Ordered = Data | readonly Ordered[] | ReadonlyMap<string, Ordered>;

/** What comes from a server with no bytes in it may be no bytes at all: null, or an empty list. */
const someBytes = (given: Uint8Array | null | undefined): Uint8Array => (given?.length ? given : new Uint8Array(0));

function decode<T>(payload: Payload, maker: JsonMaker<T>): T | undefined | Uint8Array {
  const encoding = displayText(someBytes(payload.metadata['encoding']));
  const bytes = someBytes(payload.data);
  if (encoding === 'binary/null') return undefined;
  if (encoding === 'binary/plain') return copyBytes(bytes);
  if (encoding === 'json/plain' || encoding === 'json/protobuf') {
    const text = decodeUtf8(bytes);
    if (text === undefined) throw invalid(`a payload with encoding '${encoding}' is not UTF-8`);
    try {
      return readJson(text, maker);
    } catch (error) {
      if (LuaError.is(error)) throw error;
      throw invalid(`a payload with encoding '${encoding}' is not JSON: ${(error as Error).message}`);
    }
  }
  throw invalid(`a payload with encoding '${encoding || '(none)'}' cannot be decoded`);
}

const AS_DATA = jsonMaker<Marked | Readonly<Record<string, Data>>>(
  (members) => marked(members) ?? fromEntries(members),
);
const IN_ORDER = jsonMaker<Marked | ReadonlyMap<string, Ordered>>((members) => marked(members) ?? new Map(members));

function writeJson(data: Ordered): string {
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
  const members = (isMap(data) ? [...data] : entries(data as Readonly<Record<string, Data>>))
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${stringify(key)}:${writeJson(member)}`);
  return `{${members.join(',')}}`;
}

/** An error object as it crosses a border; the layout is part of the wire format. */
export function errorToData(error: LuaError): Data {
  const details = error.details === undefined ? undefined : detailsOf(error.details);
  return {
    [MARK]: 'error',
    kind: error.kind,
    message: error.innerMessage,
    ...(error.retryable === undefined ? {} : { retryable: error.retryable }),
    ...(details === undefined ? {} : { details }),
    ...(error.luaStack === '' ? {} : { stack: error.luaStack }),
    ...(error.context.length === 0 ? {} : { chain: error.context }),
  };
}

/** Details that cannot be sent must not keep the error from being sent: then they say what is wrong with them. */
function detailsOf(details: Readonly<Record<string, Data>>): Data {
  try {
    return givenFinite(details);
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    return { unsent: error.message };
  }
}

type Marked = Uint8Array | LuaError;

/** What an object of JSON stands for by its mark; undefined for a plain object. */
function marked(members: readonly (readonly [string, Ordered])[]): Marked | undefined {
  const mark = members.find(([key]) => key === MARK)?.[1];
  if (mark !== 'bytes' && mark !== 'error') return undefined;
  const object = plainObject(members);
  if (mark === 'error') return dataToError(object);
  return typeof object['data'] === 'string' ? base64.decode(object['data']) : undefined;
}

/** As own properties, whatever they are called: `__proto__` is a key like any other. */
const plainObject = (members: Iterable<readonly [string, Ordered]>): Record<string, Data> =>
  fromEntries([...members].map(([key, member]) => [key, plain(member)]));

function plain(data: Ordered): Data {
  if (isMap(data)) return plainObject(data);
  return isArray(data) ? (data as readonly Ordered[]).map(plain) : (data as Data);
}

export const isMap = (data: unknown): data is ReadonlyMap<string, Ordered> => data instanceof Map;

/** The error object in decoded data, whoever wrote it: missing fields get their defaults. */
function dataToError(object: Readonly<Record<string, Data>>): LuaError {
  const text = (key: string): string | undefined => (typeof object[key] === 'string' ? object[key] : undefined);
  const { retryable, details, chain } = object;
  return new LuaError({
    kind: text('kind') ?? 'UNKNOWN',
    message: text('message') ?? '',
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    details: isRecord(details) ? details : undefined,
    luaStack: text('stack'),
    context: isArray(chain) ? chain.filter((one): one is string => typeof one === 'string') : [],
  });
}

const isRecord = (data: Data): data is { readonly [key: string]: Data } =>
  typeof data === 'object' && data !== null && !isArray(data) && !isBytes(data) && !LuaError.is(data);
