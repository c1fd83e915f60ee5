import type { LintedChunk } from '../linted-chunk.js';
import { isWithin, type Variable } from '../scopes.js';
import {
  argumentsOf,
  isCall,
  nameOf,
  placeOf,
  walk,
  type Call,
  type Expression,
  type Node,
  type Statement,
} from '../syntax.js';

/** L-UNREAD-ERR: an error that is given a name and never looked at. L-UNUSED-RESULT: a call for nothing. */
export function findUnread(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (node.type === 'CallStatement') unusedResult(chunk, node.expression);
    if (node.type !== 'LocalStatement' && node.type !== 'AssignmentStatement') return;
    const call = node.init.at(-1);
    if (!isCall(call) || !isFallible(chunk, call)) return;
    const at = node.init.length;
    const target = node.variables[at];
    const err = target?.type === 'Identifier' ? chunk.scopes.meaning.get(target) : undefined;
    if (target === undefined || err === undefined || err.name.startsWith('_')) return;
    const value = node.variables[at - 1];
    const given = value?.type === 'Identifier' ? chunk.scopes.meaning.get(value) : undefined;
    const called = nameOf(call.base) ?? 'the call';
    if (err.reads.length === 0) {
      // A second result of one's own function may be anything.
      const isSure = node.type === 'LocalStatement' && chunk.values.callee(call) !== undefined;
      if (!isSure && !isErrorName(err.name)) return;
      if (isLetGo(chunk, call, given)) return;
      const remedy = `test it (if ${err.name} then …), or name it _ if it does not matter`;
      chunk.report(target, 'L-UNREAD-ERR', `nobody reads '${err.name}', the error of ${called}: ${remedy}`);
    } else if (node.type === 'LocalStatement' && isOverwritten(chunk, node, err)) {
      chunk.report(
        target,
        'L-UNREAD-ERR',
        `'${err.name}', the error of ${called}, is overwritten before anybody reads it`,
      );
    }
  });
}

const isErrorName = (name: string): boolean => /^e$|err/i.test(name);

/** Whether a call may give an error as its second result. */
function isFallible(chunk: LintedChunk, call: Call): boolean {
  const callee = chunk.values.callee(call);
  if (callee !== undefined) return callee.definition.returns.fallible && callee.definition.returns.types.length === 1;
  const known = chunk.values.of(call.base);
  if (known?.is !== 'closure') return false;
  let found = false;
  for (const statement of known.node.body) {
    walk(statement, (node) => {
      if (node.type === 'FunctionDeclaration') return false;
      if (node.type !== 'ReturnStatement') return true;
      const [first, second] = node.arguments;
      if (node.arguments.length === 2 && first?.type === 'NilLiteral' && second?.type !== 'NilLiteral') found = true;
      return true;
    });
  }
  return found;
}

/**
 * Whether the error is let go on purpose, as one may write it: a message or a start that is one-way, whose PID only goes on
 * to another call, and a result that is put down as it is, nil or not.
 */
function isLetGo(chunk: LintedChunk, call: Call, value: Variable | undefined): boolean {
  if (isOneWay(chunk, call)) {
    return (value?.reads ?? []).every(({ node }) => {
      const parent = chunk.scopes.parents.get(node);
      return isCall(parent) && parent.base !== node && isOneWay(chunk, parent);
    });
  }
  if (value === undefined || value.reads.length === 0) return false;
  return value.reads.every(({ node }) => {
    const field = chunk.scopes.parents.get(node);
    const table = field && chunk.scopes.parents.get(field);
    const around = table && chunk.scopes.parents.get(table);
    return field?.type.startsWith('TableKey') === true && isCall(around);
  });
}

function isOneWay(chunk: LintedChunk, call: Call): boolean {
  const callee = chunk.values.callee(call);
  if (callee === undefined) return false;
  return callee.is === 'function' ? callee.module === 'process' : callee.of.name.startsWith('process.');
}

/** Whether the next thing that happens to it, in the same block, is that it is given another value. */
function isOverwritten(chunk: LintedChunk, declaration: Statement, err: Variable): boolean {
  const block = chunk.scopes.parents.get(declaration);
  const [next] = [...err.reads, ...err.writes].sort((a, b) => compare(a.node, b.node));
  if (next === undefined || !err.writes.includes(next)) return false;
  const assignment = chunk.scopes.parents.get(next.node);
  if (assignment?.type !== 'AssignmentStatement' || chunk.scopes.parents.get(assignment) !== block) return false;
  // What it is given may be made of what it was.
  return !err.reads.some(({ node }) => isWithin(chunk.scopes, node, assignment));
}

function compare(a: Node, b: Node): number {
  const [p, q] = [placeOf(a), placeOf(b)];
  return p.line - q.line || p.column - q.column;
}

/** Functions of the language that do nothing but give a result; `gsub` may call a function that does more. */
const PURE =
  /^(?:string\.(?!gsub|dump)|math\.(?!random)|tostring$|tonumber$|type$|select$|table\.(?:concat|pack|unpack)$)/;

function unusedResult(chunk: LintedChunk, call: Expression): void {
  if (!isCall(call)) return;
  const called = nameOf(call.base) ?? 'this call';
  const path = chunk.values.builtin(call);
  const callee = chunk.values.callee(call);
  const isPure = path !== undefined ? PURE.test(path) : callee !== undefined && isMaking(chunk, callee);
  if (!isPure || argumentsOf(call).some((arg) => isEffective(arg))) return;
  chunk.report(call, 'L-UNUSED-RESULT', `${called} only gives a result, which nobody takes: it changes nothing`);
}

/** Kinds of results that are values and nothing behind them. */
const VALUES: readonly string[] = ['string', 'bytes', 'table', 'list', 'map', 'data', 'number', 'integer', 'int64'];

/** Whether a function only makes a value: of a module without effects, or a builder that gives another of its kind. */
function isMaking(chunk: LintedChunk, callee: NonNullable<ReturnType<LintedChunk['values']['callee']>>): boolean {
  const [type] = callee.definition.returns.types;
  if (type === undefined) return false;
  if (callee.is === 'method') return type.className === callee.of.name && callee.name.startsWith('with_');
  const module = chunk.values.around.modules.find(({ name }) => name === callee.module);
  if (module === undefined || Object.keys(callee.definition.params).length === 0) return false;
  if (callee.name.endsWith('.with_options') || callee.name.endsWith('.with_context')) return true;
  const isCalling = Object.values(callee.definition.params).some(({ kind }) => kind === 'func' || kind === 'channel');
  if (module.needs.length > 0 || (module.wants ?? []).length > 0 || module.name === 'channel' || isCalling)
    return false;
  return VALUES.includes(type.kind) || type.className === 'error';
}

const isEffective = (node: Node): boolean => {
  let found = false;
  walk(node, (one) => {
    if (isCall(one)) found = true;
    return !found;
  });
  return found;
};
