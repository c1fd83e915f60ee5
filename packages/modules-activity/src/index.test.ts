import { describe, expect, it } from 'vitest';
import type { Activity, Payload } from '@durable-lua/determinism';
import { outsideActivity } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { activity } from './index.js';

testModule(activity, { files: new URL('..', import.meta.url) }, { describe, it });

function run(source: string, capability: Partial<Activity>) {
  const host = { name: 'a test', capabilities: { activity: { ...outsideActivity, ...capability } } };
  return createLua({ modules: [activity], host }).run({ source, name: 'test.lua' });
}

describe('activity in Lua', () => {
  it('gives every value of the last heartbeat as a result of its own, nils among them', async () => {
    const details = (): Payload[] => [{ page: 3, left: [] }, undefined, 1.5, undefined].map(encodeData);
    expect(
      await run(
        'local n = select("#", activity.details()) local a, b, c = activity.details() return { n, a.page, b == nil, c }',
        {
          details,
        },
      ),
    ).toEqual([4, 3, true, 1.5]);
  });

  it('hands over the arguments of a heartbeat one by one', async () => {
    const beats: unknown[] = [];
    const heartbeat = (details: readonly Payload[]): void => void beats.push(details.map(decodeData));
    await run('activity.heartbeat("a", nil, { 1, 2 }) activity.heartbeat()', { heartbeat });
    expect(beats).toEqual([['a', undefined, [1, 2]], []]);
  });

  it('raises an error for a detail that cannot be decoded', async () => {
    const sealed = { metadata: { encoding: new TextEncoder().encode('binary/sealed') }, data: new Uint8Array(2) };
    expect(
      await run('local ok, err = pcall(activity.details) return { ok, err:kind(), tostring(err) }', {
        details: () => [sealed],
      }),
    ).toEqual([false, 'INVALID', expect.stringContaining('binary/sealed')]);
  });

  it('gives every field of info, and leaves out those of a workflow where there is none', async () => {
    const plain = {
      activityId: '7',
      activityType: 'shop:pack',
      attempt: 2,
      taskQueue: 'shop',
      namespace: 'default',
      startTime: Date.UTC(2024, 0, 2, 3, 4, 5, 6),
      isLocal: false,
    };
    const inLua = {
      activity_id: '7',
      activity_type: 'shop:pack',
      attempt: 2,
      task_queue: 'shop',
      namespace: 'default',
      start_time: '2024-01-02T03:04:05.006Z',
      is_local: false,
    };
    expect(await run('return activity.info()', { info: () => plain })).toEqual(inLua);
    const more = { workflowId: 'order-7', runId: 'r1', workflowType: 'shop:order', heartbeatTimeout: 1500 };
    expect(await run('return activity.info()', { info: () => ({ ...plain, ...more }) })).toEqual({
      ...inLua,
      workflow_id: 'order-7',
      run_id: 'r1',
      workflow_type: 'shop:order',
      heartbeat_timeout: 1500,
    });
  });
});
