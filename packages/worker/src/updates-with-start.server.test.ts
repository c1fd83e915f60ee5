import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it, onTestFinished } from 'vitest';
import { createRuntime, replayHistory } from './index.js';
import { loadFixture } from './testing/fixture.js';

const address = inject('temporalAddress');

it('updates that reach a worker together with the first task have the order that they have on replay', async () => {
  const project = await loadFixture('handlers');
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  const client = new Client({ connection });
  const handle = client.workflow.getHandle(`till-${randomUUID()}`);
  const events = async (): Promise<readonly string[]> =>
    ((await handle.fetchHistory()).events ?? []).map((event) => event.attributes ?? '');

  const first = await createRuntime({ project, address });
  await first.start();
  await first.spawn('app:till', 'app:worker', undefined, { id: handle.workflowId });
  await expect.poll(events).toContain('workflowTaskCompletedEventAttributes');
  await first.shutdown();

  // Nobody has the workflow in memory: whoever comes next gets its history and these at once.
  const sent: Promise<number>[] = [];
  for (const [index, name] of ['take', 'add', 'take'].entries()) {
    sent.push(handle.executeUpdate(name, { args: [index], updateId: `${name}-${index}` }));
    await sleep(200);
  }
  const second = await createRuntime({ project, address });
  onTestFinished(() => second.shutdown());
  await second.start();
  expect((await Promise.all(sent)).sort()).toEqual([1, 2, 3]);
  await handle.signal('end');
  expect((await handle.result()).sort()).toEqual(['add1', 'take0', 'take2']);

  const asked = (await events()).filter((name) => /UpdateAccepted|ActivityTaskScheduled/i.test(name));
  const each = ['workflowExecutionUpdateAcceptedEventAttributes', 'activityTaskScheduledEventAttributes'];
  expect(asked).toEqual([...each, ...each, ...each]);
  await replayHistory({ project, history: await handle.fetchHistory() });
});
