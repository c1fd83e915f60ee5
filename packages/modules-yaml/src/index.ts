import {
  boolean,
  bytes,
  defineModule,
  fn,
  invalid,
  list,
  LuaError,
  optional,
  result,
  string,
  table,
  value,
  internal,
  readDocument,
  type LuaServices,
  type LuaValue,
  type Type,
} from '@durable-lua/determinism';
import { readYaml } from './read-yaml.js';
import { writeYaml } from './write.js';

const text: Type<LuaValue> = { ...value, expected: 'string' };
const luaTable: Type<LuaValue> = { ...value, expected: 'table' };

const strict = new TextDecoder('utf-8', { fatal: true });

/** @throws LuaError `INVALID` for anything but a string with something in it, `INTERNAL` for other bytes than UTF-8. */
function textOf(lua: LuaServices, given: LuaValue): string {
  const type = lua.typeOf(given);
  if (type !== 'string') throw invalid(`decode: string expected, got ${type}`);
  const content = lua.as(given, bytes);
  if (content.length === 0) throw invalid('decode: the text is empty');
  // To be read character by character, by a parser that has to be made; its tokens are paid for one by one.
  lua.pay(500 + 2 * content.length);
  try {
    return strict.decode(content);
  } catch (error) {
    throw LuaError.is(error) ? error : internal('invalid YAML: the text is not UTF-8');
  }
}

/** The Lua module `yaml`: YAML 1.2 and back. */
export const yaml = defineModule(
  {
    name: 'yaml',
    summary: 'YAML 1.2 and back, exact to 64-bit integers, with keys in the order you want.',
  },
  {
    functions: {
      encode: fn(
        {
          doc: 'A table as YAML, keys in the order in which they entered it. At every level the keys of field_order come first, and sort_unordered sorts the others. What is no table gives nil and an INVALID error; a cycle, a sparse array, mixed keys, bytes that are not UTF-8 and more than 128 levels an INTERNAL one that names the place.',
          params: {
            t: luaTable,
            options: optional(table({ field_order: optional(list(string)), sort_unordered: optional(boolean) })),
          },
          returns: result(string),
        },
        ({ lua }, { t, options }) => {
          if (lua.typeOf(t) !== 'table') throw invalid(`encode: table expected, got ${lua.typeOf(t)}`);
          const text = writeYaml(readDocument(lua, t, false), {
            first: options?.field_order ?? [],
            sortOthers: options?.sort_unordered ?? false,
          });
          // With a document to be made of it first.
          lua.pay(500 + 8 * text.length);
          return text;
        },
      ),
      decode: fn(
        {
          doc: 'The value of the first document of a text in YAML 1.2, core schema. Integers are exact to 64 bit, timestamps stay strings, keys are text as it is written, null becomes nil. What is no text gives nil and an INVALID error, what is no YAML or has an unknown tag an INTERNAL one with line and column.',
          params: { s: text },
          returns: result(value),
        },
        ({ lua }, { s }) => readYaml(textOf(lua, s), (units) => lua.pay(units)),
      ),
    },
  },
);
