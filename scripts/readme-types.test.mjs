// Each block of JavaScript and TypeScript in a README and in docs/ compiles in a strict project, as its reader would paste it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { inRoot, root } from './lib/root.mjs';
import { workspaces } from './lib/workspace.mjs';

/** What a reader has of their own: a module in the file that a block imports. */
const THEIRS = `import { defineModule } from '@durable-lua/determinism';
export const geo = defineModule({ name: 'geo', summary: 'Theirs.' }, { functions: {} });`;

/** Our packages by their names and entry points, from their sources, wherever a block stands. */
const paths = Object.fromEntries(
  workspaces().flatMap(({ dir, manifest }) =>
    Object.entries(manifest.exports ?? {}).flatMap(([door, target]) => {
      const source = target['@durable-lua/source'];
      return source === undefined ? [] : [[manifest.name + door.slice(1), [inRoot(dir, source)]]];
    }),
  ),
);

/** What a reader's project has, from packages of ours that have it. */
const theirs = { '@temporalio/*': [inRoot('packages/worker/node_modules/@temporalio/*')] };

/** A block that is a file of JavaScript, `// audit.mjs`, has no types to say. */
const isUntyped = (code) => /^\/\/ [\w-]+\.mjs\n/.test(code);

/** Blocks as files beside their page: name, what stands in it, and where its first line is. */
function blocksOf(readme) {
  if (!existsSync(inRoot(readme))) return [];
  const dir = path.posix.dirname(readme);
  const text = readFileSync(inRoot(readme), 'utf8');
  return [...text.matchAll(/^```(?:js|ts)\n([^]*?)^```$/gm)].map(({ 1: code, index }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    return {
      name: inRoot(dir, `${path.posix.basename(readme, '.md')}-${line}.mts`),
      code: `${code}export {};`,
      readme,
      line,
    };
  });
}

it('the blocks of the READMEs and of docs/ compile in a strict project', () => {
  const blocks = [
    ...['.', ...workspaces().map(({ dir }) => dir)].map((dir) => path.posix.join(dir, 'README.md')),
    ...readdirSync(inRoot('docs')).map((file) => `docs/${file}`),
  ].flatMap((page) => (page.endsWith('.md') ? blocksOf(page) : []));
  const files = new Map(blocks.map(({ name, code }) => [name, code]));
  for (const { name } of blocks) files.set(path.join(path.dirname(name), 'index.ts'), THEIRS);
  const { config } = ts.readConfigFile(inRoot('tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) =>
    files.has(name) ? ts.createSourceFile(name, files.get(name), language) : getSourceFile(name, language, ...rest);
  const program = ts.createProgram(
    blocks.map(({ name }) => name),
    { ...options, paths: { ...theirs, ...paths }, noEmit: true, skipLibCheck: true },
    host,
  );
  const problems = blocks.flatMap(({ name, readme, line }) => {
    const file = program.getSourceFile(name);
    const meaning = isUntyped(files.get(name)) ? [] : program.getSemanticDiagnostics(file);
    return [...program.getSyntacticDiagnostics(file), ...meaning].map((found) => {
      const at = line + file.getLineAndCharacterOfPosition(found.start).line;
      return `${readme}:${at}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
    });
  });
  expect(problems).toEqual([]);
  expect(blocks.length).toBeGreaterThan(10);
}, 120_000);
