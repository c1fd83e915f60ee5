import {
  bytes,
  internal,
  invalid,
  LuaError,
  payload as encoded,
  PAYLOAD_FORMATS as FORMATS,
  PayloadObject,
  type LuaServices,
  type LuaValue,
  type Payload,
  type PayloadFormat,
} from '@durable-lua/determinism';
import { notationOf, type Notation } from './documents.js';
import { bytesToPlain, parseJson, textOf, toJson, utf8 } from './plain.js';

const KNOWN: ReadonlySet<string> = new Set(Object.values(FORMATS));

const wire = (encoding: string, data: Uint8Array): Payload => ({ metadata: { encoding: utf8(encoding) }, data });

/**
 * The same value in another format.
 *
 * Documents (JSON, YAML, MessagePack) hold a value written down; a text or bytes are a string, which may be such a document;
 * the others hold a Lua value. From a document to a string gives what is written, from a string to a document reads it.
 * Nothing else is turned into a string or out of one: `5` is not `"5"`.
 *
 * A document is kept as plain JSON with its format beside it, which is also how it crosses a border: any other SDK can read
 * it, and only what is turned into a string or bytes is ever written as YAML or MessagePack.
 *
 * @throws LuaError `INTERNAL` when that would lose or invent something.
 */
export function transcode(lua: LuaServices, from: PayloadObject, to: string): PayloadObject {
  if (!KNOWN.has(to)) {
    throw internal(`unknown payload format ${JSON.stringify(to)}: expected one of ${[...KNOWN].join(', ')}`);
  }
  try {
    return convert(lua, from, to as PayloadFormat);
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    throw internal(`a payload of format ${from.format} is not convertible to ${to}: ${error.message}`);
  }
}

/** What it costs to read or write a byte of a document, in units of the budget. */
const PER_BYTE = 8;

const notText = (): LuaError => invalid('MessagePack is not text: convert by way of application/octet-stream');

function convert(lua: LuaServices, from: PayloadObject, to: PayloadFormat): PayloadObject {
  const value = from.value ?? lua.make(encoded, from.payload as Payload);
  const payload = (): Payload => {
    const given = from.payload ?? lua.as(value, encoded);
    lua.pay(PER_BYTE * (given.data?.length ?? 0));
    return given;
  };
  const format = from.format === 'json/protobuf' ? FORMATS.JSON : from.format;
  switch (to) {
    case FORMATS.LUA:
    case FORMATS.GOLANG:
      return PayloadObject.of(value, to);
    case FORMATS.ERROR:
      if (lua.typeOf(value) !== 'error') throw invalid(`error object expected, got ${lua.typeOf(value)}`);
      return PayloadObject.of(value, to);
    case FORMATS.STRING:
    case FORMATS.BYTES: {
      if (format === FORMATS.MSGPACK && to === FORMATS.STRING) throw notText();
      const notation = notationOf(format);
      const content = notation === undefined ? stringOf(lua, value) : written(notation, payload(), format);
      return mark(to === FORMATS.BYTES ? wire('binary/plain', content) : textual(content), to);
    }
    default: {
      if (format !== FORMATS.STRING && format !== FORMATS.BYTES) return mark(payload(), to);
      if (to === FORMATS.MSGPACK && format === FORMATS.STRING) throw notText();
      const text = stringOf(lua, value);
      lua.pay(PER_BYTE * text.length);
      const document = mark(
        read(notationOf(to) as Notation, text, to, (units) => lua.pay(units)),
        to,
      );
      // What was read must be a value for Lua as well.
      lua.make(encoded, document.payload as Payload);
      return document;
    }
  }
}

/** The object that Lua gets, with its format where the encoding does not tell it. */
const mark = (payload: Payload, format: PayloadFormat): PayloadObject =>
  new PayloadObject(new PayloadObject(payload, undefined, format).encodedAs(unmarked(payload)));

/** Without the format it had before. */
function unmarked({ metadata, data }: Payload): Payload {
  const { encoding } = metadata;
  return { metadata: encoding === undefined ? {} : { encoding }, ...(data === undefined ? {} : { data }) };
}

function stringOf(lua: LuaServices, value: LuaValue): Uint8Array {
  const type = lua.typeOf(value);
  if (type === 'string') return lua.as(value, bytes);
  throw invalid(`string expected, got ${type}: convert to json/plain first`);
}

/** A string that is text, as payloads hold it. */
function textual(content: Uint8Array): Payload {
  const text = textOf(content);
  if (text === undefined) throw invalid('it is not UTF-8 text: convert to application/octet-stream');
  return wire('json/plain', utf8(JSON.stringify(text)));
}

function written(notation: Notation, { metadata, data }: Payload, format: string): Uint8Array {
  const content = data ?? new Uint8Array(0);
  // From a server, no bytes are an empty list.
  const encoding = metadata['encoding']?.length ? textOf(metadata['encoding']) : '';
  if (encoding === 'binary/plain') return notation.write(bytesToPlain(content));
  if (encoding === 'binary/null') return notation.write(null);
  return format === FORMATS.JSON ? content : notation.write(parseJson(textOf(content) as string));
}

function read(notation: Notation, content: Uint8Array, format: PayloadFormat, pay: (units: number) => void): Payload {
  const plain = notation.read(content, pay);
  if (plain === null) return wire('binary/null', new Uint8Array(0));
  // JSON stays as it is written.
  return wire('json/plain', format === FORMATS.JSON ? content : utf8(toJson(plain)));
}
