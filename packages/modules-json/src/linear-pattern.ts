import { RE2JS } from 're2js';
import { unusable } from './unusable.js';

/** What it costs to make a pattern ready for use, beside its length, in units of the budget. */
const PATTERN_UNITS = 5_000;

/**
 * Patterns of schemas, by an engine whose time is proportional to the text: one of JavaScript may go back and forth for longer than
 * anybody waits. It knows no look-around and no back-references, which cannot be had in that time.
 */
export class LinearPattern {
  private readonly compiled: RE2JS;
  /** How much a character costs, in units of the budget. */
  private readonly perCharacter: number;

  /** @throws LuaError `INVALID` for what is no regular expression of ECMAScript, or needs more than linear time */
  constructor(
    pattern: string,
    private readonly pay: (units: number) => void,
  ) {
    pay(PATTERN_UNITS + 40 * pattern.length);
    try {
      this.compiled = RE2JS.compile(translated(pattern));
    } catch (error) {
      throw unusable(`the pattern ${shown(pattern)} cannot be matched in linear time: ${(error as Error).message}`);
    }
    pay(8 * this.compiled.programSize());
    this.perCharacter = 4 + this.compiled.programSize() / 4;
  }

  test(text: string): boolean {
    this.pay(text.length * this.perCharacter);
    return this.compiled.matcher(text).find();
  }
}

const shown = (pattern: string): string => JSON.stringify(pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern);

/** What ECMAScript means by `.` and `\s`, which are narrower in the engine. */
const ANY = '[^\\n\\r\\x{2028}\\x{2029}]';
const SPACES =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** The pattern as the engine writes it. */
function translated(pattern: string): string {
  let written = '';
  let inClass = false;
  for (const [token] of pattern.matchAll(
    /\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[\s\S]|\(\?<?[=!]|\(\?<|[\s\S]/gu,
  )) {
    if (/^\\[1-9k]/.test(token)) throw new Error('it has a back-reference');
    if (!inClass && /^\(\?<?[=!]/.test(token)) throw new Error('it looks ahead or behind');
    if (token === '[') inClass = true;
    else if (token === ']') inClass = false;
    if (token === '.' && !inClass) written += ANY;
    else if (token === '\\s') written += inClass ? SPACES : `[${SPACES}]`;
    else if (token === '\\S') {
      if (inClass) throw new Error('it has \\S in a set of characters');
      written += `[^${SPACES}]`;
    } else if (token === '\\0') written += '\\x{0}';
    else if (token === '\\/' || token === '\\-') written += token === '\\/' ? '/' : '\\-';
    else if (token.startsWith('\\u')) written += `\\x{${token.replace(/[^0-9a-fA-F]/g, '')}}`;
    else if (token.startsWith('\\c') && token.length === 3)
      written += `\\x{${(token.charCodeAt(2) % 32).toString(16)}}`;
    else if (token === '(?<') written += '(?P<';
    else written += token;
  }
  return written;
}
