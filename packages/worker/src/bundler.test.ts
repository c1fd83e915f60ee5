import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { bundleWorkflows, payloadConverterPath } from './bundler.js';

it('the payload converter is a file that the SDK can require, also when neighbours come from their sources', () => {
  const { payloadConverter } = createRequire(import.meta.url)(payloadConverterPath) as Record<string, unknown>;
  expect(payloadConverter).toHaveProperty('toPayload');
});

/** The files that a bundle names in its source map. */
function sourcesOf(code: string): string[] {
  const [, map = ''] = /sourceMappingURL=data:[^,]*;base64,(\S+)\s*$/.exec(code) ?? [];
  return (JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] }).sources;
}

it('needs no Temporal package above the file that is bundled', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const entry = path.join(folder, 'entry.js');
  await writeFile(entry, `export const interceptors = () => ({});\nexport default async () => {};\n`);
  expect(sourcesOf((await bundleWorkflows(entry)).code)).toContain('@temporalio/workflow/src/internals.ts');
});

it('the entry is loaded once per V8 context, not once per run, also in a package without side effects; it names no folder of this machine', async () => {
  const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module", "sideEffects": false }');
  const entry = path.join(folder, 'entry.js');
  await writeFile(entry, `export const interceptors = () => ({});\nexport default async () => {};\n`);

  const { code } = await bundleWorkflows(entry);
  expect(sourcesOf(code)).toContain('@temporalio/workflow/src/internals.ts');
  expect(sourcesOf(code).filter((file) => path.isAbsolute(file))).toEqual([]);

  // What the SDK does before it makes the first workflow: what is in the cache then, all runs share.
  const modules: Record<string, unknown> = {};
  const sandbox = createContext({ TextEncoder, TextDecoder, __webpack_module_cache__: modules });
  runInContext(code, sandbox);
  runInContext('__TEMPORAL__.preloadModules()', sandbox);
  expect(Object.keys(modules)).toContainEqual(expect.stringMatching(/entry\.js$/));
});
