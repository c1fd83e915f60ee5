import { jsonMaker, readJson, type Json, type JsonMaker } from './read-json.js';

/** A key that ends in an escape: V8, since Node 24, may give such a key another name that it met before. */
const ESCAPED_KEY = /\\(?:u[\dA-Fa-f]{4}|[^u])"\s*:/;

interface PlainObject {
  readonly [key: string]: Json<PlainObject>;
}

const plain: JsonMaker<Json<PlainObject>> = {
  ...jsonMaker<PlainObject>((members) => Object.fromEntries(members)),
  integer: Number,
};

/**
 * `JSON.parse`, and the same on every platform: for JSON that is no value of Lua. Pure.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return ESCAPED_KEY.test(text) ? readJson(text, plain) : parsed;
}
