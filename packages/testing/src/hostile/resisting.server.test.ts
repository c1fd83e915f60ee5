import { randomUUID } from 'node:crypto';
import { LuaError } from '@durable-lua/determinism';
import { createRuntime, standardModules, type Runtime } from '@durable-lua/worker';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { workflowProject } from '../server/project.js';

/**
 * Workflows that will not end when they are asked to: what they catch the request with, they wait in again. A deadline ends them, and so
 * does a termination; those that do not even wait use up their turn. Each says `waits` to a query once it stands there.
 */
const STUBBORN: Readonly<Record<string, string>> = {
  'in pcall': 'while true do pcall(time.sleep, "1h") end',
  'in a message handler': 'while true do xpcall(time.sleep, function() error("no") end, "1h") end',
  'in nested coroutines':
    'local function stay() while true do pcall(time.sleep, "1h") end end while true do pcall(coroutine.wrap(function() coroutine.wrap(stay)() end)) end',
  'in a hundred coroutines':
    'local function stay() while true do pcall(time.sleep, "1h") end end for _ = 1, 100 do coroutine.spawn(stay) end channel.new():receive()',
  'in coroutines that make others':
    'local function stay() pcall(time.sleep, "1h") coroutine.spawn(stay) coroutine.spawn(stay) time.sleep("1h") end coroutine.spawn(stay) while true do pcall(time.sleep, "1h") end',
  'in a listener': 'local ch = process.listen("topic") while true do pcall(ch.receive, ch) end',
  'by reading its events': 'local events = process.events() while true do events:receive() end',
  'in a select':
    'local a, b = channel.new(), channel.new() coroutine.spawn(function() while true do pcall(time.sleep, "1h") end end) while true do pcall(channel.select, { a:case_receive(), b:case_receive() }) end',
  'in a call': 'while true do funcs.call("test:never") end',
  'in a future': 'while true do local f = funcs.async("test:never") f:response():receive() end',
  'in a child': 'while true do process.exec("test:never", "test:w") end',
  'in a timer':
    'while true do local t = time.ticker("1h") local ch = t:channel() while true do local ok = pcall(ch.receive, ch) if not ok then break end end end',
  'in a group':
    'while true do pcall(function() local g = coroutine.group() for _ = 1, 3 do g:spawn(function() while true do pcall(time.sleep, "1h") end end) end g:wait() end) end',
  'with __gc and __close':
    'setmetatable({}, { __gc = function() while true do end end, __close = function() while true do end end }) while true do pcall(time.sleep, "1h") end',
};
const BUSY: Readonly<Record<string, string>> = {
  'at once': 'pcall(time.sleep, "1h") while true do end',
  'in pcall': 'while true do pcall(function() time.sleep("1h") end) while true do pcall(error) end end',
  'in a message handler': 'xpcall(time.sleep, function() while true do end end, "1h")',
  'in the coroutine that was interrupted':
    'coroutine.spawn(function() pcall(time.sleep, "1h") while true do end end) while true do pcall(time.sleep, "1h") end',
};

const programs = [...Object.entries(STUBBORN), ...Object.entries(BUSY)];
let runtime: Runtime;
let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  const place = {
    address: inject('temporalAddress'),
    taskQueue: `resisting-${randomUUID()}`,
    modules: standardModules,
  };
  const cases = programs.map(([, lua], index) => ({
    name: `case_${index}`,
    module: 'hostile',
    script: { name: `case_${index}_hostile.lua`, source: `workflow.query("waits", function() return true end) ${lua}` },
  }));
  runtime = await createRuntime({ project: await workflowProject(place, cases), limits: { turnBudget: 300_000 } });
  await runtime.start();
});
afterAll(async () => {
  await runtime.shutdown();
  await connection.close();
});

async function waiting(lua: string) {
  const index = programs.findIndex(([, one]) => one === lua);
  const run = await runtime.spawn(`test:case_${index}`, 'test:w', undefined, { executionTimeout: 60_000 });
  expect(await new WorkflowClient({ connection }).getHandle(run.workflowId).query('waits')).toBe(true);
  return { ...run, ended: run.result().catch((error: unknown) => error) };
}

it.concurrent.each(Object.entries(STUBBORN))(
  'a workflow that catches every request to end is ended by a deadline, and by a termination: %s',
  { timeout: 120_000 },
  async (_, lua) => {
    const asked = await waiting(lua);
    const told = await waiting(lua);
    await asked.cancel({ deadline: 1_000 });
    await told.terminate('enough');
    expect(await told.ended).toMatchObject({ kind: 'CANCELED', details: { terminated: true } });
    expect(await asked.ended).toMatchObject({ kind: 'CANCELED' });
  },
);

it.concurrent.each(Object.entries(BUSY))(
  'a workflow that works without end when it is asked to end fails: %s',
  { timeout: 120_000 },
  async (_, lua) => {
    const run = await waiting(lua);
    await run.cancel();
    const error = await run.ended;
    expect(LuaError.is(error) && error.kind).toBe('INTERNAL');
    expect(String(error)).toMatch(/case_\d+_hostile\.lua:1: more than 300000 steps without waiting/);
  },
);
