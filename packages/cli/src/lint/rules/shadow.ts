import type { LintedChunk } from '../linted-chunk.js';
import type { Variable } from '../scopes.js';
import { argumentsOf, isCall, placeOf, type Node } from '../syntax.js';
import { typeName } from '../values.js';

/** L-SHADOW: a local that has the name of a module or library, and is used as if it were that one. */
export function findShadows(chunk: LintedChunk): void {
  for (const variable of chunk.scopes.variables) {
    const fields = fieldsBehind(chunk, variable.name);
    if (fields === undefined) continue;
    for (const { node } of variable.reads) {
      const member = chunk.scopes.parents.get(node);
      if (member?.type !== 'MemberExpression' || member.base !== node || member.indexer !== '.') continue;
      const field = member.identifier.name;
      if (!fields.includes(field) || !isHidden(chunk, variable, member, field)) continue;
      const { line } = placeOf(variable.node);
      chunk.report(
        node,
        'L-SHADOW',
        `'${variable.name}' is the local of line ${line} here, not the module: give the local another name`,
      );
      break;
    }
  }
}

function fieldsBehind(chunk: LintedChunk, name: string): readonly string[] | undefined {
  const { open, modules, language } = chunk.values.around;
  const library = language.libraries.get(name);
  if (library !== undefined) return [...library];
  const module = open.has(name) ? modules.find((one) => one.name === name) : undefined;
  return module && chunk.values.fieldsOf({ is: 'module', module, prefix: '' });
}

/** Whether the local surely is something else, without that field. */
function isHidden(chunk: LintedChunk, variable: Variable, member: Node, field: string): boolean {
  // What calls a function of itself with itself mixes the two up.
  const call = chunk.scopes.parents.get(member);
  if (variable.kind === 'parameter' || variable.kind === 'loop') {
    if (!isCall(call) || call.base !== member || variable.writes.length > 0) return false;
    return argumentsOf(call).some((arg) => arg.type === 'Identifier' && chunk.scopes.meaning.get(arg) === variable);
  }
  const known = chunk.values.ofVariable(variable);
  switch (known?.is) {
    case 'object':
      return known.of.methods[field] === undefined;
    case 'number':
    case 'boolean':
    case 'nil':
    case 'closure':
      return true;
    case 'some':
    case 'text':
      return typeName(known) !== 'string' || variable.name !== 'string';
    case 'table':
      return !hasField(chunk, variable, field);
    default:
      return false;
  }
}

/** Whether a table that begins as a literal may have the field, from the start or by any write. */
function hasField(chunk: LintedChunk, variable: Variable, field: string): boolean {
  const known = chunk.values.ofVariable(variable);
  if (known?.is !== 'table') return true;
  if (known.node.fields.some((one) => one.type === 'TableKeyString' && one.key.name === field)) return true;
  if (known.node.fields.some((one) => one.type === 'TableKey')) return true;
  return variable.reads.some(({ node }) => {
    const parent = chunk.scopes.parents.get(node);
    if (parent?.type === 'MemberExpression' && parent.base === node) {
      const above = chunk.scopes.parents.get(parent);
      const isTarget =
        (above?.type === 'AssignmentStatement' && above.variables.some((one) => one === parent)) ||
        (above?.type === 'FunctionDeclaration' && above.identifier === parent);
      return isTarget && parent.identifier.name === field;
    }
    // Handed on whole it may come back with anything, unless it is the argument of the very function that is missing.
    return isCall(parent) ? chunk.values.builtin(parent) === 'setmetatable' : parent?.type === 'IndexExpression';
  });
}
