import { nearest } from '@durable-lua/determinism/host';
import type { LintedChunk } from '../linted-chunk.js';
import { argumentsOf, isCall, nameOf, textOf, walk, type Call, type Node } from '../syntax.js';
import type { Known } from '../values.js';

/** L-UNKNOWN-FIELD: a function, constant or method that is not there. L-METHOD: one that is taken without its object. */
export function findFields(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (node.type !== 'MemberExpression' && node.type !== 'IndexExpression') return;
    const name =
      node.type === 'MemberExpression'
        ? node.identifier.name
        : node.index.type === 'StringLiteral'
          ? textOf(node.index.raw)
          : undefined;
    const base = chunk.values.of(node.base);
    if (name === undefined || base === undefined || isAssigned(chunk, node) || isTested(chunk, node)) return;
    const members = membersOf(chunk, base);
    if (members === undefined) return;
    const written = nameOf(node) ?? `${members.of}.${name}`;
    if (!members.names.includes(name)) {
      const near = nearest(name, members.names);
      const hint = near === undefined ? `it has ${list(members.names)}` : `did you mean '${near}'?`;
      chunk.report(node, 'L-UNKNOWN-FIELD', `${written}: ${members.of} has no '${name}'; ${hint}`);
      return;
    }
    const isMethod = node.type === 'MemberExpression' && node.indexer === ':';
    if (base.is === 'object' && !isMethod) withoutObject(chunk, node, written, name);
    if (base.is === 'module' && isMethod && base.module.callableAsMethods !== true) {
      chunk.report(node, 'L-METHOD', `${written}: ${members.of} is no object: write ${members.of}.${name}(…)`);
    }
    if (base.is === 'library' && isMethod && base.name !== 'string') {
      chunk.report(node, 'L-METHOD', `${written}: ${members.of} is no object: write ${members.of}.${name}(…)`);
    }
  });
}

const MOST_NAMES = 12;

const list = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')} …` : names.join(', ') || 'no fields';

function membersOf(chunk: LintedChunk, base: Known): { of: string; names: readonly string[] } | undefined {
  switch (base.is) {
    case 'module': {
      const names = chunk.values.fieldsOf(base);
      return names && { of: `${base.module.name}.${base.prefix}`.slice(0, -1), names };
    }
    case 'library':
      return { of: base.name, names: [...(chunk.values.around.language.libraries.get(base.name) ?? [])] };
    case 'object':
      return { of: `an object '${base.of.name}'`, names: Object.keys(base.of.methods) };
    case 'text':
      return { of: 'a string', names: [...(chunk.values.around.language.libraries.get('string') ?? [])] };
    case 'some':
      if (base.type !== 'string') return undefined;
      return { of: 'a string', names: [...(chunk.values.around.language.libraries.get('string') ?? [])] };
    default:
      return undefined;
  }
}

function isAssigned(chunk: LintedChunk, node: Node): boolean {
  const parent = chunk.scopes.parents.get(node);
  return (
    (parent?.type === 'AssignmentStatement' && parent.variables.some((target) => target === node)) ||
    (parent?.type === 'FunctionDeclaration' && parent.identifier === node)
  );
}

/** Whether the code asks if it is there. */
function isTested(chunk: LintedChunk, node: Node): boolean {
  const parent = chunk.scopes.parents.get(node);
  if (parent === undefined) return false;
  if (parent.type === 'LogicalExpression') return true;
  if (parent.type === 'UnaryExpression') return parent.operator === 'not';
  if (parent.type === 'BinaryExpression') {
    const isEquality = parent.operator === '==' || parent.operator === '~=';
    return isEquality && [parent.left, parent.right].some((side) => side.type === 'NilLiteral');
  }
  return 'condition' in parent && parent.condition === node;
}

/** Whether a call gets the method, and the object behind it: `check(timer.reset, timer, "1s")`. */
function isWithObject(call: Call, method: Node): boolean {
  const args = argumentsOf(call);
  const next = args[args.findIndex((arg) => arg === method) + 1];
  const object = 'base' in method ? nameOf(method.base) : undefined;
  return next !== undefined && object !== undefined && nameOf(next) === object;
}

/** What calls a function with arguments of its own: `pcall(ch.send, ch, 1)`. */
const PASSING = /^(?:pcall|xpcall|coroutine\..*|group.*)$/;

function withoutObject(chunk: LintedChunk, node: Node, written: string, name: string): void {
  const parent = chunk.scopes.parents.get(node);
  const object = written.slice(0, written.lastIndexOf('.'));
  if (isCall(parent) && parent.base === node) {
    if (argumentsOf(parent).length > 0) return;
    chunk.report(node, 'L-METHOD', `${written}() gets no object: write ${object}:${name}()`);
    return;
  }
  if (isCall(parent) && (PASSING.test(chunk.values.builtin(parent) ?? '') || isWithObject(parent, node))) return;
  chunk.report(node, 'L-METHOD', `${written} is the method, not what it gives: write ${object}:${name}()`);
}
