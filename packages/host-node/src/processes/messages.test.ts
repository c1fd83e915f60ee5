import { describe, expect, it } from 'vitest';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { FunctionHost } from '../functions.js';
import { request, TestNode } from './node.fixture.js';
import { ProcessNode } from './process-node.js';

const ECHO = `
  local inbox = run.inbox()
  while true do
    local m = inbox:receive()
    assert(run.send(m.from, "echo", m.args[1]))
  end`;

describe('messages between processes', () => {
  it('arrive once, in order, before and after the receiver looks', async () => {
    const node = new TestNode({
      receiver: `
        local inbox, seen = run.inbox(), {}
        for i = 1, 20000 do seen[i] = inbox:receive().args[1] end
        for i = 1, 20000 do assert(seen[i] == i, seen[i]) end
        return #seen`,
      sender: `
        local to = ...
        for i = 1, 20000 do
          if i % 7000 == 0 then run.sleep(1) end
          assert(run.send(to, "n", i))
        end`,
    });
    const receiver = node.spawn(request('receiver'));
    node.spawn(request('sender', [encodeData(receiver.pid)]));
    expect(await receiver.result).toEqual(encodeData(20_000));
  });

  it('carry the PID of their sender, so that it is answered', async () => {
    const node = new TestNode({
      echo: ECHO,
      ask: `
        local to = run.spawn("echo")
        assert(run.send(to, "ask", 7))
        local m = run.inbox():receive()
        return m.topic == "echo" and m.from == to and m.args[1]`,
    });
    expect(await node.run('ask')).toBe(7);
  });

  it('reach a function call by its PID, for as long as it runs', async () => {
    const node = new TestNode({ echo: ECHO, call: `return run.pid()`, wait: `return run.inbox():receive().args[1]` });
    const functions = new FunctionHost({ node, find: (id) => node.codeOf(id) });
    const call = functions.run('wait', []);
    const [process] = [...node.processes];
    expect(process?.pid).toMatch(/^\{n1@functions\|/);
    node.find(process?.pid ?? '')?.send({ topic: 'x', args: [encodeData('here')] });
    expect(await call.result).toEqual(encodeData('here'));
    expect(() => node.find(process?.pid ?? '')).toThrow(expect.objectContaining({ kind: 'NOT_FOUND' }));
  });

  it('go nowhere when nobody is there', async () => {
    const node = new TestNode({
      short: 'return 1',
      main: `
        local pid = run.spawn("short", "monitor")
        run.events():receive()
        local kinds = {}
        for i, to in ipairs({ pid, "nobody", "{n1@app:procs|x}", "{n2@app:procs|x}" }) do
          local ok, err = run.send(to, "t")
          kinds[i] = err and err:kind() or tostring(ok)
        end
        return kinds`,
    });
    expect(await node.run('main')).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'UNAVAILABLE']);
  });

  it('given at the start come first, in order, and from the spawner', async () => {
    const node = new TestNode({ take: `local i, l = run.inbox(), {} for n = 1, 4 do l[n] = i:receive() end return l` });
    const messages = [1, 2, 3].map((n) => ({ topic: `t${n}`, args: [encodeData(n)] }));
    const process = node.spawn({ ...request('take'), messages }, '{n1@functions|me}');
    process.send({ topic: 'later', args: [] });
    expect(decodeData(await process.result)).toEqual([
      { topic: 't1', from: '{n1@functions|me}', args: [1] },
      { topic: 't2', from: '{n1@functions|me}', args: [2] },
      { topic: 't3', from: '{n1@functions|me}', args: [3] },
      { topic: 'later', args: [] },
    ]);
  });

  it('are refused with a reserved topic, nothing having started', async () => {
    const node = new TestNode({ idle: 'run.inbox():receive()' });
    expect(() => node.spawn({ ...request('idle'), messages: [{ topic: '@x', args: [] }] })).toThrow(/reserved/);
    expect(node.size).toBe(0);
  });
});

describe('names', () => {
  it('lead to one live process, and are free again after its end', async () => {
    const node = new TestNode({
      named: `run.inbox():receive()`,
      main: `
        local first = assert(run.spawn("named", nil, "door"))
        local _, taken = run.spawn("named", nil, "door")
        local _, other = run.register("door")
        assert(run.lookup("door") == first)
        assert(run.monitor("door"))
        assert(run.send("door", "end"))
        local event = run.events():receive()
        local _, free = run.lookup("door")
        assert(run.register("door") and run.lookup("door") == run.pid())
        assert(run.register("door"))
        assert(run.unregister("door") and not run.unregister("door"))
        local _, foreign = run.register("x", "{n2@app:procs|1}")
        return { taken:kind(), other:kind(), event.from, free:kind(), foreign:kind() }`,
    });
    expect(await node.run('main')).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'door', 'NOT_FOUND', 'UNAVAILABLE']);
  });

  it('a name is free again, and nothing is left, when no Lua state can be made', () => {
    const { options } = new TestNode({ named: '' });
    const broken = (): never => {
      throw new Error('a broken interceptor');
    };
    const node = new ProcessNode({ ...options, interceptors: [{ clock: broken }] });
    expect(() => node.spawn(request('named', [], 'door'))).toThrow('a broken interceptor');
    expect([node.names.lookup('door'), node.size]).toEqual([undefined, 0]);
  });

  it('cannot read as a PID', async () => {
    const node = new TestNode({ main: `local _, err = run.register("a|b") return err:message()` });
    expect(await node.run('main')).toMatch(/does not read as a PID, got 'a\|b'/);
  });
});

describe('other code for a running process', () => {
  it('gets its PID, its unread messages in order and its events', async () => {
    const node = new TestNode({
      old: `
        local ch = run.listen("claimed")
        run.inbox():receive()
        assert(run.become("new", "hello"))`,
      new: `
        local greeting, inbox, seen = ..., run.inbox(), {}
        for i = 1, 4 do seen[i] = inbox:receive().topic end
        return { greeting, run.pid(), seen, run.events():receive().kind }`,
    });
    const process = node.spawn(request('old'));
    for (const topic of ['go', 'a', 'claimed', 'b']) process.send({ topic, args: [] });
    process.cancel({});
    setTimeout(() => process.send({ topic: 'late', args: [] }), 20);
    expect(await process.result.then(decodeData)).toEqual([
      'hello',
      process.pid,
      ['a', 'claimed', 'b', 'late'],
      'pid.cancel',
    ]);
  });

  it('that does not exist changes nothing', async () => {
    const node = new TestNode({ main: `local _, err = run.become("gone") return err:kind()` });
    expect(await node.run('main')).toBe('NOT_FOUND');
  });
});
