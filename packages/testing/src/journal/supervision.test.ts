import { describe, expect, it } from 'vitest';
import { defineModule, fn, string, type Data } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { simulatedHost, type SimulatedHost } from '@durable-lua/host-simulated';
import { channel } from '@durable-lua/modules-channel';
import { process } from '@durable-lua/modules-process';
import { time } from '@durable-lua/modules-time';
import { record, type RecordOptions } from './record.js';
import { replay } from './replay.js';

/** Answers updates by waiting, and queries with how many there were. */
const answers = defineModule(
  { name: 'answers', summary: 'For tests.', needs: ['handlers', 'clock'] },
  {
    functions: {
      serve: fn({ params: { name: string } }, ({ handlers, clock }, { name }) => {
        let count = 0;
        handlers.query(name, () => encodeData(count));
        handlers.update(name, {
          handle: ([first]) => {
            count += 1;
            const given = first ?? encodeData(undefined);
            return { result: clock.timer(1000).result.then(() => given), cancel: () => undefined };
          },
        });
      }),
    },
  },
);

const modules = [channel, process, time, answers];
const workflows = {
  'app:done': { lua: 'return function(value) time.sleep("1m") return value end' },
  'app:fails': { lua: 'return function() time.sleep("1m") return nil, "broken" end' },
};

const code = (source: string) => (host: Host) => {
  const lua = createLua({ modules, host });
  return lua.run({ source, name: 'test.lua' });
};

const world = (prepare?: (host: SimulatedHost) => void): SimulatedHost => {
  const host = simulatedHost({ modules, workflows });
  prepare?.(host);
  return host;
};

/** Records once as it comes and once with a replay before every event, then replays: all must be one. */
async function everyWay(source: string, prepare?: (host: SimulatedHost) => void) {
  const recorded = (options: RecordOptions) => {
    const host = world(prepare);
    return host.until(record(host, code(source), options));
  };
  const once = await recorded({});
  const often = await recorded({ replayAlways: true });
  expect(often).toEqual(once);
  expect(await replay(once.history, code(source))).toEqual(once.outcome);
  return once;
}

const kinds = ({ history }: Awaited<ReturnType<typeof everyWay>>) => history.entries.map(({ kind }) => kind);

describe('the journal of supervision', () => {
  it('holds events, and replays them', async () => {
    const recorded = await everyWay(`
      process.set_options { trap_links = true }
      process.spawn("app:done", "test:w", 5)
      process.spawn_linked_monitored("app:fails", "test:w")
      local seen, events = {}, process.events()
      for i = 1, 3 do
        local event = events:receive()
        seen[i] = event.kind .. " " .. event.at .. " " .. tostring(event.result.value or event.result.error:message())
      end
      return seen`);
    expect(recorded.outcome).toEqual({
      ok: true,
      value: [
        'pid.exit 2024-01-01T00:01:00.000Z 5',
        'pid.exit 2024-01-01T00:01:00.000Z broken',
        'pid.link.down 2024-01-01T00:01:00.000Z broken',
      ],
    });
    expect(kinds(recorded).filter((kind) => kind === 'event')).toHaveLength(3);
  });

  it('hands out no event that was taken back unread', async () => {
    const recorded = await everyWay(`
      local events = process.events()
      local pid = process.spawn_monitored("app:done", "test:w")
      time.sleep("2m")
      assert(process.unmonitor(pid))
      local r = channel.select { events:case_receive(), time.after("1m"):case_receive() }
      return r.channel == events`);
    expect(recorded.outcome).toEqual({ ok: true, value: false });
  });

  it('tells its host that the code deals with events when it does, not before', async () => {
    const interrupted = await everyWay(
      'local ok, err = pcall(time.sleep, "1h") return { err:kind(), process.events():receive().reason }',
      (host) => host.after(1000, () => host.cancel({ reason: 'why' })),
    );
    expect(interrupted.outcome).toEqual({ ok: true, value: ['CANCELED', 'why'] });
    const told = await everyWay('process.events() local ok = pcall(time.sleep, "1h") return ok', (host) =>
      host.after(1000, () => host.cancel()),
    );
    expect(told.outcome).toEqual({ ok: true, value: true });
  });

  it('holds the end of a run by its host', async () => {
    const linked = await everyWay('process.spawn_linked("app:fails", "test:w") pcall(time.sleep, "1h")');
    expect(linked.outcome).toMatchObject({ ok: false, error: { message: expect.stringContaining('linked process') } });
    expect(kinds(linked).at(-1)).toBe('stop');
    const ended = await everyWay('process.events() time.sleep("1h")', (host) =>
      host.after(1000, () => host.cancel({ deadline: 5000 })),
    );
    expect(ended.outcome).toMatchObject({ ok: false, error: { kind: 'CANCELED' } });
  });

  it('asks names and options once', async () => {
    const recorded = await everyWay(`
      local _, err = process.registry.lookup("nobody")
      local _, no = process.registry.register("me")
      return { err:kind(), no:kind(), process.get_options().trap_links }`);
    expect(recorded.outcome).toEqual({ ok: true, value: ['NOT_FOUND', 'INVALID', false] });
  });

  it('replays updates, and answers each once; a query changes nothing', async () => {
    const told: Data[] = [];
    const note = (answer: Promise<unknown>) => void answer.then((value) => told.push(decodeData(value as never)));
    const recorded = await everyWay('answers.serve("set") time.sleep("1h") return "ended"', (host) => {
      const main = host.simulation.known(host.pid);
      host.after(1000, () => note(host.simulation.update(main, 'set', [encodeData('a')])));
      host.after(1000, () => note(host.simulation.update(main, 'set', [encodeData('b')])));
      host.after(5000, () => note(host.simulation.query(main, 'set', [])));
    });
    expect(recorded.outcome).toEqual({ ok: true, value: 'ended' });
    expect(told).toEqual(['a', 'b', 2, 'a', 'b', 2]);
    expect(kinds(recorded).filter((kind) => kind === 'update')).toHaveLength(2);
  });
});
