import { base64 } from '@scure/base';
import {
  exactInteger,
  invalid,
  LUA_MARK as MARK,
  MAX_DOCUMENT_DEPTH,
  jsonMaker,
  readJson,
  writeJsonNumber,
  type Json,
} from '@durable-lua/determinism';

/**
 * What a document says, whichever of JSON, YAML and MessagePack it is written in: the values of JSON, whole numbers exact to
 * 64 bit. Strings that are not UTF-8 and error objects stand in it as payloads write them, under the key `$lua`.
 */
export type Plain = Json<ReadonlyMap<string, Plain>>;

/** Most nodes and characters of a document once its aliases are written out: far beyond what may be sent. */
const MAX_SIZE = 8_000_000;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** The text that UTF-8 bytes are, or undefined. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

export const bytesToPlain = (data: Uint8Array): Plain =>
  new Map([
    [MARK, 'bytes'],
    ['data', base64.encode(data)],
  ]);

export const isList: (plain: object) => plain is readonly Plain[] = Array.isArray;

/** The bytes that stand for a string in {@link Plain}, or undefined. */
export function plainToBytes(plain: ReadonlyMap<string, Plain>): Uint8Array | undefined {
  const data = plain.get('data');
  return plain.get(MARK) === 'bytes' && typeof data === 'string' ? base64.decode(data) : undefined;
}

const inOrder = jsonMaker<ReadonlyMap<string, Plain>>((members) => new Map(members));

/** @throws SyntaxError */
export const parseJson = (text: string): Plain => readJson(text, inOrder);

export function toJson(plain: Plain): string {
  if (typeof plain === 'bigint' || typeof plain === 'number') return writeJsonNumber(plain);
  if (typeof plain !== 'object' || plain === null) return JSON.stringify(plain);
  if (isList(plain)) return `[${plain.map(toJson).join(',')}]`;
  return `{${[...plain].map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`).join(',')}}`;
}

/**
 * What a library read from a document, checked.
 * @throws LuaError `INVALID` with the path of what JSON has no word for.
 */
export function toPlain(value: unknown): Plain {
  let size = 0;
  const read = (one: unknown, path: string, depth: number): Plain => {
    size += 1 + (typeof one === 'string' ? one.length : 0);
    if (size > MAX_SIZE) throw invalid(`it expands to more than ${MAX_SIZE} characters`);
    const refuse = (what: string) => invalid(`${path === '' ? '' : `${path}: `}${what} has no form in JSON`);
    switch (typeof one) {
      case 'string':
      case 'boolean':
        return one;
      case 'bigint':
        return exactInteger(one) ?? (BigInt(Number(one)) === one ? Number(one) : fail(refuse(`the integer ${one}`)));
      case 'number':
        return Number.isFinite(one) ? one : fail(refuse(String(one)));
      default:
        break;
    }
    if (one === null || one === undefined) return null;
    if (depth > MAX_DOCUMENT_DEPTH) throw invalid(`${path}: it is nested deeper than ${MAX_DOCUMENT_DEPTH}`);
    if (one instanceof Uint8Array) return textOf(one) ?? bytesToPlain(one);
    if (Array.isArray(one)) return one.map((item, index) => read(item, `${path}[${index + 1}]`, depth + 1));
    const members: [string, Plain][] = [];
    for (const [key, member] of membersOf(one) ?? fail(refuse('an extension type'))) {
      if (typeof key !== 'string') throw refuse(`a key of type ${typeof key}`);
      members.push([key, read(member, `${path}.${key}`, depth + 1)]);
    }
    return new Map(members);
  };
  return read(value, '', 1);
}

function membersOf(value: object): Iterable<readonly [unknown, unknown]> | undefined {
  if (value instanceof Map) return value as Map<unknown, unknown>;
  return Object.getPrototypeOf(value) === Object.prototype ? Object.entries(value) : undefined;
}

function fail(error: Error): never {
  throw error;
}
