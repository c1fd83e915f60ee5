import type { LintedChunk } from '../linted-chunk.js';
import { argumentsOf, isCall, nameOf, walk, type Expression } from '../syntax.js';

/** Modules whose every function has an effect, or waits. */
const EFFECTS: readonly string[] = [
  'funcs.call',
  'funcs.async',
  'workflow.exec',
  'time.sleep',
  'time.after',
  'process.send',
];

/** L-QUERY-EFFECT: what a query, or the check of an update, may not do. */
export function findHandlerEffects(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (!isCall(node)) return;
    const callee = chunk.values.callee(node);
    const handler = argumentsOf(node)[1];
    if (handler === undefined) return;
    if (callee?.name === 'workflow.query') look(chunk, handler, 'a query');
    const table = callee?.name === 'workflow.update' ? chunk.values.of(handler) : undefined;
    if (table?.is !== 'table') return;
    for (const field of table.node.fields) {
      if (field.type === 'TableKeyString' && field.key.name === 'validate')
        look(chunk, field.value, 'the check of an update');
    }
  });
}

function look(chunk: LintedChunk, handler: Expression, where: string): void {
  const known = chunk.values.of(handler);
  if (known?.is !== 'closure') return;
  for (const statement of known.node.body) {
    walk(statement, (node) => {
      if (node.type === 'FunctionDeclaration') return false;
      if (!isCall(node)) return true;
      const callee = chunk.values.callee(node);
      const name = callee?.is === 'method' ? `${callee.of.name}:${callee.name}` : callee?.name;
      const isWait =
        name === 'channel:receive' || name === 'channel:send' || chunk.values.builtin(node) === 'coroutine.spawn';
      if (!isWait && !EFFECTS.includes(name ?? '')) return true;
      chunk.report(
        node,
        'L-QUERY-EFFECT',
        `${nameOf(node.base) ?? name} cannot be used in ${where}, which neither waits nor has effects`,
      );
      return true;
    });
  }
}
