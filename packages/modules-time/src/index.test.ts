import { describe, expect, it } from 'vitest';
import { LuaError, operation, type Clock, type Data, type Operation } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { time } from './index.js';

testModule(
  time,
  {
    files: new URL('..', import.meta.url),
    instances: { 'time.Location': '(m.load_location("UTC"))' },
  },
  { describe, it },
);

/** Time that passes only when every coroutine waits. Timers of one instant end together, in the order they were set. */
class VirtualClock implements Clock {
  private millis = Date.UTC(2024, 0, 1);
  private pending: { at: number; resolve: () => void }[] = [];
  timersSet = 0;

  constructor(readonly zone = 'UTC') {}

  now(): number {
    return this.millis;
  }

  timer(ms: number): Operation<void> {
    this.timersSet += 1;
    let cancel = (): void => undefined;
    const result = new Promise<void>((resolve, reject) => {
      const entry = { at: this.millis + ms, resolve };
      this.pending.push(entry);
      cancel = () => {
        this.pending = this.pending.filter((other) => other !== entry);
        reject(new LuaError({ kind: 'CANCELED', message: 'operation canceled' }));
      };
    });
    return operation(result, () => cancel());
  }

  advance(): void {
    this.millis = Math.max(this.millis, Math.min(...this.pending.map(({ at }) => at)));
    const due = this.pending.filter(({ at }) => at <= this.millis);
    this.pending = this.pending.filter(({ at }) => at > this.millis);
    for (const { resolve } of due) resolve();
  }

  get idle(): boolean {
    return this.pending.length === 0;
  }
}

async function run(source: string, clock = new VirtualClock()): Promise<Data> {
  let ended = false;
  const lua = createLua({ modules: [time], host: { name: 'virtual', capabilities: { clock } } });
  const result = lua.run(`local time = require("time")\n${source}`).finally(() => (ended = true));
  result.catch(() => undefined);
  while (!ended) {
    await new Promise(setImmediate);
    if (!ended && !clock.idle) clock.advance();
  }
  return result;
}

describe('time on a clock that jumps', () => {
  it('asks the host for whole milliseconds, rounded up', async () => {
    const clock = new VirtualClock();
    const source =
      'local s = time.now() time.sleep(1) time.sleep("1.0001ms") time.sleep("2ms") return time.now():sub(s):milliseconds()';
    expect(await run(source, clock)).toBe(1 + 2 + 2);
  });

  it('sets no timer for a sleep of nothing', async () => {
    const clock = new VirtualClock();
    await run('time.sleep(0) time.sleep("-1h")', clock);
    expect(clock.timersSet).toBe(0);
  });

  it('shows local time in the zone of the host, as UTC where the host says so', async () => {
    const source = `
      local t = time.now()
      return { time.localtz:string(), t:format("15:04 MST"), t:location() == time.localtz, time.date(2024, 7, 1):format("-0700") }`;
    expect(await run(source, new VirtualClock('America/New_York'))).toEqual(['Local', '19:00 EST', true, '-0400']);
    expect(await run(source, new VirtualClock('UTC'))).toEqual(['UTC', '00:00 UTC', true, '+0000']);
  });

  it('reads values without a zone in local time, others where they say', async () => {
    const source = `
      return {
        time.parse("2006-01-02 15:04", "2024-07-01 12:00"):utc():hour(),
        time.parse(time.RFC3339, "2024-07-01T12:00:00-04:00"):location() == time.localtz,
        time.parse("15:04 MST", "12:00 UTC"):location():string(),
      }`;
    expect(await run(source, new VirtualClock('America/New_York'))).toEqual([16, true, 'UTC']);
  });

  it('arms no further timer while nobody reads a ticker, and goes on at the next multiple', async () => {
    const clock = new VirtualClock();
    const source = `
      local start, ticker = time.now(), time.ticker("1s")
      time.sleep("1h500ms")
      local seen = {}
      for i = 1, 18 do seen[i] = ticker:response():receive():sub(start):seconds() end
      return seen`;
    expect(await run(source, clock)).toEqual([...Array.from({ length: 16 }, (_, i) => i + 1), 3601, 3602]);
    // 16 that filled the buffer, the sleep, and one for each tick that was read or awaited after it.
    expect(clock.timersSet).toBeLessThan(16 + 1 + 4);
  });

  it('keeps no run alive with a ticker that nobody reads: what can never go on is named', async () => {
    const stuck = `
      local ticker = time.ticker("1s")
      local group = coroutine.group()
      group:spawn(function() return group:wait() end)
      group:wait()`;
    await expect(run(stuck)).rejects.toThrow(/all coroutines are blocked and nothing can wake them: main at/);
    const read = `
      local ticker, group = time.ticker("1s"), coroutine.group()
      group:spawn(function() for i = 1, 40 do ticker:response():receive() end return "read" end)
      return group:wait()`;
    expect(await run(read)).toEqual(['read']);
  });

  it('stops at the line of a bad duration, whatever is done with what it gives', async () => {
    const host = { name: 'virtual', capabilities: { clock: new VirtualClock() } };
    const lua = createLua({ modules: [time], host, entry: 'app:w' });
    const failure = lua.run({ source: 'local time = require("time")\ntime.sleep("1 hour")', name: 'w.lua' });
    await expect(failure).rejects.toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining('invalid duration "1 hour": expected a number with a unit') as string,
      luaStack: expect.stringContaining('w.lua:2') as string,
    });
  });

  it('keeps the multiples of an interval that is no whole number of milliseconds', async () => {
    const source = `
      local start, ticker, seen = time.now(), time.ticker("1500us"), {}
      for i = 1, 4 do seen[i] = ticker:response():receive():sub(start):milliseconds() end
      return seen`;
    expect(await run(source)).toEqual([2, 3, 5, 6]);
  });

  it('raises CANCELED in a sleep that is interrupted, and ends its timer', async () => {
    const clock = new VirtualClock();
    const lua = createLua({ modules: [time], host: { name: 'virtual', capabilities: { clock } } });
    const result = lua.run('local ok, err = pcall(time.sleep, "1h") return { ok, err:kind() }');
    await new Promise(setImmediate);
    lua.interrupt();
    expect(await result).toEqual([false, 'CANCELED']);
    expect(clock.idle).toBe(true);
  });

  it('delivers nothing of a timer stopped at the very moment at which it fires', async () => {
    const source = `
      local timer, stopped
      coroutine.spawn(function() time.sleep("1s") stopped = timer:stop() end)
      time.sleep(0)
      timer = time.timer("1s")
      local _, ok = timer:response():receive()
      return { stopped, ok }`;
    expect(await run(source)).toEqual([true, false]);
  });

  it('delivers only the new arm of a timer reset at the very moment at which it fires', async () => {
    const source = `
      local start, timer, reset = time.now()
      coroutine.spawn(function() time.sleep("1s") reset = timer:reset("1s") end)
      time.sleep(0)
      timer = time.timer("1s")
      local fired = timer:response():receive()
      local _, more = timer:response():receive()
      return { reset, fired:sub(start):seconds(), more }`;
    expect(await run(source)).toEqual([true, 2, false]);
  });

  it('wakes the receiver of a timer that another coroutine stops', async () => {
    const source =
      'local t = time.timer("1h") coroutine.spawn(function() t:stop() end) local c = t:response() c:receive() return c:receive() == nil';
    expect(await run(source)).toBe(true);
  });
});
