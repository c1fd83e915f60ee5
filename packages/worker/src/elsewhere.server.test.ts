import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { temporalCli } from './testing/cli.js';
import { inBothModes } from './testing/in-both-modes.js';

inBothModes('elsewhere', (house) => {
  const near = (...args: Data[]) => house.exec('near', undefined, { args });
  const pidOf = (id: string): string => `{app:far_client@app:far|${id}}`;
  const types = async (id: string): Promise<string[]> =>
    (await house.events(id)).map(({ eventType }) => eventType.replace('EVENT_TYPE_', ''));

  it.each(['exec', 'workflow_exec'])('%s runs a workflow of another client, which is no child', async (way) => {
    const run = await house.spawn('near', undefined, { args: way === 'exec' ? [way, {}, 'now', 1] : [way, 'now', 1] });
    const { value } = await run.result<{ value: object }>();
    expect(value).toEqual({
      seen: {},
      more: [1],
      queue: `${house.queue}-far`,
      parent: false,
      pid: expect.stringMatching(/^\{app:far_client@app:far\|app:distant-[-0-9a-f]{36}\}$/) as string,
      ...(way === 'exec' ? { who: 'Ada' } : {}),
    });
    expect((await types(run.workflowId)).filter((type) => type.includes('CHILD'))).toEqual([]);
  });

  it('its failure is an error object, with the run in its details', async () => {
    const id = randomUUID();
    expect(await near('exec', { 'temporal.workflow.id': id }, 'fail')).toMatchObject({
      kind: 'CONFLICT',
      message: 'no',
      details: { n: 1, workflow_id: id },
    });
  });

  it('options, startup messages and conflict policies are those of a client', async () => {
    const id = randomUUID();
    const options = {
      'temporal.workflow.id': id,
      'temporal.workflow.run_timeout': '1m',
      'temporal.workflow.memo': { n: 2n ** 60n },
    };
    expect(await near('spawn', options, 'a', { b: 1 })).toEqual({ value: pidOf(id) });
    const [started] = await house.events(id);
    expect(started?.workflowExecutionStartedEventAttributes).toMatchObject({ workflowRunTimeout: '60s' });
    expect(await near('spawn', options)).toEqual({ value: pidOf(id) });
    const fail = { ...options, 'temporal.workflow.id_conflict_policy': 'fail' };
    expect(await near('spawn', fail)).toMatchObject({ kind: 'ALREADY_EXISTS', details: { workflow_id: id } });
    await house.runtime.send(pidOf(id), 'done');
    const spawner = expect.stringMatching(/^\{app:tc@app:worker\|app:near-/) as string;
    expect(await house.result(id)).toMatchObject({
      seen: [{ topic: 'm1', from: spawner, data: 'a' }, { topic: 'm2', data: { b: 1 } }, { topic: 'done' }],
    });
  });

  it('messages reach it, and its end comes back as an event', async () => {
    const { kind, same, value, own } = (await near('talk')) as {
      kind: string;
      same: boolean;
      value: object;
      own: string;
    };
    expect([kind, same]).toEqual(['pid.exit', true]);
    expect(value).toMatchObject({
      seen: [
        { topic: 'hello', from: own, data: { n: 1 } },
        { topic: 'done', from: own },
      ],
    });
  });

  it('a link holds in both directions', async () => {
    await expect(near('linked', 'there')).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/linked process failed: \{app:far_client@app:far\|/) as string,
    });
    const run = await house.spawn('near', undefined, { args: ['linked', 'here'] });
    await expect(run.result()).rejects.toMatchObject({ message: 'failed here' });
    const request = (await house.events(run.workflowId)).find(({ eventType }) =>
      eventType.endsWith('ACTIVITY_TASK_COMPLETED'),
    );
    const { data } = request?.activityTaskCompletedEventAttributes.result.payloads[0] as { data: string };
    const { pid } = JSON.parse(Buffer.from(data, 'base64').toString()) as { pid: string };
    const other = house.plain.workflow.getHandle(/\|(.*)\}$/.exec(pid)?.[1] as string);
    await expect(other.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining(`linked process failed: ${run.pid}`) as string },
    });
  });

  it.each([
    ['cancel', { kind: 'CANCELED' }],
    ['terminate', { kind: 'CANCELED', details: { terminated: true } }],
  ])('%s ends it', async (call, error) => {
    expect(await near('stop', call)).toMatchObject(error);
  });

  it('a cancel of the caller is passed on', async () => {
    const id = randomUUID();
    const run = await house.spawn('near', undefined, { args: ['exec', { 'temporal.workflow.id': id }, 'wait'] });
    const other = house.plain.workflow.getHandle(id);
    while ((await other.describe().catch(() => undefined)) === undefined) await sleep(20);
    await house.until(run.workflowId, 'ACTIVITY_TASK_COMPLETED');
    await run.cancel();
    expect(await run.result()).toMatchObject({ kind: 'CANCELED' });
    await expect(other.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });

  it('another namespace is reached in the same way, by a PID that names it', async () => {
    const namespace = `elsewhere-${randomUUID()}`;
    await temporalCli(inject('temporalAddress'), 'operator', 'namespace', 'create', '--namespace', namespace);
    const there = new Client({ connection: house.plain.connection, namespace });
    const id = randomUUID();
    const options = { 'temporal.workflow.id': id, 'temporal.workflow.namespace': namespace };
    const ready = () => there.workflow.start('probe', { workflowId: randomUUID(), taskQueue: 'nobody' });
    while (/namespace/i.test(String(await ready().catch((error: unknown) => error)))) await sleep(100);
    expect(await near('spawn', options, 'a')).toEqual({ value: `{app:far_client/${namespace}@app:far|${id}}` });
    expect(await there.workflow.getHandle(id).describe()).toMatchObject({ type: 'app:distant' });
    await there.workflow.getHandle(id).terminate();
  });
});
