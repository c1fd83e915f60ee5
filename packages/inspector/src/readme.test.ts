import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { asJavaScript, codeBlocks } from '../../../scripts/lib/readme.js';
import * as inspector from './index.js';

it('the block of the README replays a history, prints its events with their Lua lines and writes the page', async () => {
  const fixtures = new URL('../../worker/fixtures/', import.meta.url);
  const dir = await mkdtemp(path.join(tmpdir(), 'inspector-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await copyFile(new URL('histories/order-0.1.json', fixtures), path.join(dir, 'order.json'));
  const packages: Record<string, unknown> = {
    'node:fs/promises': await import('node:fs/promises'),
    '@durable-lua/registry': await import('@durable-lua/registry'),
    '@durable-lua/inspector': inspector,
  };
  const block = codeBlocks(new URL('../README.md', import.meta.url), 'ts')[0] as string;
  const code = asJavaScript(block)
    .replaceAll(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = packages['$2'];")
    .replace('export const results =', 'return')
    .replace("'./app'", JSON.stringify(fileURLToPath(new URL('recorded', fixtures))))
    .replaceAll(/'(order\.\w+)'/g, (_, file: string) => JSON.stringify(path.join(dir, file)));
  const printed: string[] = [];
  const run = new Function('packages', 'console', `return (async () => { ${code} })()`) as (
    packages: Record<string, unknown>,
    console: object,
  ) => Promise<unknown>;
  const results = await run(packages, { log: (text: string) => void printed.push(text) });
  expect(results).toEqual(['WorkflowExecutionCompleted', undefined]);
  expect(printed[0]).toMatch(/^17 {2}TimerStarted +order\.lua:13 main$/m);
  expect(await readFile(path.join(dir, 'order.html'), 'utf8')).toContain('order.lua');
});
