import type { Position } from '../findings.js';

/** A call `require("name")` with a literal name. */
export interface RequireCall extends Position {
  name: string;
}

const QUOTED = String.raw`"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'`;
/** What may hold the word without meaning it (comments, strings), and the word itself; all else is skipped over. */
const INTERESTING = new RegExp(
  String.raw`(?<open>(?:--)?\[(?<level>=*)\[)|--[^\n]*|${QUOTED}|(?<call>\brequire\b)`,
  'g',
);
const BLANK = /\s+|--\[(?<level>=*)\[|--[^\n]*/y;
const LITERAL = new RegExp(String.raw`(?<quoted>${QUOTED})|\[(?<level>=*)\[`, 'y');

/**
 * Finds the literal `require` calls of a Lua text: `require("x")`, `require "x"`, `require [[x]]`. Comments and
 * strings are skipped, and so are names that are computed and functions of other tables (`loader.require("x")`).
 * Text that is not Lua gives what could be found.
 */
export function findRequires(source: string): RequireCall[] {
  const calls: RequireCall[] = [];
  const scan = new RegExp(INTERESTING.source, INTERESTING.flags);
  // A first line that starts with "#" is for the shell.
  if (source.startsWith('#')) scan.lastIndex = source.search(/\n|$/);
  for (let match = scan.exec(source); match; match = scan.exec(source)) {
    const { open, level = '', call } = match.groups ?? {};
    if (open !== undefined) {
      scan.lastIndex = closeOf(source, level, scan.lastIndex).after;
    } else if (call !== undefined && !isMember(source, match.index)) {
      const name = literalArgument(source, scan.lastIndex);
      if (name !== undefined) calls.push({ name, ...positionOf(source, match.index) });
    }
  }
  return calls;
}

/** True if the word is not the function `require`: a field or method of that name, or its definition. */
function isMember(source: string, index: number): boolean {
  const before = source.slice(Math.max(0, index - 100), index).trimEnd();
  return /(?:^|[^.])\.$|:$|\bfunction$/.test(before);
}

/** The string of `("x")` or `"x"`, if it is the whole argument. */
function literalArgument(source: string, index: number): string | undefined {
  const start = skipBlank(source, index);
  if (source[start] !== '(') return readString(source, start)?.text;
  const string = readString(source, skipBlank(source, start + 1));
  return string && source[skipBlank(source, string.after)] === ')' ? string.text : undefined;
}

function readString(source: string, index: number): { text: string; after: number } | undefined {
  const match = matchAt(LITERAL, source, index);
  if (!match) return undefined;
  const { quoted, level = '' } = match.groups ?? {};
  const start = index + match[0].length;
  if (quoted !== undefined) return { text: unescape(quoted.slice(1, -1)), after: start };
  const { at, after } = closeOf(source, level, start);
  return { text: source.slice(start, at).replace(/^\r?\n/, ''), after };
}

/** The first place that holds neither space nor comment. */
function skipBlank(source: string, index: number): number {
  let at = index;
  for (let match = matchAt(BLANK, source, at); match; match = matchAt(BLANK, source, at)) {
    at += match[0].length;
    const level = match.groups?.['level'];
    if (level !== undefined) at = closeOf(source, level, at).after;
  }
  return at;
}

/** Where a long bracket that was opened is closed; at the end of the text, if nowhere. */
function closeOf(source: string, level: string, from: number): { at: number; after: number } {
  const at = source.indexOf(`]${level}]`, from);
  return at === -1 ? { at: source.length, after: source.length } : { at, after: at + level.length + 2 };
}

function matchAt(sticky: RegExp, source: string, index: number): RegExpExecArray | null {
  const pattern = new RegExp(sticky.source, sticky.flags);
  pattern.lastIndex = index;
  return pattern.exec(source);
}

function positionOf(source: string, index: number): Position {
  const before = source.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}

/** The escapes that a module name could sensibly contain; others stay as they are. */
function unescape(quoted: string): string {
  return quoted
    .replace(/\\x([0-9a-fA-F]{2})/g, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\(\d{1,3})/g, (_match, code: string) => String.fromCharCode(Number(code)))
    .replace(/\\(["'\\])/g, '$1');
}
