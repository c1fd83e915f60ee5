import { MAX_DOCUMENT_DEPTH, internal, type LuaError } from '@durable-lua/determinism';
import { Composer, Lexer, LineCounter, Parser, type CST, type Document } from 'yaml';

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

/** What each token of a text costs, read, parsed and made a node of, in units. */
const TOKEN_UNITS = 32;

export interface FirstDocument {
  readonly document: Document.Parsed | undefined;
  /** `line 3, column 5` of an offset in the text. */
  place(offset: number): string;
}

/**
 * The first document of a text; undefined when there is none. What comes after it is not looked at.
 * @param pay is told of the work, token by token
 * @throws LuaError `INTERNAL` with line and column.
 */
export function composeFirst(text: string, pay: (units: number) => void): FirstDocument {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const invalid = (message: string, offset: number): LuaError =>
    internal(`invalid YAML: ${message} at ${place(offset)}`);
  const composer = new Composer(OPTIONS);
  let warning: LuaError | undefined;
  Object.assign(composer, {
    // The first is told, and an object with a stack for each of thousands is costly.
    onError: (source, _, message, isWarning) => {
      if (isWarning !== true) throw invalid(message, offsetOf(source));
      warning ??= invalid(message, offsetOf(source));
    },
  } satisfies { onError: OnError });
  let document: Document.Parsed | undefined;
  for (const one of composer.compose(readable(tokensOf(text, lines.addNewLine, pay), place))) {
    document = one;
    break;
  }
  const [problem] = document?.errors ?? [];
  if (problem !== undefined) throw invalid(problem.message, problem.pos[0]);
  // What is only worth a warning to the library, such as an unknown tag, would be lost.
  if (document !== undefined && warning !== undefined) throw warning;
  return { document, place };
}

/** What a composer calls with what is wrong. */
type OnError = (source: ErrorSource, code: string, message: string, isWarning?: boolean) => void;
type ErrorSource = number | readonly number[] | { readonly offset: number };

const offsetOf = (source: ErrorSource): number =>
  typeof source === 'number' ? source : 'offset' in source ? source.offset : (source[0] as number);

function* tokensOf(text: string, onNewLine: (offset: number) => void, pay: (units: number) => void) {
  const parser = new Parser(onNewLine);
  onNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    pay(TOKEN_UNITS);
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/**
 * The composer reads nested tokens by recursion, and where its stack ends differs from run to run: what is too deep must not
 * reach it. It makes an error object, with a stack, for each token that makes no sense: a few will do.
 */
function* readable(tokens: Iterable<CST.Token>, place: FirstDocument['place']): Generator<CST.Token> {
  let errors = 0;
  let documents = 0;
  for (const token of tokens) {
    if (documents > 0 && (token.type === 'document' || token.type === 'directive')) return;
    if (token.type === 'document') documents += 1;
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
