import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createTestRuntime, fakeActivity } from '../index.js';

const order = `
return function(order)
  local total = order.total * 2
  local charged = funcs.call("shop:charge", total)
  time.sleep("1h")
  error("no courier for " .. charged)
end`;

const functions = { 'shop:charge': fakeActivity((total) => `charge of ${String(total)}`) };

async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pages-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it('the error of a workflow that fails ends with a page that looks into it', async () => {
  const runtime = createTestRuntime({ entries: { 'shop:order': order }, functions, pages: await scratch() });
  const failed = runtime.run('shop:order', { total: 6 });
  await expect(failed).rejects.toMatchObject({ kind: 'INTERNAL' });
  const caught: unknown = await failed.catch((error: unknown) => error);
  const { message } = caught as Error;
  const [, text, url] = /^(.*)\nlook into it: (file:.*)$/s.exec(message) as unknown as [string, string, string];
  expect(text).toContain('no courier for charge of 12');
  const page = await readFile(fileURLToPath(url), 'utf8');
  for (const part of ['functions.start', 'clock.timer', '"total"', '"12"', 'no courier for charge of 12']) {
    expect(page).toContain(part);
  }
});

it('any run can be looked into, and a runtime without pages writes none', async () => {
  const runtime = createTestRuntime({ entries: { 'shop:order': order }, functions, pages: await scratch() });
  const run = runtime.start('shop:order', [{ total: 6 }]);
  await runtime.advance('1m');
  expect(await readFile((await run.page()) as string, 'utf8')).toContain('charge of 12');

  const plain = createTestRuntime({ entries: { 'shop:order': order }, functions });
  const failed: unknown = await plain.run('shop:order', { total: 6 }).catch((error: unknown) => error);
  expect((failed as Error).message).not.toContain('look into it');
  expect(await plain.start('shop:order', [{ total: 6 }]).page()).toBeUndefined();
});
