import { MAX_DOCUMENT_DEPTH } from '@durable-lua/determinism';
import { Lexer, Parser, type CST } from 'yaml';

/**
 * Where a YAML text is nested deeper than anybody writes; undefined when it is not. Nested nodes are read by recursion: where its stack
 * ends differs from run to run, and V8 ends the whole process when it has to compile a regular expression there.
 */
export function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  let [offset, brackets] = [0, 0];
  const deepest = (tokens: Iterable<CST.Token>): number | undefined => {
    for (const token of tokens) {
      const root = token.type === 'document' ? token.value : token;
      const found = root && deeper(root, MAX_DOCUMENT_DEPTH);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') brackets += 1;
    if (lexeme === ']' || lexeme === '}') brackets -= 1;
    // Known before all of it is read.
    if (brackets > MAX_DOCUMENT_DEPTH) return offset;
    const found = deepest(parser.next(lexeme));
    if (found !== undefined) return found;
    offset = parser.offset;
  }
  return deepest(parser.end());
}

function deeper(token: CST.Token, levels: number): number | undefined {
  if (!('items' in token)) return undefined;
  if (levels === 0) return token.offset;
  for (const { key, value } of token.items) {
    const found = (key && deeper(key, levels - 1)) ?? (value && deeper(value, levels - 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
