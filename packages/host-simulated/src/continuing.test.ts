import { describe, expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { run, start } from './worlds.fixture.js';

const COUNTER = `return function(total, left)
  local event = process.listen("add")
  for _ = 1, 2 do total = total + event:receive() end
  if left == 0 then return total end
  process.set_options { trap_links = not process.get_options().trap_links }
  process.upgrade(nil, total, left - 1)
end`;

const world = {
  workflows: { 'app:counter': { lua: COUNTER }, 'app:second': { lua: 'return function(...) return { ... } end' } },
  processes: { 'app:counter': { lua: COUNTER }, 'app:second': { lua: 'return function(...) return { ... } end' } },
};

describe.each([
  ['a workflow', 'test:w'],
  ['a process', 'app:procs'],
])('%s that goes on as another', (_, host) => {
  it('keeps its PID, its watchers and its unread messages, in order', async () => {
    const source = `
      local pid = process.spawn_monitored("app:counter", "${host}", 0, 2)
      for i = 1, 6 do assert(process.send(pid, "add", i)) end
      local event = process.events():receive()
      return { event.from == pid, event.result.value }`;
    expect(await run(source, world)).toEqual([true, 21]);
  });

  it('may go on as another entry, with new arguments', async () => {
    const lua = 'return function() process.upgrade("app:second", "x", 2) end';
    const code = { 'app:first': { lua }, 'app:second': world.workflows['app:second'] };
    const source = `return (process.exec("app:first", "${host}"))`;
    expect(await run(source, { workflows: code, processes: code })).toEqual(['x', 2]);
  });

  it('stays what it is when nothing can take over', async () => {
    const lua = 'return function() local _, err = process.upgrade("app:nowhere") return err:kind() end';
    const code = { 'app:first': { lua } };
    const source = `return (process.exec("app:first", "${host}"))`;
    expect(await run(source, { workflows: code, processes: code })).toBe('NOT_FOUND');
  });

  it('ends all its coroutines, and takes nothing along that was under way', async () => {
    const seen: Data[] = [];
    const lua = `return function(n)
      if n == 2 then time.sleep("1h") return "second" end
      coroutine.spawn(function() time.sleep("30m") funcs.call("app:note", "late") end)
      time.sleep("1m")
      process.upgrade(nil, 2)
    end`;
    const code = { 'app:first': { lua } };
    const functions = { 'app:note': (text: Data) => void seen.push(text) };
    const source = `return (process.exec("app:first", "${host}", 1))`;
    expect(await run(source, { workflows: code, processes: code, functions })).toBe('second');
    expect(seen).toEqual([]);
  });
});

it('a workflow has to watch anew what it watched before, and keeps what it says of itself', async () => {
  const lua = `return function(n)
    if n == 2 then
      local events = process.events()
      local r = channel.select { events:case_receive(), time.after("1h"):case_receive() }
      return { r.channel == events, process.get_options().trap_links }
    end
    process.set_options { trap_links = true }
    process.with_options({ ["workflow.parent_close_policy"] = "abandon" }):spawn_linked_monitored("app:fails", "test:w")
    process.upgrade(nil, 2)
  end`;
  const workflows = { 'app:first': { lua }, 'app:fails': { lua: 'return function() time.sleep("1m") error("x") end' } };
  expect(await run('return (process.exec("app:first", "test:w", 1))', { workflows })).toEqual([false, true]);
});

it('a function call goes on as another, and its caller gets the result of that', async () => {
  const functions = {
    'app:first': { lua: 'return function() process.upgrade("app:second", 5) end' },
    'app:second': { lua: 'return function(n) time.sleep("1m") return n + 1 end' },
  };
  expect(await run('return (funcs.call("app:first"))', { functions })).toBe(6);
});

it.each([
  ['workflow', true],
  ['function', false],
])('a %s that the test itself runs has no code that could go on', async (what, inWorkflow) => {
  const { end } = start('local _, err = process.upgrade() return { err:kind(), tostring(err) }', { inWorkflow });
  expect(await end).toEqual(['NOT_FOUND', expect.stringContaining(`no ${what} 'test:main'`)]);
});

it.each([
  ['at once', 'process.upgrade(nil)', '2024-01-01T00:00:00'],
  ['every hour', 'time.sleep("1h") process.upgrade(nil)', '2024-02-10T'],
])('a workflow that goes on as a new run for ever, %s, ends a wait for its result', async (_, body, until) => {
  const workflows = { 'app:loop': { lua: `return function() ${body} end` } };
  await expect(run('return (process.exec("app:loop", "test:w"))', { workflows })).rejects.toThrow(
    new RegExp(`until ${until}.* in virtual time, and no end: app:loop has gone on as a new run \\d+ times; `),
  );
});
