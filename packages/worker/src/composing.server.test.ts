import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { createRuntime, replayHistory, standardModules } from './index.js';
import { fixtureFolder } from './testing/fixture.js';
import { lines } from './testing/logs.js';
import { scratchFolder } from './testing/scratch.js';

const address = inject('temporalAddress');
let dir: string;

beforeAll(async () => {
  dir = await scratchFolder('composing');
  await cp(fixtureFolder('composing'), dir, { recursive: true });
});
afterAll(() => rm(dir, { recursive: true }));

it.each([{}, { maxCachedWorkflows: 0 }])(
  'an interceptor given by its place wraps the capabilities of workflows and functions, on replay as well: %o',
  async (workerOptions) => {
    const composition = {
      project: dir,
      env: { QUEUE: `${path.basename(dir)}-${workerOptions.maxCachedWorkflows ?? 'cached'}` },
      modules: standardModules,
      interceptors: [path.join(dir, 'audit.mjs')],
    };
    const runtime = await createRuntime({ ...composition, address, workerOptions });
    onTestFinished(() => runtime.shutdown());
    await runtime.start();
    const run = await runtime.spawn('app:order', 'app:worker', 3);
    expect(await run.result()).toEqual({ price: 30, at: 1999 });

    const audited = () =>
      lines
        .filter(({ message }) => message === 'audit')
        .map(({ meta }) => meta as { readonly workflow_id?: string; readonly call?: string })
        .filter((meta) => meta.workflow_id === run.workflowId)
        .map(({ call }) => call);
    // A moment after they were written, and never more by replays.
    await expect.poll(audited).toEqual(['app:price', 'app:price']);

    const connection = await Connection.connect({ address });
    onTestFinished(() => connection.close());
    const history = await new Client({ connection }).workflow.getHandle(run.workflowId).fetchHistory();
    await replayHistory({ ...composition, history });
    // Without it the clock is another, and the workflow takes another way.
    await expect(replayHistory({ ...composition, interceptors: [], history })).rejects.toThrow();
  },
);

it('what is no interceptor, or not there, is refused with what to do', async () => {
  const refused = (interceptor: string) =>
    createRuntime({ project: dir, env: { QUEUE: 'q' }, interceptors: [interceptor] });
  await expect(refused(path.join(dir, 'nothing.mjs'))).rejects.toThrow(
    /exports no interceptor: export an object of functions/,
  );
  await expect(refused('./not-there.mjs')).rejects.toThrow(/does not exist/);
});
