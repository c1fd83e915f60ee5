import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { replayHistories } from './index.js';
import { House } from './testing/house.js';

describe.each(['limits', 'calls'])('workflows in threads of their own: %s', (fixture) => {
  const house = new House({
    fixture,
    address: inject('temporalAddress'),
    runtime: { workerOptions: { workflowThreadPoolSize: 2 } },
  });
  beforeAll(() => house.open());
  afterAll(() => house.close());

  it('have the results and limits that they have in the thread of the worker, and their histories replay in both', async () => {
    if (fixture === 'limits') {
      await expect(house.exec('busy', 'loop')).rejects.toMatchObject({ kind: 'INTERNAL' });
      expect(await house.exec('busy', 'short')).toBe('done');
    } else {
      const run = await house.spawn('locally', undefined, { args: ['app:count', {}, randomUUID()] });
      expect(await run.result()).toEqual({ n: 1, who: 'Ada' });
    }
    const histories = await house.histories();
    for (const workflowThreads of [0, 2])
      for await (const { workflowId, error } of replayHistories({ ...house.composition, histories, workflowThreads }))
        expect({ workflowId, error }).toEqual({ workflowId, error: undefined });
  });
});
