// What a definition file says, read by a parser that knows nothing of how it was written.
import luaparse from 'luaparse';

/** A name with its dots and colon, as in the source. */
function pathOf({ type, name, base, indexer, identifier }) {
  return type === 'Identifier' ? name : `${pathOf(base)}${indexer}${identifier.name}`;
}

/**
 * The functions, assigned names and annotations of a Lua file.
 * @throws SyntaxError when it is not Lua 5.3
 */
export function outline(text) {
  const { body, comments } = luaparse.parse(text, { luaVersion: '5.3', locations: true, comments: true });
  const byLine = new Map(comments.map((comment) => [comment.loc.start.line, comment.value]));
  /** The comment lines that stand directly above a line. */
  const above = (line) => (byLine.has(line - 1) ? [...above(line - 1), byLine.get(line - 1)] : []);
  const functions = {};
  const names = {};
  for (const node of body) {
    const annotations = above(node.loc.start.line);
    if (node.type === 'FunctionDeclaration') {
      const params = node.parameters.map((param) => (param.type === 'VarargLiteral' ? '...' : param.name));
      functions[pathOf(node.identifier)] = { params, annotations };
    }
    if (node.type === 'AssignmentStatement') names[pathOf(node.variables[0])] = { annotations };
    if (node.type === 'LocalStatement') names[node.variables[0].name] = { annotations };
  }
  const classes = comments.flatMap(({ value }) => /^-@class (\S+)/.exec(value)?.[1] ?? []);
  return { functions, names, classes };
}
