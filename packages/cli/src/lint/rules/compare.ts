import { canonicalKind, ERROR_KINDS } from '@durable-lua/determinism';
import type { LintedChunk } from '../linted-chunk.js';
import { isCall, nameOf, walk, type Expression, type Node } from '../syntax.js';
import { typeName } from '../values.js';

/** L-ERR-COMPARE: comparisons with errors that are never true. */
export function findComparisons(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (node.type !== 'BinaryExpression' || (node.operator !== '==' && node.operator !== '~=')) return;
    compare(chunk, node, node.left, node.right);
    compare(chunk, node, node.right, node.left);
  });
}

function compare(chunk: LintedChunk, node: Node, one: Expression, other: Expression): void {
  const [left, right] = [chunk.values.of(one), chunk.values.of(other)];
  const [of, with_] = [typeName(left), typeName(right)];
  if (of === 'error' && (with_ === 'string' || with_ === 'number' || with_ === 'boolean')) {
    const name = nameOf(one) ?? 'err';
    const instead = right?.is === 'text' && /^[A-Z_]+$/.test(right.value) ? 'kind' : 'message';
    chunk.report(node, 'L-ERR-COMPARE', `an error is never equal to a ${with_}: compare ${name}:${instead}()`);
  }
  if (right?.is !== 'text' || !isKind(one)) return;
  const kind = canonicalKind(right.value);
  if (kind === right.value || !(ERROR_KINDS as readonly string[]).includes(kind)) return;
  chunk.report(node, 'L-ERR-COMPARE', `kind() is never "${right.value}": it gives "${kind}", or errors.${kind}`);
}

const isKind = (node: Expression): boolean =>
  isCall(node) &&
  node.base.type === 'MemberExpression' &&
  node.base.indexer === ':' &&
  node.base.identifier.name === 'kind';
