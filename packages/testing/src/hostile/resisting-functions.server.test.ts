import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LuaError } from '@durable-lua/determinism';
import { loadProject } from '@durable-lua/registry';
import { createRuntime, standardModules, type ProcessHandle, type Runtime } from '@durable-lua/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

/** Functions and processes that will not end when they are asked to: what they catch the request with, they go on in. */
const RESISTING: Readonly<Record<string, string>> = {
  'waits in pcall': 'while true do pcall(time.sleep, "1h") end',
  'waits in a message handler': 'while true do xpcall(time.sleep, function() error("no") end, "1h") end',
  'waits in coroutines':
    'local function stay() while true do pcall(time.sleep, "1h") end end for _ = 1, 20 do coroutine.spawn(stay) end while true do pcall(function() coroutine.wrap(stay)() end) end',
  'waits in coroutines that make others':
    'local function stay() pcall(time.sleep, "1h") coroutine.spawn(stay) time.sleep("1h") end coroutine.spawn(stay) while true do pcall(time.sleep, "1h") end',
  'reads its events': 'local events = process.events() while true do events:receive() end',
  'waits with __gc and __close':
    'setmetatable({}, { __gc = function() while true do end end, __close = function() while true do end end }) while true do pcall(time.sleep, "1h") end',
  loops: 'while true do end',
  'loops in pcall': 'while true do pcall(function() while true do end end) end',
  'loops in coroutines':
    'for _ = 1, 3 do coroutine.spawn(function() while true do end end) end while true do coroutine.wrap(function() while true do end end)() end',
  'loops in a comparator': 'while true do pcall(table.sort, { 3, 2, 1 }, function() while true do end end) end',
  'loops in a metamethod':
    'local t = setmetatable({}, { __index = function() while true do end end }) while true do pcall(function() return t.x end) end',
  'calls long functions of the library':
    'local s = ("a"):rep(20000) while true do pcall(string.find, s, "(a-)%1%1%1b") pcall(string.gsub, s:rep(50), ".", "%0%0") end',
  sorts:
    'local t = {} for i = 1, 100000 do t[i] = i * 7919 % 100003 end while true do pcall(table.sort, t, function(a, b) return a > b end) end',
  'uses modules':
    'while true do pcall(function() hash.sha512(("x"):rep(100000)) yaml.decode(("- a\\n"):rep(1000)) json.validate({ pattern = "(a|aa)+$" }, ("a"):rep(10000)) end) end',
  'resumes itself when it was interrupted': 'pcall(time.sleep, "1h") while true do pcall(error) end',
};
/** Those end by themselves: by their memory, and where nothing can be suspended. */
const FAILING = [
  'local t = {} while true do t = { t, ("x"):rep(1000) .. #t } end',
  'while true do xpcall(error, function() while true do end end) end',
];
/** How much of the processor a worker may use that has nothing to do, of each 500 ms. */
const IDLE = 150;

const RESISTERS = Object.values(RESISTING);
const programs = [...RESISTERS, ...FAILING];
const CALL = `return function(name, options)
  local value, err = funcs.new():with_options(options):call(name)
  return value, err
end`;
const NEIGHBOUR = 'return function() for _ = 1, 5 do time.sleep("50ms") end return "slept" end';

let runtime: Runtime;
beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-resisting-'));
  const modules = ['time', 'process', 'channel', 'errors', 'hash', 'yaml', 'json', 'funcs'];
  const activity = { temporal: { activity: { worker: 'test:w' } } };
  const workflow = { temporal: { workflow: { worker: 'test:w' } } };
  const entries = [
    { name: 'tc', kind: 'temporal.client', address: inject('temporalAddress') },
    {
      name: 'w',
      kind: 'temporal.worker',
      client: 'tc',
      task_queue: `resisting-${randomUUID()}`,
      lifecycle: { auto_start: true },
      worker_options: { worker_stop_timeout: '1s' },
    },
    { name: 'h', kind: 'process.host' },
    { name: 'call', kind: 'workflow.lua', modules: ['funcs'], source: CALL, meta: workflow },
    { name: 'neighbour', kind: 'function.lua', modules: ['time'], source: NEIGHBOUR, meta: activity },
    ...programs.flatMap((lua, index) => {
      const source = `return function() ${lua} end`;
      return [
        { name: `f${index}`, kind: 'function.lua', modules, source, meta: activity },
        { name: `p${index}`, kind: 'process.lua', modules, source },
      ];
    }),
  ];
  try {
    await writeFile(path.join(folder, '_index.yaml'), JSON.stringify({ version: '1.0', namespace: 'test', entries }));
    const project = await loadProject(folder, { modules: standardModules });
    runtime = await createRuntime({ project });
    await runtime.start();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
afterAll(() => runtime.shutdown());

/** Calls a function from a workflow. */
async function called(name: string, options: Readonly<Record<string, unknown>>) {
  const settings = { args: [name, options], executionTimeout: 120_000 };
  const run = await runtime.spawn('test:call', 'test:w', undefined, settings);
  return { ...run, ended: run.result().catch((error: unknown) => error) };
}

/** Nothing of them runs any more, the worker has nothing to do, and is there for others. */
async function expectIdle(): Promise<void> {
  const neighbour = await called('test:neighbour', { 'activity.start_to_close_timeout': '30s' });
  expect(await neighbour.ended).toBe('slept');
  await expect.poll(() => runtime.processes.size, { timeout: 30_000 }).toBe(0);
  let least = Infinity;
  // The SDK and the test may have something to do for a while: what runs for ever does so all the time.
  for (let window = 0; window < 10 && least >= IDLE; window++) {
    const began = process.cpuUsage();
    await sleep(500);
    const { user, system } = process.cpuUsage(began);
    least = Math.min(least, (user + system) / 1_000);
  }
  expect(least).toBeLessThan(IDLE);
}

const LIMITS = { 'activity.start_to_close_timeout': '3s', 'activity.retry_policy': { maximum_attempts: 1 } };

it('a function that goes on when its time is over is ended, and its worker is free', { timeout: 120_000 }, async () => {
  const runs = await Promise.all(programs.map((_, index) => called(`test:f${index}`, LIMITS)));
  const ended = await Promise.all(runs.map(({ ended }) => ended));
  for (const [index, error] of ended.entries()) {
    // Those that fail by themselves may do so later, beside so many others.
    const kind = index < RESISTERS.length ? /^TIMEOUT$/ : /^(INTERNAL|TIMEOUT)$/;
    expect((error as LuaError).kind, programs[index]).toMatch(kind);
  }
  await expectIdle();
});

it('a function that goes on when it is cancelled is ended with its time', { timeout: 120_000 }, async () => {
  const options = { ...LIMITS, 'activity.heartbeat_timeout': '1s', 'activity.auto_heartbeat': true };
  const runs = await Promise.all(RESISTERS.map((_, index) => called(`test:f${index}`, options)));
  await expect.poll(() => runtime.processes.size, { timeout: 20_000 }).toBeGreaterThan(0);
  await Promise.all(runs.map((run) => run.cancel()));
  await Promise.all(runs.map(({ ended }) => ended));
  await expectIdle();
});

it.each([
  ['terminated', (run: ProcessHandle) => run.terminate()],
  ['cancelled with a deadline', (run: ProcessHandle) => run.cancel({ deadline: 500 })],
])('a process that goes on when it is %s is ended, and its worker is free', { timeout: 120_000 }, async (_, end) => {
  const runs = await Promise.all(RESISTERS.map((_, index) => runtime.processes.spawn(`test:p${index}`, 'test:h')));
  await sleep(500);
  const results = Promise.all(runs.map((run) => run.result().catch((error: unknown) => error)));
  await Promise.all(runs.map((run) => end(run)));
  for (const [index, error] of (await results).entries()) {
    expect([RESISTERS[index], (error as LuaError).kind]).toEqual([RESISTERS[index], 'CANCELED']);
  }
  await expectIdle();
});

it('processes that take memory without end, or work where nothing can be suspended, fail', async () => {
  for (const lua of FAILING) {
    const run = await runtime.processes.spawn(`test:p${programs.indexOf(lua)}`, 'test:h');
    await expect(run.result()).rejects.toMatchObject({ kind: 'INTERNAL' });
  }
  await expectIdle();
});
