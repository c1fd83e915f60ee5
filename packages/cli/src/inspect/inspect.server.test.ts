import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { createRuntime } from '@durable-lua/worker';
import { inspect } from '../commands/inspect.js';
import { openProject } from '../session/project-runtime.js';
import { printedBy } from '../testing/printed.js';

const project = fileURLToPath(new URL('../../../inspector/fixtures/shapes', import.meta.url));

it('writes a page of a workflow of a server, by its ID', async () => {
  const out = path.join(await mkdtemp(path.join(tmpdir(), 'durable-lua-')), 'run.html');
  onTestFinished(() => rm(path.dirname(out), { recursive: true }));
  vi.stubEnv('QUEUE', `inspect-${randomUUID()}`);
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));
  const id = `failing-${randomUUID()}`;

  const printed = await printedBy(inspect, 'inspect', id, project, '--out', out);
  expect([printed.exitCode, printed.err]).toEqual([
    1,
    expect.stringMatching(/^NOT_FOUND: there is no workflow 'failing-[^']+' \(/m),
  ]);

  const runtime = await createRuntime({ project: await openProject(project) });
  await runtime.start();
  const run = await runtime.spawn('app:failing', 'app:worker', undefined, { id });
  await expect(run.result()).rejects.toThrow('it failed after');
  await runtime.shutdown();
  expect((await printedBy(inspect, 'inspect', id, project, '--out', out)).exitCode).toBe(0);
  expect(await readFile(out, 'utf8')).toMatch(
    /shapes\.lua.*WorkflowExecutionFailed|WorkflowExecutionFailed.*shapes\.lua/s,
  );
});
