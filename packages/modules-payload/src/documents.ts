import { decode, encode, type DecoderOptions } from '@msgpack/msgpack';
import { invalid, LuaError, MAX_DOCUMENT_DEPTH, PAYLOAD_FORMATS } from '@durable-lua/determinism';
import { isScalar, Lexer, LineCounter, parseDocument, Parser, stringify, visit, type CST, type Document } from 'yaml';
import { isList, parseJson, plainToBytes, textOf, toJson, toPlain, utf8, type Plain } from './plain.js';

/** A way to write a value down as bytes, and to read it. Both throw a `LuaError` of kind `INVALID`. */
export interface Notation {
  write(plain: Plain): Uint8Array;
  /** @param pay takes units of the budget, for work that its length does not tell */
  read(bytes: Uint8Array, pay: Pay): Plain;
}

type Pay = (units: number) => void;

/** What each token of YAML costs, read, parsed and made a node of, in units. */
const TOKEN_UNITS = 48;

const textual = (name: string, write: (plain: Plain) => string, read: (text: string, pay: Pay) => Plain): Notation => ({
  write: (plain) => utf8(write(plain)),
  read: (bytes, pay) => {
    const text = textOf(bytes);
    if (text === undefined) throw invalid('it is not UTF-8 text');
    return reading(name, () => read(text, pay));
  },
});

function reading(name: string, read: () => Plain): Plain {
  try {
    return read();
  } catch (error) {
    // What ends the run is no matter of the text.
    if (LuaError.is(error) || (error instanceof Error && 'luaUncatchable' in error)) throw error;
    // The libraries quote the place over several lines.
    throw invalid(`it is not ${name}: ${String((error as Error).message).split('\n')[0]}`);
  }
}

/**
 * Nested nodes are read by recursion. Where its stack ends differs from run to run, and V8 ends the whole process when it has to compile a
 * regular expression there: what is too deep must not be read.
 */
function refuseUnreadable(text: string, lines: LineCounter, pay: Pay): void {
  const tooDeep = invalid(`it is nested deeper than ${MAX_DOCUMENT_DEPTH}`);
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const check = (tokens: Iterable<CST.Token>): void => {
    for (const token of tokens) {
      // The library would make an error with a stack of each of them.
      if (token.type === 'error') throw placed(token.message, lines, token.offset);
      const root = token.type === 'document' ? token.value : token;
      if (root !== undefined && isDeeper(root, MAX_DOCUMENT_DEPTH)) throw tooDeep;
    }
  };
  let brackets = 0;
  for (const lexeme of new Lexer().lex(text)) {
    pay(TOKEN_UNITS);
    if (lexeme === '[' || lexeme === '{') brackets += 1;
    if (lexeme === ']' || lexeme === '}') brackets -= 1;
    // Known before all of it is read.
    if (brackets > MAX_DOCUMENT_DEPTH) throw tooDeep;
    check(parser.next(lexeme));
  }
  check(parser.end());
}

function isDeeper(token: CST.Token, levels: number): boolean {
  if (!('items' in token)) return false;
  if (levels === 0) return true;
  return token.items.some(
    ({ key, value }) => (key && isDeeper(key, levels - 1)) || (value !== undefined && isDeeper(value, levels - 1)),
  );
}

function placed(message: string, lines: LineCounter, offset: number): Error {
  const { line, col } = lines.linePos(offset);
  return new Error(`${message} at line ${line}, column ${col}`);
}

function readYaml(text: string, pay: Pay): Plain {
  const lines = new LineCounter();
  refuseUnreadable(text, lines, pay);
  const document = parseDocument(text, YAML_READING);
  // What is only worth a warning to the library, such as an unknown tag, would be lost.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw placed(problem.message, lines, problem.pos[0]);
  if (document.contents === null) throw new Error('it has no document');
  const twice = keyThatStandsTwice(document);
  if (twice !== undefined) throw placed('Map keys must be unique', lines, twice);
  return toPlain(document.toJS({ mapAsMap: true, maxAliasCount: 10_000 }));
}

/** Without the text around each error, and without a look at keys: the library compares each with each. */
const YAML_READING = {
  version: '1.2',
  intAsBigInt: true,
  merge: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** Where a key stands that its map has already. */
function keyThatStandsTwice(document: Document.Parsed): number | undefined {
  let twice: number | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        // Others are refused as what JSON has no word for.
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          twice = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return twice;
}

/**
 * Strings stay bytes until it is known whether they are UTF-8; keys must be, which the library does not look at. Its own
 * decoder of keys is shared between calls, and in a workflow what is shared is frozen.
 */
const READ_MSGPACK: DecoderOptions = {
  useBigInt64: true,
  rawStrings: true,
  keyDecoder: {
    canBeCached: () => true,
    decode: (bytes, start, length) => {
      const key = textOf(bytes.subarray(start, start + length));
      if (key === undefined) throw new Error('a key that is not UTF-8');
      return key;
    },
  },
  mapKeyConverter: (key) => {
    if (typeof key === 'string') return key;
    throw new Error(`a key of type ${typeof key}`);
  },
};

/** As the library wants it: whole numbers beyond 32 bit as bigint, strings that are not UTF-8 as binary. */
function forMsgpack(plain: Plain): unknown {
  if (typeof plain === 'number') return Number.isSafeInteger(plain) && (plain | 0) !== plain ? BigInt(plain) : plain;
  if (typeof plain !== 'object' || plain === null) return plain;
  if (isList(plain)) return plain.map(forMsgpack);
  return plainToBytes(plain) ?? Object.fromEntries([...plain].map(([key, member]) => [key, forMsgpack(member)]));
}

const NOTATIONS: Readonly<Record<string, Notation>> = {
  [PAYLOAD_FORMATS.JSON]: textual('JSON', toJson, parseJson),
  [PAYLOAD_FORMATS.YAML]: textual('YAML', (plain) => stringify(plain, YAML_STYLE), readYaml),
  [PAYLOAD_FORMATS.MSGPACK]: {
    write: (plain) => encode(forMsgpack(plain), { useBigInt64: true, maxDepth: 256 }),
    read: (bytes) => reading('MessagePack', () => toPlain(decode(bytes, READ_MSGPACK))),
  },
};

const YAML_STYLE = { aliasDuplicateObjects: false, lineWidth: 0 } as const;

/** How a format is written down; undefined for one that is no document. */
export const notationOf = (format: string): Notation | undefined =>
  Object.hasOwn(NOTATIONS, format) ? NOTATIONS[format] : undefined;
