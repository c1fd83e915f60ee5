import { describe, expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { encodeData } from '@durable-lua/lua-vm';
import { request, TestNode } from './node.fixture.js';

/** Processes that end in each way there is, when they get a message. */
const ENDS = {
  returns: `run.inbox():receive() return 42`,
  fails: `run.inbox():receive() error("boom")`,
  waits: `run.inbox():receive()`,
  quick: `return "quick"`,
};

/** Reads so many events. */
const READ = `
  local function read(n)
    local events, seen = run.events(), {}
    for i = 1, n do seen[i] = events:receive() end
    return seen
  end `;

const watch = async (main: string): Promise<Data> => new TestNode({ ...ENDS, main: READ + main }).run('main');

describe('a monitor', () => {
  it.each([
    ['returns', `run.send(pid, "end")`, { value: 42 }],
    ['fails', `run.send(pid, "end")`, { error: 'INTERNAL', message: 'fails.lua:1: boom' }],
    ['waits', `run.cancel(pid)`, { error: 'CANCELED' }],
    ['waits', `run.terminate(pid)`, { error: 'CANCELED', details: { terminated: true } }],
  ])('tells once how a process ends that %s, after %s', async (id, end, how) => {
    const events = await watch(`
      local pid = assert(run.spawn("${id}"))
      assert(run.monitor(pid)) assert(run.monitor(pid))
      ${end}
      local seen = read(1)
      run.sleep(5)
      run.cancel(run.pid(), nil, "no more")
      seen[2] = read(1)[1]
      return seen`);
    expect(events).toMatchObject([{ kind: 'pid.exit', ...how }, { kind: 'pid.cancel' }]);
  });

  it('set by the spawn misses nothing, however soon the process ends', async () => {
    const events = await watch(`
      for i = 1, 50 do assert(run.spawn("quick", "monitor")) end
      return read(50)`);
    expect(events).toHaveLength(50);
  });

  it('of what has ended or never was is NOT_FOUND', async () => {
    expect(
      await watch(`
        local pid = run.spawn("quick", "monitor")
        read(1)
        local _, ended = run.monitor(pid)
        local _, never = run.link("{n1@app:procs|x}")
        return { ended:kind(), never:kind() }`),
    ).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });

  it('taken back tells nothing, not even what was unread', async () => {
    const events = await watch(`
      local pid = assert(run.spawn("waits", "monitor"))
      local other = assert(run.spawn("waits", "monitor"))
      run.terminate(pid)
      run.sleep(5)
      assert(run.unmonitor(pid)) assert(run.unmonitor("nobody")) assert(run.unmonitor(other))
      run.terminate(other)
      run.sleep(5)
      run.cancel(run.pid())
      return read(1)`);
    expect(events).toMatchObject([{ kind: 'pid.cancel' }]);
  });
});

describe('a link', () => {
  it('ends the other with the one, uncatchably', async () => {
    const node = new TestNode({
      ...ENDS,
      pair: `
        local pid = assert(run.spawn("fails", "link"))
        run.send(pid, "end")
        pcall(function() run.inbox():receive() end)
        return "survived"`,
      main: READ + `run.spawn("pair", "monitor") return read(1)`,
    });
    const events = await node.run('main');
    expect(events).toMatchObject(
      [{ error: 'INTERNAL', message: /^linked process failed: \{n1@app:procs\|/, details: { error: {} } }].map(
        (one) => ({ ...one, message: expect.stringMatching(one.message) as string }),
      ),
    );
  });

  it('works both ways: the spawned ends with its spawner', async () => {
    const node = new TestNode({
      ...ENDS,
      owner: `local to = ... run.send(to, "pid", run.spawn("waits", "link")) run.inbox():receive() error("gone")`,
      main:
        READ +
        `
        local owner = run.spawn("owner", nil, nil, run.pid())
        local pid = run.inbox():receive().args[1]
        run.monitor(pid)
        run.send(owner, "end")
        return read(1)`,
    });
    expect(await node.run('main')).toMatchObject([
      { error: 'INTERNAL', message: expect.stringMatching(/^linked/) as string },
    ]);
  });

  it('is an event where links are trapped; after an EXIT where it is monitored, too', async () => {
    const events = await watch(`
      run.trap()
      local a = assert(run.spawn("waits", "link"))
      run.terminate(a)
      local seen = read(1)
      local b = assert(run.spawn("waits", "link monitor"))
      run.terminate(b)
      for _, event in ipairs(read(2)) do seen[#seen + 1] = event end
      return seen`);
    expect(events).toMatchObject([{ kind: 'pid.link.down' }, { kind: 'pid.exit' }, { kind: 'pid.link.down' }]);
  });

  it('says nothing of a normal end, and nothing once it is undone', async () => {
    const events = await watch(`
      local a = assert(run.spawn("returns", "link"))
      run.send(a, "end")
      local b = assert(run.spawn("fails"))
      assert(run.link(b)) assert(run.unlink(b)) assert(run.unlink("nobody"))
      run.send(b, "end")
      run.sleep(10)
      run.cancel(run.pid())
      return read(1)`);
    expect(events).toMatchObject([{ kind: 'pid.cancel' }]);
  });
});

describe('a cancel', () => {
  it('interrupts what waits, once, and what the code does then works', async () => {
    const node = new TestNode({
      main: `
        local ok, err = pcall(run.sleep, 60000)
        run.sleep(1)
        local event = run.events():receive()
        return { ok, err:kind(), event.kind, event.from, event.reason }`,
    });
    const process = node.spawn(request('main'));
    process.cancel({ from: '{n1@functions|me}', reason: 'why' });
    process.cancel({});
    expect(await process.result).toEqual(encodeData([false, 'CANCELED', 'pid.cancel', '{n1@functions|me}', 'why']));
  });

  it('is only an event for a process that asked for events', async () => {
    const node = new TestNode({
      main: `
        local events = run.events()
        run.sleep(20)
        local event = events:receive()
        return event.timeout`,
    });
    const process = node.spawn(request('main'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.cancel({ deadline: 5000 });
    expect(await process.result).toEqual(encodeData(5000));
  });

  it('kills after the earliest of its deadlines', async () => {
    const node = new TestNode({ stubborn: `run.events() while true do pcall(run.sleep, 60000) end` });
    const process = node.spawn(request('stubborn'));
    const start = performance.now();
    for (const deadline of [60_000, 30, 50_000]) process.cancel({ deadline });
    await expect(process.result).rejects.toMatchObject({ kind: 'CANCELED' });
    expect(performance.now() - start).toBeGreaterThan(25);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('of an exec reaches what it waits for', async () => {
    const node = new TestNode({
      inner: `local ok, err = pcall(run.sleep, 60000) return nil, err`,
      outer: `local _, err = run.exec("inner") return err:kind()`,
    });
    const process = node.spawn(request('outer'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.cancel({});
    expect(await process.result).toEqual(encodeData('CANCELED'));
    expect(node.size).toBe(0);
  });
});

describe('a terminate', () => {
  it('runs no more code of its target, whatever that does', async () => {
    const node = new TestNode({
      busy: `local to = ... pcall(function() while true do end end) run.send(to, "survived")`,
      main:
        READ +
        `
        local pid = run.spawn("busy", "monitor", nil, run.pid())
        run.sleep(20)
        assert(run.terminate(pid))
        local seen = read(1)
        local _, again = run.terminate(pid)
        seen[2] = again:kind()
        return seen`,
    });
    expect(await node.run('main')).toMatchObject([{ error: 'CANCELED', details: { terminated: true } }, 'NOT_FOUND']);
  });
});

describe('a node that stops', () => {
  it('asks its processes to end, and kills the others after their time', async () => {
    const node = new TestNode({
      polite: `run.events():receive() return "bye"`,
      stubborn: `run.events() while true do pcall(run.sleep, 60000) end`,
    });
    const polite = node.spawn(request('polite'));
    const stubborn = node.spawn(request('stubborn'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await node.stop();
    expect(await polite.result).toEqual(encodeData('bye'));
    await expect(stubborn.result).rejects.toMatchObject({ kind: 'CANCELED' });
    expect(node.size).toBe(0);
  });

  it('tells those who watch what is left UNAVAILABLE, and starts nothing more', async () => {
    const node = new TestNode(ENDS);
    const process = node.spawn(request('waits'));
    const told = new Promise((resolve) => void process.watch(resolve));
    await node.close();
    expect(await told).toMatchObject({ error: { kind: 'UNAVAILABLE' } });
    expect(() => node.spawn(request('waits'))).toThrow(expect.objectContaining({ kind: 'UNAVAILABLE' }));
  });
});

it('a process that fails says so in the log', async () => {
  const node = new TestNode(ENDS);
  const process = node.spawn(request('fails'));
  process.send({ topic: 'end', args: [] });
  await process.result.catch(() => undefined);
  expect(node.lines).toEqual(['error process failed: fails.lua:1: boom']);
});

it('ten thousand processes wait at once, and each answers', { timeout: 120_000 }, async () => {
  const node = new TestNode({ idle: `local m = run.inbox():receive() return m.args[1]` });
  const processes = Array.from({ length: 10_000 }, () => node.spawn(request('idle')));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(node.size).toBe(10_000);
  for (const [index, process] of processes.entries()) process.send({ topic: 'n', args: [encodeData(index)] });
  const results = await Promise.all(processes.map(({ result }) => result));
  expect(results).toEqual(processes.map((_, index) => encodeData(index)));
  expect(node.size).toBe(0);
});
