import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallableEntry, LuaEntry, Position, Project } from '@durable-lua/registry';
import type { LintFinding } from './finding.js';
import { librariesBehind, type Text } from './texts.js';
import { isSilenced } from './silence.js';
import { argumentsOf, isCall, textOf, walk } from './syntax.js';

/** L-UNUSED-MODULE: a line of `modules` or `imports` that nothing in the code needs. */
export async function findUnusedModules(project: Project, texts: readonly Text[]): Promise<LintFinding[]> {
  const findings: LintFinding[] = [];
  const callers: readonly CallableEntry[] = [...project.workflows, ...project.functions, ...project.processes];
  for (const entry of [...callers, ...project.libraries]) {
    const code = [entry, ...librariesBehind(project, entry)];
    const named = code.map((one) => namedIn(texts, one));
    // What is asked for by a name that is computed may be anything.
    if (named.includes(undefined)) continue;
    const add = (at: Position | undefined, what: string): void => {
      const { line, column } = at ?? entry;
      const message = `${what} is not used: take it out`;
      findings.push({
        code: 'L-UNUSED-MODULE',
        severity: 'warning',
        file: entry.file,
        line,
        column,
        entry: entry.id,
        message,
      });
    };
    entry.modules.forEach((module, index) => {
      if (!named.some((names) => names?.has(module))) add(entry.places.modules[index], `module '${module}'`);
    });
    for (const local of Object.keys(entry.imports)) {
      if (!named.some((names) => names?.has(local))) add(entry.places.imports[local], `the import '${local}'`);
    }
  }
  return unsilenced(project.root, findings);
}

/** What a text may ask for: the names that it requires, and its globals. Undefined when it asks for computed ones. */
function namedIn(texts: readonly Text[], entry: LuaEntry): ReadonlySet<string> | undefined {
  const text = texts.find(({ source }) => source.chunkName === entry.source.chunkName);
  if (text === undefined) return undefined;
  const names = new Set(text.scopes.globalReads.map(({ node }) => node.name));
  let isPlain = true;
  for (const { node } of text.scopes.globalReads) {
    if (node.name !== '_G' && node.name !== '_ENV') continue;
    const parent = text.scopes.parents.get(node);
    if (parent?.type === 'MemberExpression') names.add(parent.identifier.name);
    else if (parent?.type === 'IndexExpression' && parent.index.type === 'StringLiteral')
      names.add(textOf(parent.index.raw));
    else isPlain = false;
  }
  walk(text.tree, (node) => {
    if (node.type !== 'Identifier' || node.name !== 'require' || text.scopes.meaning.has(node)) return;
    const call = text.scopes.parents.get(node);
    const [name] = isCall(call) && call.base === node ? argumentsOf(call) : [];
    if (name?.type === 'StringLiteral') names.add(textOf(name.raw));
    else if (call?.type !== 'MemberExpression' && call?.type !== 'TableKeyString') isPlain = false;
  });
  return isPlain ? names : undefined;
}

async function unsilenced(root: string, findings: readonly LintFinding[]): Promise<LintFinding[]> {
  const files = new Map<string, readonly string[]>();
  for (const { file } of findings) {
    if (!files.has(file)) files.set(file, (await readFile(join(root, file), 'utf8')).split('\n'));
  }
  return findings.filter(({ file, line, code }) => !isSilenced(files.get(file) ?? [], line, code));
}
