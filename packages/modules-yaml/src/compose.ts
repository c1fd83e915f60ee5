import { MAX_DOCUMENT_DEPTH, internal } from '@durable-lua/determinism';
import { Composer, LineCounter, Parser, type CST, type Document } from 'yaml';

/** Tags beyond the core schema, which could make dates or sets, are unknown; a directive `%YAML 1.1` changes nothing. */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: true,
  resolveKnownTags: false,
  intAsBigInt: true,
  stringKeys: false,
  // Keys are compared as they are written, by whoever reads the document: here 1.10 and 1.1 would be one.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Tokens without sense that are passed on. */
const MOST_ERRORS = 100;

export interface FirstDocument {
  readonly document: Document.Parsed | undefined;
  /** `line 3, column 5` of an offset in the text. */
  place(offset: number): string;
}

/**
 * The first document of a text; undefined when there is none. What comes after it is not looked at.
 * @throws LuaError `INTERNAL` with line and column.
 */
export function composeFirst(text: string): FirstDocument {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer(OPTIONS);
  let document: Document.Parsed | undefined;
  for (const one of composer.compose(readable(parser.parse(text), place))) {
    document = one;
    break;
  }
  // What is only worth a warning to the library, such as an unknown tag, would be lost.
  const [problem] = document === undefined ? [] : [...document.errors, ...document.warnings];
  if (problem !== undefined) throw internal(`invalid YAML: ${problem.message} at ${place(problem.pos[0])}`);
  return { document, place };
}

/**
 * The composer reads nested tokens by recursion, and where its stack ends differs from run to run: what is too deep must not
 * reach it. It makes an error object, with a stack, for each token that makes no sense: a few will do.
 */
function* readable(tokens: Iterable<CST.Token>, place: FirstDocument['place']): Generator<CST.Token> {
  let errors = 0;
  for (const token of tokens) {
    if (token.type === 'error' && ++errors > MOST_ERRORS) {
      throw internal(`invalid YAML: ${token.message} at ${place(token.offset)}, and ${MOST_ERRORS} errors before that`);
    }
    const root = token.type === 'document' ? token.value : token;
    if (root !== undefined && isDeeper(root, MAX_DOCUMENT_DEPTH)) {
      throw internal(`invalid YAML: it is nested deeper than ${MAX_DOCUMENT_DEPTH} levels`);
    }
    yield token;
  }
}

function isDeeper(token: CST.Token, levels: number): boolean {
  if (!('items' in token)) return false;
  if (levels === 0) return true;
  return token.items.some(
    ({ key, value }) => (key && isDeeper(key, levels - 1)) || (value !== undefined && isDeeper(value, levels - 1)),
  );
}
