import type { LuaValue } from './lua.js';

/**
 * One value on its way across a border, encoded: structurally the same as Temporal's payload, so that hosts pass it
 * on untouched, but known here only as bytes and metadata.
 *
 * Encodings in use: `json/plain`, `binary/null` (nil) and `binary/plain` (a string that is not UTF-8).
 */
export interface Payload {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data?: Uint8Array | null;
}

/** What Lua calls the formats of payloads. */
export const PAYLOAD_FORMATS = Object.freeze({
  JSON: 'json/plain',
  YAML: 'yaml/plain',
  STRING: 'text/plain',
  BYTES: 'application/octet-stream',
  MSGPACK: 'application/msgpack',
  LUA: 'lua/any',
  GOLANG: 'golang/any',
  ERROR: 'golang/error',
});

export type PayloadFormat = (typeof PAYLOAD_FORMATS)[keyof typeof PAYLOAD_FORMATS];

/** Metadata of a payload that left Lua in another format than its encoding says. */
const FORMAT_KEY = 'durable-lua-format';

const FORMATS: Readonly<Record<string, PayloadFormat>> = {
  'binary/plain': PAYLOAD_FORMATS.BYTES,
  'binary/null': PAYLOAD_FORMATS.JSON,
};

/** Of a name, however long somebody has made it: there are only so many arguments to a call. */
const ascii = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes ?? []).slice(0, 1_000));

/** Recognises a {@link PayloadObject} of another copy of this package. */
const MARK = Symbol.for('@durable-lua/PayloadObject');

/**
 * A value with its format, as Lua's `Payload` object wraps it: encoded, as it came over a border, or a Lua value that is
 * encoded when it goes over one.
 */
export class PayloadObject {
  /** The value, when it is not encoded. */
  readonly value: LuaValue | undefined;

  constructor(
    readonly payload: Payload | undefined,
    value?: LuaValue,
    private readonly ownFormat?: string,
  ) {
    this.value = payload === undefined ? value : undefined;
  }

  /** A Lua value, by reference. */
  static of(value: LuaValue, format: PayloadFormat): PayloadObject {
    return new PayloadObject(undefined, value, format);
  }

  get [MARK](): true {
    return true;
  }

  static is(value: unknown): value is PayloadObject {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
  }

  /** The format as Lua sees it. */
  get format(): string {
    if (this.ownFormat !== undefined) return this.ownFormat;
    const { metadata = {} } = this.payload ?? {};
    const encoding = ascii(metadata['encoding']);
    return ascii(metadata[FORMAT_KEY]) || (FORMATS[encoding] ?? encoding);
  }

  /**
   * What crosses a border for this object, given its value encoded: the format goes along where the encoding does not tell
   * it. Other SDKs see plain JSON or bytes.
   */
  encodedAs(encoded: Payload): Payload {
    const { format } = this;
    if (format === new PayloadObject(encoded).format) return encoded;
    const mark = Uint8Array.from(format, (letter) => letter.charCodeAt(0));
    return { ...encoded, metadata: { ...encoded.metadata, [FORMAT_KEY]: mark } };
  }
}
