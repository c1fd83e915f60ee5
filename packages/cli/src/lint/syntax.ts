import luaparse, { type Chunk, type Expression, type Node, type Options, type Statement } from 'luaparse';

export type {
  CallExpression,
  Chunk,
  Expression,
  FunctionDeclaration,
  Identifier,
  IndexExpression,
  LocalStatement,
  MemberExpression,
  Node,
  Statement,
  StringCallExpression,
  StringLiteral,
  TableCallExpression,
  TableConstructorExpression,
} from 'luaparse';

export type Call = Extract<Expression, { type: 'CallExpression' | 'TableCallExpression' | 'StringCallExpression' }>;

const OPTIONS: Partial<Options> = { luaVersion: '5.3', locations: true, comments: true, encodingMode: 'none' };

/** A number that Lua takes and the parser does not: hexadecimal, with nothing before its point. */
const HEX_WITHOUT_WHOLE = /\b0[xX]\.[0-9a-fA-F]+(?:[pP][+-]?\d+)?/g;

/** The tree of a Lua text; undefined for text that is no Lua, of which the engine tells what is wrong. */
export function parseLua(text: string): Chunk | undefined {
  for (const source of [text, text.replace(HEX_WITHOUT_WHOLE, (found) => '1.'.padEnd(found.length, '0'))]) {
    try {
      return luaparse.parse(source, OPTIONS);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

export const isCall = (node: Node | undefined): node is Call =>
  node?.type === 'CallExpression' || node?.type === 'TableCallExpression' || node?.type === 'StringCallExpression';

/** The arguments of a call in each of its three spellings. */
export function argumentsOf(call: Call): readonly Expression[] {
  if (call.type === 'CallExpression') return call.arguments;
  return call.type === 'StringCallExpression' ? [call.argument] : [call.arguments];
}

/** Whether an expression may give more than one value, or none, where it stands last in a list. */
export const isOpen = (node: Node | undefined): boolean =>
  (isCall(node) && !('inParens' in node && node.inParens === true)) || node?.type === 'VarargLiteral';

/** What stands in a literal of a string. The parser leaves escapes alone; the ones of bytes become letters. */
export function textOf(raw: string): string {
  const long = /^\[(=*)\[\r?\n?/.exec(raw);
  if (long !== null) return raw.slice(long[0].length, raw.length - long[1]!.length - 2);
  return raw.slice(1, -1).replace(ESCAPE, (_, code: string) => {
    if (code.startsWith('u')) return String.fromCodePoint(Math.min(parseInt(code.slice(2), 16), 0x10ffff));
    if (code.startsWith('x')) return String.fromCharCode(parseInt(code.slice(1), 16));
    if (/^\d/.test(code)) return String.fromCharCode(Number(code));
    if (code.startsWith('z')) return '';
    return LETTERS[code] ?? code;
  });
}

const ESCAPE = /\\(u\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|\d{1,3}|z\s*|[^])/g;
const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The nodes directly below one, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]): Node[] => {
    if (key === 'comments' || key === 'loc') return [];
    if (isNode(value)) return [value];
    return Array.isArray(value) ? value.filter(isNode) : [];
  });
}

/**
 * Calls `enter` for a node and all below it, in the order of the text; what it answers `false` for is not entered. Without
 * recursion: a sum of thousands of terms is as many levels deep.
 */
export function walk(node: Node, enter: (node: Node) => boolean | void): void {
  const waiting = [node];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (enter(one) === false) continue;
    for (const child of childrenOf(one).reverse()) waiting.push(child);
  }
}

/** The blocks of statements that a statement or function has. */
export function blocksOf(node: Node): readonly (readonly Statement[])[] {
  if (node.type === 'IfStatement') return node.clauses.map(({ body }) => body);
  return 'body' in node ? [node.body] : [];
}

/** Line and column of a node, from 1. */
export const placeOf = (node: Node): { line: number; column: number } => ({
  line: node.loc?.start.line ?? 1,
  column: (node.loc?.start.column ?? 0) + 1,
});

/** A node as the author wrote it, for a message: a name with its dots. */
export function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression') return undefined;
  const base = nameOf(node.base);
  return base === undefined ? undefined : `${base}${node.indexer}${node.identifier.name}`;
}
