import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { inBothModes } from './testing/in-both-modes.js';
import { temporalCli } from './testing/cli.js';

const address = inject('temporalAddress');
const message = (topic: string, ...data: Data[]) => ({ topic, data: data.map((one) => [one]) });

inBothModes('messages', (house) => {
  it('a signal of the Temporal CLI is a message', async () => {
    const { workflowId, result } = await house.spawn('collect', 2);
    const signal = ['workflow', 'signal', '--workflow-id', workflowId];
    await temporalCli(address, ...signal, '--name', 'approve', '--input', '{"x":1,"by":"Ada"}', '--input', '[1,2]');
    await temporalCli(address, ...signal, '--name', 'approve');
    expect(await result()).toEqual([message('approve', { x: 1, by: 'Ada' }, [1, 2]), { topic: 'approve', data: {} }]);
  });

  it("a signal of the SDK's own client, without our converter and headers, is a message", async () => {
    const handle = await house.startPlain('collect', [2]);
    await handle.signal('one', { n: 1.5 }, null, 'two');
    await handle.signal('bytes', new Uint8Array([0xff, 0]));
    const [first, second] = (await handle.result()) as unknown as { data: unknown[] }[];
    expect(first).toEqual({ topic: 'one', data: [[{ n: 1.5 }], {}, ['two']] });
    expect(second?.data).toEqual([[{ $lua: 'bytes', data: '/wA=' }]]);
  });

  it('a message of a runtime has no sender, one of a workflow has its PID', async () => {
    const receiver = await house.spawn('collect', 2);
    await receiver.send('from outside', true);
    const sent = await house.exec('sender', undefined, { args: [receiver.pid, 'from inside', 'a', 'b'] });
    expect(await receiver.result()).toEqual([
      message('from outside', true),
      { ...message('from inside', 'a', 'b'), from: (sent as { pid: string }).pid },
    ]);
  });

  it('a workflow is reached by its bare ID as well', async () => {
    const receiver = await house.spawn('collect', 2);
    expect(await house.exec('sender', undefined, { args: [receiver.workflowId, 'inside'] })).toMatchObject({
      ok: true,
    });
    await house.runtime.send(receiver.workflowId, 'outside');
    expect(await receiver.result()).toMatchObject([{ topic: 'inside' }, { topic: 'outside' }]);
  });

  it('messages to itself arrive in order, from itself, without a command', async () => {
    const run = await house.spawn('to_self');
    expect(await run.result()).toEqual([
      ['by pid', true],
      ['by id', true],
      ['later', true],
    ]);
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types.filter((type) => /SIGNAL/.test(type))).toEqual([]);
  });

  it('a child gets the message of its start before the one that follows', async () => {
    const { id, parent } = (await house.exec('to_child')) as Record<string, string>;
    expect(await house.plain.workflow.getHandle(id as string).result()).toEqual([
      { ...message('first', 1), from: parent },
      { ...message('second', 2), from: parent },
    ]);
  });

  it.each([
    ['a workflow that has ended', async () => (await ended(house)).workflowId],
    ['a workflow that never was', async () => `nobody-${randomUUID()}`],
  ])('to %s: NOT_FOUND, by ID and by PID, inside and outside', async (_, target) => {
    const id = await target();
    for (const to of [id, `{app:tc@app:worker|${id}}`]) {
      expect(await house.exec('sender', undefined, { args: [to, 'late'] })).toEqual({
        kind: 'NOT_FOUND',
        retryable: false,
        message: expect.stringContaining(id),
        details: { workflow_id: id },
      });
      await expect(house.runtime.send(to, 'late')).rejects.toMatchObject({
        kind: 'NOT_FOUND',
        retryable: false,
        details: { workflow_id: id },
      });
    }
  });

  it.each(['@messages', '__temporal_x', ''])('the topic "%s" is refused before anything is sent', async (topic) => {
    const receiver = await house.spawn('collect', 1);
    expect(await house.exec('sender', undefined, { args: [receiver.pid, topic] })).toMatchObject({ kind: 'INVALID' });
    await expect(receiver.send(topic)).rejects.toMatchObject({ kind: 'INVALID' });
    await receiver.send('fine');
    expect(await receiver.result()).toMatchObject([{ topic: 'fine' }]);
  });
});

async function ended(house: Parameters<Parameters<typeof inBothModes>[1]>[0]) {
  const run = await house.spawn('collect', 0);
  await run.result();
  return run;
}
