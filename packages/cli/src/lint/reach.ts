import type { LuaFn, Scopes } from './scopes.js';
import { textOf, walk, type Chunk, type Expression, type Identifier, type Node } from './syntax.js';

/**
 * Of a file that holds several methods: says of a node whether some of them come to it. What is unclear counts as
 * reached by nobody, for a function that a workflow does not call may do what it likes.
 */
export function reachableFrom(tree: Chunk, scopes: Scopes, methods: readonly string[]): (node: Node) => boolean {
  const reached = new Set<Node>();
  const queue: Node[] = [];
  const add = (node: Node | undefined): void => {
    if (node === undefined || reached.has(node)) return;
    reached.add(node);
    queue.push(node);
  };
  const named = (name: Identifier): void => add(scopes.meaning.get(name)?.init?.expression);
  const fields = fieldFunctions(tree);
  for (const method of methods) fields.get(method)?.forEach(add);
  for (const value of returned(tree)) {
    if (value.type === 'TableConstructorExpression') {
      for (const field of value.fields) {
        if (field.type !== 'TableKeyString' || !methods.includes(field.key.name)) continue;
        if (field.value.type === 'Identifier') named(field.value);
        else add(field.value);
      }
    } else if (value.type === 'Identifier') named(value);
    else add(value);
  }
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    walk(node, (one) => {
      if (one.type === 'Identifier') named(one);
      if (one.type === 'MemberExpression') fields.get(one.identifier.name)?.forEach(add);
      if (one.type === 'FunctionDeclaration') reached.add(one);
    });
  }
  return (node) => {
    const inner = scopes.fnOf(node);
    if (inner === scopes.main) return true;
    for (let fn: LuaFn | undefined = inner; fn !== undefined; fn = fn.parent) if (reached.has(fn.node)) return true;
    return false;
  };
}

/** What the chunk gives. */
const returned = ({ body }: Chunk): readonly Expression[] =>
  body.flatMap((statement) => (statement.type === 'ReturnStatement' ? statement.arguments.slice(0, 1) : []));

/** Functions by the name of the field that holds them: `function M.charge()`, `M.charge = function`. */
function fieldFunctions(tree: Chunk): Map<string, Node[]> {
  const found = new Map<string, Node[]>();
  const note = (name: string, node: Node): void => void found.set(name, [...(found.get(name) ?? []), node]);
  walk(tree, (node) => {
    if (node.type === 'FunctionDeclaration' && node.identifier?.type === 'MemberExpression')
      note(node.identifier.identifier.name, node);
    if (node.type !== 'AssignmentStatement') return;
    node.variables.forEach((target, index) => {
      const value = node.init[index];
      if (value?.type !== 'FunctionDeclaration') return;
      if (target.type === 'MemberExpression') note(target.identifier.name, value);
      if (target.type === 'IndexExpression' && target.index.type === 'StringLiteral')
        note(textOf(target.index.raw), value);
    });
  });
  return found;
}
