import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRuntime } from '@durable-lua/worker';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { replay } from '../commands/replay.js';
import { printedBy } from '../testing/printed.js';
import './replay.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

it('a workflow is replayed from the server, by its ID and by its run', async () => {
  const address = inject('temporalAddress');
  const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL('../../fixtures/test/shop', import.meta.url)), dir, { recursive: true });
  const change = (file: string, from: string, to: string): void => {
    const text = readFileSync(path.join(dir, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(path.join(dir, file), text.replace(from, to));
  };
  const id = `cli-replay-${Date.now()}`;
  change('_index.yaml', 'task_queue: shop', `task_queue: ${id}`);

  const runtime = await createRuntime({ project: dir, address });
  try {
    await runtime.start({ workers: ['shop:worker'] });
    const run = await runtime.spawn('shop:order', 'shop:worker', { card: 'visa', cents: 5 }, { id });
    await run.send('approve', { by: 'Ann' });
    expect(await run.result()).toMatchObject({ status: 'approved' });
  } finally {
    await runtime.shutdown();
  }

  vi.stubEnv('TEMPORAL_ADDRESS', address);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await printedBy(replay, 'replay', id, dir)).toMatchObject({ exitCode: 0, out: `✓ ${id} fits\n` });
  change('order.lua', 'local version =', 'time.sleep("5s")\n  local version =');
  const { exitCode, out } = await printedBy(replay, 'replay', id, dir);
  expect(exitCode).toBe(1);
  expect(out).toMatch(
    /does not fit\n {2}history: event \d+ .*\n {2}code: {4}startTimer startToFireTimeout 5s .* at order\.lua:8 \(main, main\)\n/,
  );
  for (const args of [['nobody'], [id, '--run-id', 'c0ffee00-0000-4000-8000-000000000000']]) {
    const missing = await printedBy(replay, 'replay', args[0] as string, dir, ...args.slice(1));
    expect(missing).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/NOT_FOUND: there is no workflow/) as string,
    });
  }
});
