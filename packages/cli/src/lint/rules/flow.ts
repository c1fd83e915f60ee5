import type { LintedChunk } from '../linted-chunk.js';
import { isWithin } from '../scopes.js';
import { blocksOf, isCall, walk, type Expression, type Node, type Statement } from '../syntax.js';

/** L-UNREACHABLE: what no path leads to. L-ENDLESS-LOOP: a loop that neither ends nor waits. */
export function findFlow(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    for (const body of blocksOf(node)) {
      const last = body.findIndex((statement) => neverPasses(chunk, statement));
      const next = last < 0 ? undefined : body[last + 1];
      if (next !== undefined && next.type !== 'LabelStatement') {
        chunk.report(
          next,
          'L-UNREACHABLE',
          `no path leads here: ${WHY[body[last]?.type ?? ''] ?? 'what stands before never ends'}`,
        );
      }
    }
    if (isEndless(chunk, node)) {
      chunk.report(
        node,
        'L-ENDLESS-LOOP',
        'this loop neither ends nor waits, so that the run fails by its limit of work: receive from a channel or sleep in it',
      );
    }
  });
}

const WHY: Readonly<Record<string, string>> = {
  BreakStatement: 'break leaves the loop before it',
  GotoStatement: 'goto leaves before it',
  CallStatement: 'error() raises before it',
  IfStatement: 'every branch before it leaves',
  WhileStatement: 'the loop before it has no break',
  RepeatStatement: 'the loop before it has no break',
};

/** Whether what stands behind a statement is never reached through it. */
function neverPasses(chunk: LintedChunk, statement: Statement): boolean {
  switch (statement.type) {
    case 'BreakStatement':
    case 'GotoStatement':
    case 'ReturnStatement':
      return true;
    case 'CallStatement':
      return isCall(statement.expression) && chunk.values.builtin(statement.expression) === 'error';
    case 'IfStatement':
      return (
        statement.clauses.at(-1)?.type === 'ElseClause' &&
        statement.clauses.every(({ body }) => body.some((one) => neverPasses(chunk, one)) && !hasLabel(body))
      );
    case 'WhileStatement':
    case 'RepeatStatement':
      return isForever(statement) && !leaves(statement, false);
    default:
      return false;
  }
}

const hasLabel = (body: readonly Statement[]): boolean => body.some(({ type }) => type === 'LabelStatement');

type Loop = Extract<Statement, { type: 'WhileStatement' | 'RepeatStatement' }>;

/** By its condition. */
function isForever({ type, condition }: Loop): boolean {
  if (type === 'WhileStatement')
    return (
      (condition.type === 'BooleanLiteral' && condition.value) ||
      condition.type === 'NumericLiteral' ||
      condition.type === 'StringLiteral'
    );
  return (condition.type === 'BooleanLiteral' && !condition.value) || condition.type === 'NilLiteral';
}

/** Whether something in a loop leaves it: a break of its own, a goto; with `andReturn` also a return. */
function leaves(loop: Loop, andReturn: boolean): boolean {
  const within = (node: Node, isOwn: boolean): boolean => {
    if (node.type === 'FunctionDeclaration') return false;
    if (node.type === 'BreakStatement') return isOwn;
    if (node.type === 'GotoStatement') return true;
    if (node.type === 'ReturnStatement') return andReturn;
    const isLoop = /^(?:While|Repeat|For)/.test(node.type);
    return blocksOf(node).some((body) => body.some((one) => within(one, isOwn && !isLoop)));
  };
  return loop.body.some((one) => within(one, true));
}

/** What takes no time, and neither waits nor raises. */
const QUICK =
  /^(?:print|type|tostring|tonumber|select|rawget|rawset|rawlen|next|ipairs|pairs|math\..*|string\..*|table\..*|utf8\..*)$/;

function isEndless(chunk: LintedChunk, node: Node): boolean {
  if (node.type !== 'WhileStatement' && node.type !== 'RepeatStatement') return false;
  if (!isForever(node) && !isFixed(chunk, node)) return false;
  if (leaves(node, true)) return false;
  let mayEnd = false;
  for (const part of [...node.body, node.condition]) {
    walk(part, (one) => {
      if (one.type === 'FunctionDeclaration') return false;
      // An operator may be a metamethod that raises, but not by plan.
      if (isCall(one) && !QUICK.test(chunk.values.builtin(one) ?? '')) mayEnd = true;
      return !mayEnd;
    });
  }
  return !mayEnd;
}

/** Whether the condition is made of locals alone, of which none changes in the loop. */
function isFixed(chunk: LintedChunk, loop: Loop): boolean {
  const names: Node[] = [];
  const collect = (node: Expression): boolean => {
    switch (node.type) {
      case 'Identifier':
        names.push(node);
        return true;
      case 'UnaryExpression':
        return node.operator === 'not' && collect(node.argument);
      case 'LogicalExpression':
      case 'BinaryExpression':
        return collect(node.left) && collect(node.right);
      default:
        return /^(?:Boolean|Nil|Numeric|String)Literal$/.test(node.type);
    }
  };
  if (!collect(loop.condition) || names.length === 0) return false;
  return names.every((name) => {
    const variable = name.type === 'Identifier' ? chunk.scopes.meaning.get(name) : undefined;
    if (variable === undefined) return false;
    // One that is declared in the loop is new each time.
    return ![...variable.writes.map(({ node }) => node), variable.node].some((node) =>
      isWithin(chunk.scopes, node, loop),
    );
  });
}
