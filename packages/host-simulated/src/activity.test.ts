import { describe, expect, it } from 'vitest';
import type { CallOptions } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { activity } from '@durable-lua/modules-activity';
import { errors } from '@durable-lua/modules-errors';
import { funcs } from '@durable-lua/modules-funcs';
import { time } from '@durable-lua/modules-time';
import { simulatedHost, type SimulatedHostOptions } from './index.js';

const modules = [activity, errors, funcs, time];

/** Runs a workflow that calls the function `app:work`, whose source this is. */
function start(work: string, callOptions: CallOptions, options: SimulatedHostOptions = {}, workflow = CALL) {
  const functions = { 'app:work': { lua: work } };
  const host = simulatedHost({ modules, functions, callOptions: { 'app:work': callOptions }, ...options });
  const lua = createLua({ modules: modules.filter((one) => one !== activity), host, entry: 'test:main' });
  const end = host.until(lua.run({ source: workflow, name: 'test.lua' }));
  end.catch(() => undefined);
  return { host, end };
}

const CALL = `
  local value, err = funcs.call("app:work")
  return err and { err:kind(), err:details().timeout_type } or value`;

describe('activities', () => {
  it('read what an earlier attempt recorded last, until another one records more', async () => {
    const work = `return function()
      local seen = table.pack(activity.details())
      local attempt = activity.info().attempt
      if attempt == 1 then activity.heartbeat("first") activity.heartbeat("second", nil, { 1 }) end
      -- What this attempt records is not what an earlier one did.
      assert(select("#", activity.details()) == seen.n)
      if attempt < 3 then return nil, errors.new("again") end
      return { n = seen.n, first = seen[1], gap = seen[2] == nil, list = seen[3] }
    end`;
    expect(await start(work, {}).end).toEqual({ n: 3, first: 'second', gap: true, list: [1] });
  });

  it('fail by their heartbeat timeout when they are silent for longer, and only then', async () => {
    const options: CallOptions = { heartbeatTimeout: 10_000, retryPolicy: { maximumAttempts: 2 } };
    const silent = start('return function() time.sleep("11s") return "done" end', options);
    expect(await silent.end).toEqual(['TIMEOUT', 'heartbeat']);
    expect(silent.host.now).toBe(Date.UTC(2024, 0, 1, 0, 0, 21));
    const beating = 'return function() for _ = 1, 5 do time.sleep("9s") activity.heartbeat() end return "done" end';
    expect(await start(beating, options).end).toBe('done');
    const stops = `return function()
      for _ = 1, 3 do time.sleep("9s") activity.heartbeat() end
      time.sleep("11s")
      return "done"
    end`;
    expect(await start(stops, options).end).toEqual(['TIMEOUT', 'heartbeat']);
    expect(await start('return function() time.sleep("11s") return "done" end', {}).end).toBe('done');
  });

  it('are silent when a TypeScript fake never ends', async () => {
    const options: CallOptions = { heartbeatTimeout: 5000, retryPolicy: { maximumAttempts: 1 } };
    const { end } = start('', options, { functions: { 'app:work': { never: true } } });
    expect(await end).toEqual(['TIMEOUT', 'heartbeat']);
  });

  it('know what they are', async () => {
    const work = 'return function() return activity.info() end';
    const options: CallOptions = { activityId: 'mine', heartbeatTimeout: 5000, taskQueue: 'other' };
    expect(await start(work, options).end).toEqual({
      activity_id: 'mine',
      activity_type: 'app:work',
      attempt: 1,
      workflow_id: 'test-run',
      run_id: 'run-1',
      workflow_type: 'test:main',
      task_queue: 'other',
      namespace: 'default',
      heartbeat_timeout: 5000,
      start_time: '2024-01-01T00:00:00.000Z',
      is_local: false,
    });
  });

  it('hear of a cancel request by the answer to a heartbeat', async () => {
    const work = `return function()
      local before = activity.is_canceled()
      for beats = 1, 100 do
        local ok, err = pcall(time.sleep, "10s")
        if not ok then return { err:kind(), beats, before, activity.is_canceled() } end
        activity.heartbeat()
      end
    end`;
    const waits: CallOptions = { waitForCancellation: true };
    const { host, end } = start(work, waits);
    host.after(25_000, () => host.cancel());
    // Asked at 25 s, told by the heartbeat at 30 s, while it waits for the fourth time.
    expect(await end).toEqual(['CANCELED', 4, false, true]);
    expect(host.now).toBe(Date.UTC(2024, 0, 1, 0, 0, 30));

    const silent = start('return function() time.sleep("1m") return activity.is_canceled() end', waits);
    silent.host.after(25_000, () => silent.host.cancel());
    expect(await silent.end).toBe(false);
    expect(silent.host.now).toBe(Date.UTC(2024, 0, 1, 0, 1));
  });

  it('have no heartbeats when they are local, and hear of a cancel request at once', async () => {
    const work = `return function()
      activity.heartbeat("lost")
      if activity.info().attempt == 1 then return nil, errors.new("again") end
      local n = select("#", activity.details())
      local ok, err = pcall(time.sleep, "1h")
      return { n, activity.info().is_local, err:kind() }
    end`;
    const { host, end } = start(work, { local: true, waitForCancellation: true });
    host.after(5000, () => host.cancel());
    expect(await end).toEqual([0, true, 'CANCELED']);
    expect(host.now).toBe(Date.UTC(2024, 0, 1, 0, 0, 5));
  });

  it('whose heartbeats the worker sends are not silent, and hear of a cancel request without one of their own', async () => {
    const options: CallOptions = { heartbeatTimeout: 10_000, autoHeartbeat: true };
    expect(await start('return function() time.sleep("5m") return "done" end', options).end).toBe('done');
    const work = 'return function() local _, err = pcall(time.sleep, "5m") return err:kind() end';
    const { host, end } = start(work, { ...options, waitForCancellation: true });
    host.after(25_000, () => host.cancel());
    expect(await end).toBe('CANCELED');
    expect(host.now).toBe(Date.UTC(2024, 0, 1, 0, 0, 25));
  });

  it('are not what a function calls', async () => {
    const nested = { lua: 'return function() return { activity.info() == nil, activity.is_canceled() } end' };
    const work = { lua: 'return function() return funcs.call("app:nested") end' };
    const { end } = start('', {}, { functions: { 'app:nested': nested, 'app:work': work } });
    expect(await end).toEqual([true, false]);
  });

  it('are what a workflow calls, not what it can be', async () => {
    const lua = createLua({ modules, host: simulatedHost() });
    await expect(lua.run('require("activity")')).rejects.toThrow(
      "module 'activity' is not available in a simulated workflow: it needs 'activity'; call a function, and use it there",
    );
  });
});
