import { describe, expect, it } from 'vitest';
import { defineModule, fn, integer, result } from '@durable-lua/determinism';
import { type Host, type Interceptor } from '@durable-lua/determinism/host';
import { createLua, encodeData } from '@durable-lua/lua-vm';
import { nodeHost } from '@durable-lua/host-node';
import { simulatedHost, type SimulatedHostOptions } from '@durable-lua/host-simulated';
import { channel } from '@durable-lua/modules-channel';
import { funcs } from '@durable-lua/modules-funcs';
import { process } from '@durable-lua/modules-process';
import { time } from '@durable-lua/modules-time';
import { Divergence } from './history.js';
import { record } from './record.js';
import { replay } from './replay.js';

const modules = [channel, funcs, process, time];

const options: SimulatedHostOptions = {
  functions: { 'app:double': (n: number) => n * 2, 'app:never': { never: true } },
};

const code = (source: string, interceptors: readonly Interceptor[] = []) => {
  return (host: Host) => createLua({ modules, host, interceptors }).run({ source, name: 'test.lua' });
};

const BUSY = `
  local order, start = {}, time.now()
  local function push(value) order[#order + 1] = value end
  local ticks = time.ticker("20s")
  coroutine.spawn(function() for i = 1, 3 do push((funcs.call("app:double", i))) time.sleep("30s") end end)
  local never = funcs.async("app:never")
  local inbox = process.inbox()
  process.send(process.pid(), "self", "hello")
  push(inbox:receive():topic())
  print("said hello")
  push((inbox:receive():payload():data()))
  ticks:response():receive()
  never:cancel()
  time.sleep("2m")
  ticks:stop()
  push(time.now():sub(start):seconds())
  return order`;

const EXPECTED = [2, 'self', 4, 'late', 6, 179];

function busyHost() {
  const host = simulatedHost(options);
  host.after(59_000, () => host.send('note', 'late'));
  return host;
}

describe('the journal', () => {
  it('holds every command and every event, in order', async () => {
    const { history, outcome } = await record(
      simulatedHost(options),
      code('time.sleep("1s") return funcs.call("app:double", 4)'),
    );
    expect(outcome).toEqual({ ok: true, value: 8 });
    expect(
      history.entries.map((entry) =>
        entry.kind === 'command' ? `${entry.effect}(${entry.args}) ${entry.where}` : entry.kind,
      ),
    ).toEqual([
      'clock.zone() ',
      'clock.timer(1000) test.lua:1',
      'result',
      'functions.start({id: "app:double", args: [4], options: {}}) test.lua:1',
      'result',
    ]);
  });

  it('replays into a fresh state that performs nothing and ends the same', async () => {
    const { history, outcome } = await record(busyHost(), code(BUSY));
    expect(outcome).toEqual({ ok: true, value: EXPECTED });
    expect(await replay(history, code(BUSY))).toEqual(outcome);
  });

  it('replays at every prefix', async () => {
    const { history } = await record(busyHost(), code(BUSY));
    const events = history.entries.flatMap((entry, index) => (entry.kind === 'command' ? [] : [index]));
    expect(events.length).toBeGreaterThan(10);
    for (const upTo of events) expect(await replay(history, code(BUSY), { upTo })).toBeUndefined();
  });

  it('lets a run go on live after a replay was forced at every event, and the log stays as it was', async () => {
    const plain = busyHost();
    const once = await record(plain, code(BUSY));
    const host = busyHost();
    const often = await record(host, code(BUSY), { replayAlways: true });
    expect(often.outcome).toEqual(once.outcome);
    expect(often.history).toEqual(once.history);
    expect(host.log).toEqual(plain.log);
  });

  it('replays a cancel request where it came', async () => {
    const source = `
      local ok, err = pcall(time.sleep, "1h")
      return { ok, err:kind(), funcs.call("app:double", 3) }`;
    const host = simulatedHost(options);
    host.after(1000, () => host.cancel());
    const { history, outcome } = await record(host, code(source), { replayAlways: true });
    expect(outcome).toEqual({ ok: true, value: [false, 'CANCELED', 6] });
    expect(await replay(history, code(source))).toEqual(outcome);
  });

  it('names the command, what was recorded instead, and where, when they differ', async () => {
    const { history } = await record(simulatedHost(options), code('time.sleep("1s")\ntime.sleep("2s")'));
    const other = replay(history, code('time.sleep("1s")\npcall(time.sleep, "3s")'));
    await expect(other).rejects.toThrow(Divergence);
    await expect(other).rejects.toThrow(
      'replay diverged at entry 4: the code asked for clock.timer(3000), the history holds clock.timer(2000) (test.lua:2)',
    );
    await expect(replay(history, code('time.sleep("1s")\nfuncs.call("app:double")\n'))).rejects.toThrow(
      /asked for functions\.start\(.*, the history holds clock\.timer\(2000\)/,
    );
    await expect(replay(history, code('time.sleep("1s")'))).rejects.toThrow(
      'the code asked for nothing, the history holds clock.timer(2000)',
    );
    await expect(
      replay(history, code('time.sleep("1s") time.sleep("2s") time.sleep("4s") return 1')),
    ).resolves.toBeUndefined();
  });

  it('finds code that behaves differently in a replay, at once when replays are forced', async () => {
    const cheat = defineModule(
      {
        name: 'cheat',
        summary: 'For this test.',
        needs: ['clock', 'workflow'],
      },
      {
        functions: {
          wait: fn({ returns: result(integer()) }, async ({ clock, workflow }) => {
            await clock.timer(workflow.replaying ? 2 : 1).result;
            return 1;
          }),
        },
      },
    );
    const start = (host: Host) => createLua({ modules: [cheat], host }).run('return (cheat.wait())');
    await expect(record(simulatedHost(), start, { replayAlways: true })).rejects.toThrow(
      /asked for clock\.timer\(2\), the history holds clock\.timer\(1\)/,
    );
  });

  it('keeps an error that the code ended with', async () => {
    const start = code('time.sleep("1s") error("boom")');
    const { history, outcome } = await record(simulatedHost(), start);
    expect(outcome).toMatchObject({ ok: false, error: { message: 'test.lua:1: boom' } });
    expect(await replay(history, start)).toMatchObject({ ok: false, error: { message: 'test.lua:1: boom' } });
  });

  it('works around a host whose time is real', async () => {
    const source = `
      local inbox, seen = process.inbox(), {}
      coroutine.spawn(function() time.sleep("5ms") seen[#seen + 1] = "slept" end)
      seen[#seen + 1] = (inbox:receive():payload():data())
      time.sleep("20ms")
      return seen`;
    const { processes } = simulatedHost().capabilities;
    if (processes === undefined) throw new Error('a simulation has processes');
    for (const replayAlways of [false, true]) {
      const host = nodeHost({ processes });
      const recording = record(host, code(source), { replayAlways });
      host.deliver({ topic: 'n', args: [encodeData('first')] });
      const { history, outcome } = await recording;
      expect(outcome).toEqual({ ok: true, value: ['first', 'slept'] });
      expect(await replay(history, code(source), { host })).toEqual(outcome);
    }
  });
});
