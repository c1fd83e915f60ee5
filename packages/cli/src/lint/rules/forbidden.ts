import type { LintedChunk } from '../linted-chunk.js';
import { argumentsOf, isCall, textOf, walk, type Call, type Expression } from '../syntax.js';

/** Functions that call the function that they are given first. */
const CALLING = new Set(['pcall', 'xpcall', 'coroutine.wrap', 'coroutine.create', 'coroutine.spawn']);

/** L-FORBIDDEN: calls of what only raises, in a workflow or everywhere. */
export function findForbidden(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (node.type === 'TableKeyString' && node.key.name === '__gc' && chunk.inWorkflow(node)) {
      chunk.report(node, 'L-FORBIDDEN', '__gc is never called: close what has to be closed where it is used last');
    }
    if (!isCall(node)) return;
    const path = chunk.values.builtin(node);
    if (path === undefined) return;
    const [first, ...more] = argumentsOf(node);
    if (CALLING.has(path) && first !== undefined) refuse(chunk, node, first, more);
    else refuse(chunk, node, node.base, argumentsOf(node));
    if ((path === 'rawset' || path === 'setmetatable') && first !== undefined && chunk.inWorkflow(node)) {
      if (chunk.values.of(first)?.is === 'globals')
        chunk.report(node, 'L-GLOBAL-WRITE', `${path}(_G, …) is not allowed in a workflow: use a local`);
    }
  });
}

function refuse(chunk: LintedChunk, call: Call, called: Expression, args: readonly Expression[]): void {
  const known = chunk.values.of(called);
  if (known?.is !== 'builtin') return;
  const { path } = known;
  const use = chunk.values.around.language.refused.get(path);
  if (use === undefined || (saysWhen(chunk, path, args) && chunk.isDurable)) return;
  // What the engine has outside of workflows is not refused in functions that share a file with one.
  if (chunk.isDurable && ONLY_IN_WORKFLOWS.test(path) && !chunk.inWorkflow(call)) return;
  const where = chunk.isDurable ? 'is not allowed in a workflow' : 'is not available';
  chunk.report(call, 'L-FORBIDDEN', `${path} ${where}: use ${use}`);
}

const ONLY_IN_WORKFLOWS = /^(?:math\.random|math\.randomseed|os\.clock|os\.time|os\.date)$/;

/** `os.time` and `os.date` are of use in a workflow when they are told the moment. */
function saysWhen(chunk: LintedChunk, path: string, args: readonly Expression[]): boolean {
  const when = path === 'os.time' ? args[0] : path === 'os.date' ? args[1] : undefined;
  const known = when && chunk.values.of(when);
  if (when === undefined || known?.is === 'nil') return when === undefined && args.some(isSpread);
  if (path === 'os.date' || known?.is !== 'table') return true;
  const { fields } = known.node;
  if (fields.some((field) => field.type === 'TableKey' && field.key.type !== 'StringLiteral')) return true;
  const names = fields.map((field) =>
    field.type === 'TableKeyString'
      ? field.key.name
      : field.type === 'TableKey' && field.key.type === 'StringLiteral'
        ? textOf(field.key.raw)
        : undefined,
  );
  const isWritten = when.type === 'TableConstructorExpression';
  return !isWritten || ['year', 'month', 'day'].every((name) => names.includes(name));
}

const isSpread = (node: Expression): boolean => node.type === 'VarargLiteral';
