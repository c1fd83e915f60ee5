import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { codeBlocks, runBlock } from '../../../scripts/lib/readme.js';
import * as worker from './index.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

it('the project and the program of the README run, and print what they say', async () => {
  const readme = new URL('../README.md', import.meta.url);
  const project = await mkdtemp(path.join(tmpdir(), 'durable-lua-readme-'));
  onTestFinished(() => rm(project, { recursive: true }));
  await writeFile(path.join(project, '_index.yaml'), codeBlocks(readme, 'yaml')[0] as string);
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));

  const code = (codeBlocks(readme, 'ts')[0] as string).replace("'./app'", JSON.stringify(project));
  const packages: Record<string, unknown> = { '@durable-lua/worker': worker };
  const { printed, promised } = await runBlock(code, (specifier) => Promise.resolve(packages[specifier]));
  expect(printed).toEqual(promised);
  expect(printed).toHaveLength(2);
});
