import { randomUUID } from 'node:crypto';
import { LuaError } from '@durable-lua/determinism';
import { createRuntime, standardModules, type Runtime } from '@durable-lua/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { workflowProject } from '../server/project.js';
import { someProgram } from './programs.fixture.js';
import { wrongEnd } from './ending.fixture.js';

/** Each goes on for ever, and waits between: no turn is long, but its history grows. */
const FLOODS: Readonly<Record<string, string>> = {
  timers: 'while true do time.sleep("1ms") end',
  'timers, in pcall': 'while true do pcall(time.sleep, "1ms") end',
  'timers that are never read': 'while true do for _ = 1, 5 do time.after("1h") end time.sleep("1ms") end',
  'a timer that is set again': 'local t = time.timer("1h") while true do t:reset("1h") time.sleep("1ms") end',
  'a ticker': 'local ticks = time.ticker("1ms"):channel() while true do ticks:receive() end',
  'a ticker, in pcall': 'local ticks = time.ticker("1ms"):channel() while true do pcall(ticks.receive, ticks) end',
  'a ticker that is read late':
    'local ticks = time.ticker("1ms"):channel() while true do time.sleep("1ms") ticks:receive() end',
  'tickers that are never read': 'for _ = 1, 5 do time.ticker("1ms") end time.sleep("1h")',
  'timeouts of select':
    'local ch = channel.new() while true do channel.select({ ch:case_receive(), timeout = "1ms" }) end',
  'timeouts of select, in pcall':
    'local ch = channel.new() while true do pcall(channel.select, { ch:case_receive(), timeout = "1ms" }) end',
  'groups that sleep':
    'while true do local g = coroutine.group(2) for _ = 1, 5 do g:spawn(time.sleep, "1ms") end g:wait() end',
  'coroutines that sleep': 'while true do coroutine.spawn(function() time.sleep("1h") end) time.sleep("1ms") end',
  'coroutines that wake each other':
    'local function again() time.sleep("1ms") coroutine.spawn(again) coroutine.spawn(again) end again() channel.new():receive()',
  'a channel that is filled':
    'local ch = channel.new(1000000) coroutine.spawn(function() while true do for _ = 1, 1000 do ch:send({}) end time.sleep("1ms") end end) while true do time.sleep("1h") end',
  'calls that never end': 'while true do funcs.async("test:never") time.sleep("1ms") end',
  children: 'while true do process.exec("test:echo", "test:w", 1) end',
  'children that stay':
    'while true do process.with_options({ ["workflow.parent_close_policy"] = "terminate" }):spawn("test:never", "test:w") time.sleep("1ms") end',
  'messages to itself':
    'local topic = process.listen("t") while true do process.send(process.pid(), "t", 1) topic:receive() end',
  'messages to itself that nobody reads':
    'while true do process.send(process.pid(), "t", ("x"):rep(100000)) time.sleep("1ms") end',
  'messages to nobody': 'while true do process.send("nobody", "t", ("x"):rep(1000)) end',
  versions: 'for i = 1, math.huge do workflow.version("change" .. i, 1, 1) time.sleep("1ms") end',
  attributes: 'for i = 1, math.huge do workflow.attrs({ memo = { a = i } }) time.sleep("1ms") end',
  randomness: 'while true do crypto.random.bytes(10) uuid.v4() time.sleep("1ms") end',
};

/** Programs that work without end, or take memory without end. */
const CROWD = someProgram()
  .filter(({ ends, source }) => ends === 'stopped' && !/\bprint\(|logger|channel\.new\(\):(receive|send)/.test(source))
  .slice(0, 100);
/** Goes on as a new run when a call is refused, and not before. */
const GOES_ON = `local run = ... or 1
  if run == 3 then return "the third run" end
  while pcall(time.sleep, "1ms") do end
  workflow.continue_as_new(run + 1)`;
const NEIGHBOUR = 'for _ = 1, 3 do time.sleep("100ms") end return "slept"';
/** What the worker's process may compute for all of the crowd, in ms of the processor: some 300 for each. */
const MOST_CPU = 30_000;

let runtime: Runtime;
const sources = [...Object.values(FLOODS), ...CROWD.map(({ source }) => source), NEIGHBOUR, GOES_ON];
beforeAll(async () => {
  const place = { address: inject('temporalAddress'), taskQueue: `floods-${randomUUID()}`, modules: standardModules };
  const cases = sources.map((source, index) => ({
    name: `case_${index}`,
    module: 'hostile',
    script: { name: `case_${index}_hostile.lua`, source },
  }));
  const project = await workflowProject(place, cases);
  runtime = await createRuntime({ project, limits: { turnBudget: 300_000 }, sizeLimits: { events: 60 } });
  await runtime.start();
});
afterAll(() => runtime.shutdown());

async function ended(source: string) {
  const id = `floods-${randomUUID()}`;
  const type = `test:case_${sources.indexOf(source)}`;
  const run = await runtime.spawn(type, 'test:w', undefined, { id, executionTimeout: 120_000 });
  return run.result().then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error: LuaError.is(error) ? error : { message: String(error), luaStack: '' } }),
  );
}

it.concurrent.each(Object.entries(FLOODS))(
  'a workflow whose history grows without end fails before the server ends it, and says where: %s',
  { timeout: 150_000 },
  async (_, source) => {
    const { error } = (await ended(source)) as { error: LuaError };
    expect(error).toMatchObject({ kind: expect.stringMatching(/^(INVALID|INTERNAL)$/) as string });
    expect(error.message + error.luaStack).toMatch(/case_\d+_hostile\.lua:1/);
    expect(error.message).toMatch(/the history of this run has|steps without waiting|memory|under way/);
  },
);

it('a workflow whose history is full may go on as a new run', { timeout: 150_000 }, async () => {
  expect(await ended(GOES_ON)).toEqual({ value: 'the third run' });
});

it(
  'a hundred that mean harm at once all end, and one that sleeps beside them does too',
  { timeout: 300_000 },
  async () => {
    expect(CROWD).toHaveLength(100);
    const began = process.cpuUsage();
    const neighbour = ended(NEIGHBOUR);
    const wrong = await Promise.all(CROWD.map(async (program) => wrongEnd(program, await ended(program.source))));
    expect(await neighbour).toEqual({ value: 'slept' });
    const { user, system } = process.cpuUsage(began);
    expect(wrong.filter((why) => why !== undefined)).toEqual([]);
    expect((user + system) / 1_000).toBeLessThan(MOST_CPU);
  },
);
