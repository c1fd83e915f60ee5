import { randomUUID } from 'node:crypto';
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { fromFailure } from '@durable-lua/temporal-wire';
import { replayHistory } from './index.js';
import { House } from './testing/house.js';

const address = inject('temporalAddress');

/** Kind, message and whether it may be sent again, of an update that has failed. */
async function failureOf(update: Promise<unknown>) {
  const error: unknown = await update.then(() => undefined).catch((thrown: unknown) => thrown);
  const { kind, message, retryable } = fromFailure(error);
  const { type, message: shown } = ((error as Error).cause ?? {}) as { type?: string; message?: string };
  return { error, kind, message, retryable, type, shown };
}

describe('an update that meets the end of its workflow', () => {
  const house = new House({ fixture: 'handlers', address });
  let client: Client;
  beforeAll(async () => {
    await house.open({ start: false });
    client = await house.runtime.client('app:tc');
    return () => house.close();
  });

  /** A run that has done its first task, and that nobody works for any more. */
  async function left(name: string) {
    const worker = await house.createRuntime();
    await worker.start();
    const { workflowId } = await worker.spawn(`app:${name}`, 'app:worker', undefined, {
      id: `${name}-${randomUUID()}`,
    });
    await house.until(workflowId, 'WORKFLOW_TASK_COMPLETED');
    await worker.shutdown();
    return client.workflow.getHandle(workflowId);
  }

  it('in the task in which it ends, is told that it has ended, and not accepted', async () => {
    const run = await left('handled');
    const update = failureOf(run.executeUpdate('set', { args: [-1] }));
    await expect
      .poll(async () => (await run.describe()).raw.pendingWorkflowTask?.state ?? 0, { timeout: 10_000 })
      .toBeGreaterThan(0);
    await run.signal('end');
    const worker = await house.createRuntime();
    onTestFinished(() => worker.shutdown());
    await worker.start();
    const message = 'the workflow has ended: it takes no update any more';
    expect(await update).toMatchObject({ kind: 'NOT_FOUND', message, retryable: false, type: 'NOT_FOUND' });
    await run.result();
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types).not.toContain('EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED');
    expect(await failureOf(run.executeUpdate('set', { args: [1] }))).toMatchObject({
      kind: 'NOT_FOUND',
      retryable: false,
    });
    await replayHistory({ project: house.project, history: await run.fetchHistory() });
  });

  it('and that it has accepted, but not answered, is told so', async () => {
    const worker = await house.createRuntime();
    onTestFinished(() => worker.shutdown());
    await worker.start();
    const { workflowId } = await worker.spawn('app:counter', 'app:worker');
    const run = client.workflow.getHandle(workflowId);
    const update = failureOf(run.executeUpdate('keep', { args: [1] }));
    await house.until(workflowId, 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED');
    await run.signal('end');
    const message =
      'the workflow has ended without an answer to the update: let its handler end, or answer the message, before';
    expect(await update).toMatchObject({ kind: 'NOT_FOUND', message, retryable: false, type: 'NOT_FOUND' });
  });
});

it('an update that a worker loses may be sent again', async () => {
  const house = new House({ fixture: 'handlers', address });
  await house.open({ start: false });
  onTestFinished(() => house.close());
  const client = await house.runtime.client('app:tc');
  const { workflowService } = client;
  const run = await client.workflow.start('nobody', { taskQueue: house.queue, workflowId: `lost-${randomUUID()}` });
  /** Does nothing in a workflow task, as a worker that knows nothing of updates. */
  const work = async (): Promise<number> => {
    const { namespace } = client.options;
    const queue = { namespace, taskQueue: { name: house.queue } };
    const { taskToken, messages } = await workflowService.pollWorkflowTaskQueue(queue);
    await workflowService.respondWorkflowTaskCompleted({ namespace, taskToken, commands: [] });
    return messages.length;
  };
  expect(await work()).toBe(0);
  const update = failureOf(run.executeUpdate('set'));
  expect(await work()).toBe(1);
  const message = 'the update was lost on its way to the workflow, which has seen nothing of it: send it again';
  expect(await update).toMatchObject({
    kind: 'UNAVAILABLE',
    message,
    retryable: true,
    type: 'UNAVAILABLE',
    shown: message,
  });
  expect((await update).error).toBeInstanceOf(WorkflowUpdateFailedError);

  const plain = failureOf(house.plain.workflow.getHandle(run.workflowId).executeUpdate('set'));
  await work();
  expect(await plain).toMatchObject({ kind: 'UNAVAILABLE', message, retryable: true, type: 'UnprocessedUpdate' });
  await run.terminate();
});
