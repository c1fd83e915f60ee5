import { describe, expect, it } from 'vitest';
import { run, start } from './worlds.fixture.js';

/** Collects the events of a minute: kind, and how what they tell of ended. */
const COLLECT = `
  local function collect(wait)
    local seen, events, late = {}, process.events(), time.after(wait or "2m")
    while true do
      local r = channel.select { events:case_receive(), late:case_receive() }
      if r.channel == late then return table.concat(seen, ", ") end
      local result = r.value.result or {}
      local err = result.error
      seen[#seen + 1] = r.value.kind .. " " .. (err and err:kind() or tostring(result.value))
    end
  end
`;

const HOSTS = [
  ['a workflow', 'test:w'],
  ['a process', 'app:procs'],
] as const;

describe.each([
  ['a workflow', true],
  ['a function', false],
])('%s', (_, inWorkflow) => {
  it.each(HOSTS)('hears once of the end of %s that it monitors', async (_, host) => {
    const source = `${COLLECT}
      local pid = process.spawn_monitored("app:done", "${host}", 7)
      assert(process.monitor(pid))
      return collect()`;
    expect(await run(source, { inWorkflow })).toBe('pid.exit 7');
  });

  it.each(HOSTS)('hears of the failure of %s, and of its end by force', async (_, host) => {
    const source = `${COLLECT}
      process.spawn_monitored("app:fails", "${host}")
      assert(process.terminate(process.spawn_monitored("app:waits", "${host}")))
      return collect()`;
    expect(await run(source, { inWorkflow })).toBe('pid.exit CANCELED, pid.exit INTERNAL');
  });

  it.each(HOSTS)('traps the end of %s to which it is linked', async (_, host) => {
    const source = `${COLLECT}
      process.set_options { trap_links = true }
      process.spawn_linked("app:fails", "${host}")
      process.spawn_linked_monitored("app:fails", "${host}")
      process.spawn_linked("app:done", "${host}")
      return collect()`;
    const normal = host === 'test:w' ? ['pid.exit done'] : [];
    const down = 'pid.link.down INTERNAL';
    expect(await run(source, { inWorkflow })).toBe([down, 'pid.exit INTERNAL', down, ...normal].join(', '));
  });

  it.each(HOSTS)('ends with %s to which it is linked, whatever it catches', async (_, host) => {
    const source = `
      local pid = process.spawn_linked("app:fails", "${host}")
      pcall(function() while true do pcall(time.sleep, "1h") end end)`;
    const { host: world, end } = start(source, { inWorkflow });
    await expect(end).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/^linked process failed: \{.*\|.*\}$/) as string,
      retryable: false,
      details: { linked: expect.any(String) as string, error: { message: 'broken' } },
    });
    expect(world.now).toBe(Date.UTC(2024, 0, 1, 0, 1));
  });

  it('hears no more of what it no longer monitors or is linked to, not even what it has not read', async () => {
    const source = `${COLLECT}
      process.set_options { trap_links = true }
      local early = process.spawn_linked_monitored("app:fails", "test:w")
      time.sleep("90s")
      local late = process.spawn_linked_monitored("app:fails", "app:procs")
      for _, pid in ipairs { early, late, "{test@app:procs|unknown}" } do
        assert(process.unmonitor(pid) and process.unlink(pid))
      end
      return collect()`;
    expect(await run(source, { inWorkflow })).toBe('');
  });

  it('monitors a workflow that has ended, and no process that has', async () => {
    const source = `${COLLECT}
      local pid = process.with_options({}):with_name("once"):spawn("app:done", "test:w")
      local gone = process.spawn("app:done", "app:procs")
      time.sleep("2m")
      process.unmonitor(pid)
      process.unmonitor(gone)
      assert(process.monitor("once"))
      local kinds = {}
      for _, call in ipairs { process.monitor, process.link, process.cancel, process.terminate } do
        kinds[#kinds + 1] = select(2, call(gone)):kind()
        kinds[#kinds + 1] = select(2, call("never-was")):kind()
      end
      kinds[#kinds + 1] = select(2, process.cancel(pid)):kind()
      kinds[#kinds + 1] = select(2, process.terminate(pid)):kind()
      return { collect(), kinds }`;
    expect(await run(source, { inWorkflow })).toEqual(['pid.exit done', Array(10).fill('NOT_FOUND')]);
  });

  it('hears nothing of what it calls with exec', async () => {
    const source = `${COLLECT}
      assert(process.exec("app:done", "test:w") == "done" and process.exec("app:done", "app:procs") == "done")
      return collect()`;
    expect(await run(source, { inWorkflow })).toBe('');
  });
});

describe('a child', () => {
  it('is monitored without being asked; a link takes the place of that', async () => {
    const source = `${COLLECT}
      process.set_options { trap_links = true }
      process.spawn("app:done", "test:w", 1)
      process.spawn("app:done", "app:procs", 2)
      process.link(process.spawn("app:fails", "test:w"))
      return collect()`;
    expect(await run(source)).toBe('pid.exit 1, pid.exit 2, pid.link.down INTERNAL');
  });

  it('that ran before is none: only who asks for its end hears of it', async () => {
    const source = (again: string) => `${COLLECT}
      local once = process.with_options({}):with_name("once")
      process.unmonitor(once:spawn("app:done", "test:w"))
      once:${again}("app:done", "test:w")
      return collect()`;
    expect(await run(source('spawn'))).toBe('');
    expect(await run(source('spawn_monitored'))).toBe('pid.exit done');
  });

  it('goes down with a parent to which it is linked, and tells it by its own end', async () => {
    const workflows = {
      'app:parent': {
        lua: `return function()
          process.set_options { trap_links = true }
          local child = process.with_options({ ["workflow.parent_close_policy"] = "abandon" })
            :with_name("child"):spawn_linked("app:waits", "test:w")
          time.sleep("1m")
          return nil, "parent broke"
        end`,
      },
      'app:waits': { lua: 'return function() process.listen("never"):receive() end' },
    };
    const source = `${COLLECT}
      process.unmonitor(process.spawn("app:parent", "test:w"))
      time.sleep("1s")
      assert(process.monitor("child"))
      return collect()`;
    expect(await run(source, { workflows })).toBe('pid.exit INTERNAL');
  });
});

describe('cancel', () => {
  it.each(HOSTS)('is an event for %s that asks for events, with reason, deadline and sender', async (_, host) => {
    const source = `
      local polite = process.spawn_monitored("app:polite", "${host}")
      time.sleep("1s")
      assert(process.cancel(polite, "5s", "shop closed"))
      local told = process.events():receive().result.value
      return { told.kind, told.reason, told.timeout, told.from == process.pid() }`;
    expect(await run(source)).toEqual(['pid.cancel', 'shop closed', 5000, true]);
  });

  it.each(HOSTS)('interrupts what %s waits for that does not', async (_, host) => {
    const { host: world, end } = start(`
      process.cancel(process.spawn_monitored("app:waits", "${host}"))
      return process.events():receive().result.error:kind()`);
    expect(await end).toBe('CANCELED');
    expect(world.now).toBe(Date.UTC(2024, 0, 1));
  });

  it.each(HOSTS)('ends %s at the deadline, whatever it does', async (_, host) => {
    const { host: world, end } = start(`
      local deaf = process.spawn_monitored("app:deaf", "${host}")
      time.sleep("1s")
      assert(process.cancel(deaf, "30s"))
      return process.events():receive().result.error:kind()`);
    expect(await end).toBe('CANCELED');
    expect(world.now).toBe(Date.UTC(2024, 0, 1, 0, 0, 31));
  });

  it('of a test reaches the code once, and its deadline ends it', async () => {
    const { host, end } = start(`
      local events = process.events()
      local first = events:receive()
      print(first.reason, first.deadline)
      events:receive()`);
    host.cancel({ reason: 'first', deadline: 60_000 });
    host.cancel({ reason: 'second', deadline: 10 });
    await expect(end).rejects.toMatchObject({ kind: 'CANCELED' });
    expect(host.log.map(({ message }) => message)).toEqual(['first 2024-01-01T00:01:00.000Z']);
    expect(host.now).toBe(Date.UTC(2024, 0, 1, 0, 1));
  });

  it('ends what stands in TypeScript for a workflow', async () => {
    const source = `
      process.cancel(process.spawn_monitored("app:never", "test:w"))
      return process.events():receive().result.error:kind()`;
    expect(await run(source, { workflows: { 'app:never': { never: true } } })).toBe('CANCELED');
  });

  it('of a parent leaves alone a child that it waits for and that is to be abandoned', async () => {
    const source = (policy: string) => `
      local child = process.with_options({ ["workflow.parent_close_policy"] = "${policy}" }):with_name("child")
      local _, err = child:exec("app:waits", "test:w")
      time.sleep("1s")
      return { err:kind(), process.monitor("child") and process.terminate("child") and "open" or "ended" }`;
    for (const [policy, state] of [
      ['abandon', 'open'],
      ['terminate', 'ended'],
    ] as const) {
      const { host, end } = start(source(policy));
      host.after(1000, () => host.cancel());
      expect(await end).toEqual(['CANCELED', state]);
    }
  });
});

describe('terminate', () => {
  it('ends a run without a word, and says who did', async () => {
    const source = `
      local deaf = process.spawn_monitored("app:polite", "test:w")
      time.sleep("1s")
      assert(process.terminate(deaf))
      local err = process.events():receive().result.error
      return { err:kind(), err:details().terminated, tostring(err) == "workflow terminated: process.terminate by " .. process.pid() }`;
    expect(await run(source)).toEqual(['CANCELED', true, true]);
  });

  it('ends its own run too', async () => {
    await expect(run('process.terminate(process.pid()) time.sleep("1h")')).rejects.toMatchObject({
      kind: 'CANCELED',
      details: { terminated: true },
    });
  });
});
