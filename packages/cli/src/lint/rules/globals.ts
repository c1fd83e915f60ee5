import { nearest } from '@durable-lua/determinism/host';
import type { LintedChunk } from '../linted-chunk.js';
import { isWithin, type Block, type Use, type Variable } from '../scopes.js';
import { nameOf, placeOf, walk, type Node } from '../syntax.js';

/** L-GLOBAL-WRITE, L-LATE-LOCAL, L-UNDECLARED-GLOBAL. */
export function findGlobals(chunk: LintedChunk): void {
  for (const use of chunk.scopes.globalWrites) write(chunk, use);
  walk(chunk.tree, (node) => {
    const targets =
      node.type === 'AssignmentStatement'
        ? node.variables
        : node.type === 'FunctionDeclaration' && node.identifier !== null && !node.isLocal
          ? [node.identifier]
          : [];
    for (const target of targets) writeInto(chunk, target);
  });
  const seen = new Set<string>();
  for (const use of chunk.scopes.globalReads) {
    if (!seen.has(use.node.name) && read(chunk, use)) seen.add(use.node.name);
  }
}

function write(chunk: LintedChunk, { node, block }: Use): void {
  const { name } = node;
  const local = nearest(name, namesInSight(block));
  if (!chunk.isDurable || !chunk.inWorkflow(node)) {
    const isRead = chunk.scopes.globalReads.some((use) => use.node.name === name);
    if (isRead || chunk.foreignGlobals.has(name) || local === undefined || !isSlip(name, local)) return;
    chunk.report(node, 'L-GLOBAL-WRITE', `'${name}' is assigned, and never read; did you mean the local '${local}'?`);
    return;
  }
  const { globals, libraries } = chunk.values.around.language;
  if (globals.has(name) || libraries.has(name) || chunk.values.around.open.has(name)) {
    chunk.report(
      node,
      'L-GLOBAL-WRITE',
      `'${name}' is there already, and cannot be changed: take another name, as a local`,
    );
    return;
  }
  const late = laterLocal(name, block);
  const hint =
    late !== undefined
      ? `it is declared as a local at line ${placeOf(late.node).line}: move that above`
      : local !== undefined && isSlip(name, local)
        ? `did you mean the local '${local}'?`
        : declared(chunk, node);
  chunk.report(node, 'L-GLOBAL-WRITE', `'${name}' is a global, and workflows have none that change: ${hint}`);
}

const isSlip = (name: string, local: string): boolean => name.length >= 4 && local.length >= 4;

function declared(chunk: LintedChunk, node: Node): string {
  const { name } = node as Use['node'];
  const parent = chunk.scopes.parents.get(node);
  return parent?.type === 'FunctionDeclaration' ? `write local function ${name}` : `write local ${name}`;
}

/** A field of what cannot be changed, or of the table of globals. */
function writeInto(chunk: LintedChunk, target: Node): void {
  if ((target.type !== 'MemberExpression' && target.type !== 'IndexExpression') || !chunk.inWorkflow(target)) return;
  const base = chunk.values.of(target.base);
  const written = nameOf(target) ?? 'a field';
  if (base?.is === 'globals') {
    if (chunk.isDurable) chunk.report(target, 'L-GLOBAL-WRITE', `${written} is a global: use a local`);
  } else if ((base?.is === 'library' && chunk.isDurable) || base?.is === 'module') {
    chunk.report(target, 'L-GLOBAL-WRITE', `${written}: libraries and modules cannot be changed: use a local`);
  }
}

/** Whether there was something to say. */
function read(chunk: LintedChunk, use: Use): boolean {
  const { node, block } = use;
  const { name } = node;
  const { language, open } = chunk.values.around;
  if (language.globals.has(name) || language.libraries.has(name) || open.has(name) || name === '_ENV') return false;
  if (chunk.foreignGlobals.has(name)) return false;
  if (chunk.scopes.globalWrites.some((one) => one.node.name === name)) return false;
  const late = laterLocal(name, block);
  if (late !== undefined) {
    const { line } = placeOf(late.node);
    const isDefault = late.init !== undefined && isWithin(chunk.scopes, node, late.init.expression);
    // local M = M or {}: outside of workflows nil is no error.
    if (!chunk.isDurable && isDefault && late.init.expression.type !== 'FunctionDeclaration') return false;
    const isOwn =
      late.init?.expression.type === 'FunctionDeclaration' && isWithin(chunk.scopes, node, late.init.expression);
    const remedy = isOwn
      ? `the local is known only after its own value: write local function ${name}`
      : `it is declared as a local at line ${line}: move that above`;
    chunk.report(node, 'L-LATE-LOCAL', `'${name}' is no local yet here, but a global that nobody defines; ${remedy}`);
    return true;
  }
  if (chunk.isDurable ? !chunk.inWorkflow(node) : !isRelied(chunk, name)) return false;
  const module = chunk.howToDeclare(name);
  const near = nearest(name, [...namesInSight(block), ...language.globals, ...open]);
  const hint = module ?? (near === undefined ? 'declare it as a local' : `did you mean '${near}'?`);
  chunk.report(node, 'L-UNDECLARED-GLOBAL', `'${name}' is a global that nobody defines: ${hint}`);
  return true;
}

/** Whether nil would be an error wherever the name is read: it is called or indexed, and never tested. */
function isRelied(chunk: LintedChunk, name: string): boolean {
  return chunk.scopes.globalReads
    .filter(({ node }) => node.name === name)
    .every(({ node }) => {
      const parent = chunk.scopes.parents.get(node);
      return parent !== undefined && 'base' in parent && parent.base === node;
    });
}

function* blocksAround(block: Block): Generator<Block> {
  for (let at: Block | undefined = block; at !== undefined; at = at.parent) yield at;
}

/** A local of this name that is declared below, where the name would have been in sight. */
function laterLocal(name: string, block: Block): Variable | undefined {
  for (const { variables } of blocksAround(block)) {
    const found = variables.find((one) => one.name === name && one.kind !== 'parameter' && one.kind !== 'loop');
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesInSight(block: Block): string[] {
  return [...blocksAround(block)].flatMap(({ variables }) => variables.map(({ name }) => name));
}
