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

/** Recognises a {@link PayloadObject} of another copy of this package. */
const MARK = Symbol.for('@durable-lua/PayloadObject');

/** Several arguments or the first value of a message, as Lua's `Payload` object wraps it. */
export class PayloadObject {
  constructor(readonly payload: Payload) {}

  get [MARK](): true {
    return true;
  }

  static is(value: unknown): value is PayloadObject {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
  }
}
