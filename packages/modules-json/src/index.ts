import {
  boolean,
  bytes,
  defineModule,
  fn,
  integer,
  invalid,
  LuaError,
  luaJsonMaker,
  optional,
  present,
  result,
  resultOrFalse,
  string,
  table,
  value,
  internal,
  readDocument,
  writeJson,
  type LuaServices,
  type LuaValue,
  type Type,
} from '@durable-lua/determinism';
import { NULL, nullClass } from './null.js';
import { parseJson } from './parse.js';
import { schemaOf, textToTree, validate } from './validate.js';

/** A Lua string and nothing else; what is none gives `nil, err`. */
const text: Type<LuaValue> = { ...value, expected: 'string' };
const luaTable: Type<LuaValue> = { ...value, expected: 'table' };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws LuaError `INTERNAL` for other bytes than UTF-8. */
function utf8(lua: LuaServices, given: LuaValue): string {
  try {
    return strict.decode(lua.as(given, bytes));
  } catch (error) {
    throw LuaError.is(error) ? error : internal('invalid JSON: the text is not UTF-8');
  }
}

/** @throws LuaError `INVALID` for anything but a string with something in it. */
function textOf(lua: LuaServices, name: string, given: LuaValue): string {
  const type = lua.typeOf(given);
  if (type !== 'string') throw invalid(`${name}: string expected, got ${type}`);
  const content = utf8(lua, given);
  // To be parsed.
  lua.pay(content.length / 2);
  if (content === '') throw invalid(`${name}: the text is empty`);
  return content;
}

const marked = (shape: 'list' | 'map', doc: string) =>
  fn({ doc, params: { t: luaTable }, returns: value }, ({ lua }, { t }) => {
    lua.setShape(t, shape);
    return t;
  });

const asInvalid = <R>(act: () => R): R => {
  try {
    return act();
  } catch (error) {
    throw LuaError.is(error) ? error.with({ kind: 'INVALID' }) : error;
  }
};

const VERDICT =
  ' Gives true, or false and an INVALID error whose details.errors lists {path, message}, the path as a JSON Pointer.';

/** The Lua module `json`: JSON text and back, exact to 64 bit, and JSON Schema. */
export const json = defineModule(
  {
    name: 'json',
    summary: 'JSON text and back, exact to 64-bit integers, and validation against JSON Schema.',
  },
  {
    functions: {
      encode: fn(
        {
          doc: 'A value as JSON text, keys in the order in which they entered the table. Functions, NaN and infinities become null; a cycle, a sparse array, mixed keys, bytes that are not UTF-8 and more than 128 levels give nil and an INTERNAL error that names the place.',
          params: {
            v: value,
            options: optional(table({ indent: optional(integer({ min: 0, max: 16 })), sort_keys: optional(boolean) })),
          },
          returns: result(string),
        },
        ({ lua }, { v, options }) => {
          const text = writeJson(readDocument(lua, v, true), {
            indent: options?.indent ?? 0,
            sortKeys: options?.sort_keys ?? false,
          });
          lua.pay(text.length / 8);
          return text;
        },
      ),
      decode: fn(
        {
          doc: 'The value that a JSON text describes. Numbers without fraction and exponent become integers, exact to 64 bit; null becomes nil. What is no text gives nil and an INVALID error, what is no JSON an INTERNAL one with line and column.',
          params: { s: text },
          returns: result(value),
        },
        ({ lua }, { s }) => parseJson(textOf(lua, 'decode', s), luaJsonMaker),
      ),
      validate: fn(
        {
          doc: `Whether a value matches a JSON Schema of draft 2020-12 or 07, given as a table or as JSON text.${VERDICT}`,
          params: { schema: value, v: value },
          returns: resultOrFalse(boolean),
        },
        ({ lua }, { schema, v }) =>
          asInvalid(() => {
            const compiled = schemaOf(lua, schema, (given) => textOf(lua, 'validate: the schema', given));
            if (lua.typeOf(v) === 'nil') throw invalid('validate: data is required, got nil: use json.null for null');
            validate(lua, compiled, readDocument(lua, v, true));
            return true;
          }),
      ),
      validate_string: fn(
        {
          doc: `Whether a JSON text describes a value that matches a JSON Schema.${VERDICT}`,
          params: { schema: value, text },
          returns: resultOrFalse(boolean),
        },
        ({ lua }, { schema, text: given }) =>
          asInvalid(() => {
            const compiled = schemaOf(lua, schema, (one) => textOf(lua, 'validate_string: the schema', one));
            validate(lua, compiled, textToTree(textOf(lua, 'validate_string', given)));
            return true;
          }),
      ),
      array: marked('list', 'The same table, which is written as [] when it is empty. Gives the table.'),
      object: marked('map', 'The same table, which is written as {} when it is empty. Gives the table.'),
    },
    constants: { null: present(nullClass.type, NULL) },
    classes: [nullClass],
  },
);
