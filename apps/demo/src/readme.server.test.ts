import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import * as worker from '@durable-lua/worker';
import { beforeAll, expect, inject, it, onTestFinished, vi } from 'vitest';
import { codeBlocks, runBlock, type Printed } from '../../../scripts/lib/readme.js';
import { Temporal } from './testing.js';

const readme = new URL('../../../README.md', import.meta.url);
const program = codeBlocks(readme, 'ts').find((code) => code.includes('createRuntime')) as string;

beforeAll(() => void Runtime.install({ logger: new DefaultLogger('ERROR') }));

/** Writes the files of the README, each under the name in its first line, and runs code in their folder. */
async function runInProject(code: string): Promise<Printed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const text of ['lua', 'yaml'].flatMap((language) => codeBlocks(readme, language))) {
    await writeFile(path.join(folder, /^(?:--|#) (\S+)\n/.exec(text)?.[1] as string), text);
  }
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));
  const packages: Record<string, unknown> = { '@durable-lua/worker': worker };
  return runBlock(code.replace("'./app'", JSON.stringify(folder)), (name) => Promise.resolve(packages[name]));
}

it('the project of the root README runs with its program, which prints what it says', async () => {
  const { printed, promised } = await runInProject(program);
  expect(printed).toEqual(promised);
  expect(printed).toHaveLength(1);
});

it('the project of the root README can be used by any Temporal client, in the way it says', async () => {
  expect(codeBlocks(readme, 'lua')).toHaveLength(2);
  const temporal = await Temporal.connect(inject('temporalAddress'));
  onTestFinished(() => temporal.close());
  const run = async (cents: number): Promise<unknown> => {
    const options = { taskQueue: 'orders', workflowId: `readme-${cents}`, args: [{ cents }] };
    const handle = await temporal.client.workflow.signalWithStart('shop:order', {
      ...options,
      signal: 'approve',
      signalArgs: [{ by: 'me' }],
    });
    return handle.result().catch((error: Error) => error.cause);
  };
  const start = program.slice(0, program.indexOf('const run ='));
  const stop = program.slice(program.indexOf('await runtime.shutdown'));
  const results: unknown[] = [];
  vi.stubGlobal('useClients', async () => results.push(await run(5), await run(200_000)));
  await runInProject(`${start}\nawait useClients();\n${stop}`);
  expect(results).toEqual([
    { receipt: 'receipt for 5 cents', approved_by: 'me' },
    expect.objectContaining({ type: 'LIMIT', message: 'too much for this card' }),
  ]);
});
