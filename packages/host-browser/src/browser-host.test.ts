import { afterEach, expect, it, vi } from 'vitest';
import { createLua, LuaError } from '@durable-lua/lua-vm';
import { funcs } from '@durable-lua/modules-funcs';
import { time } from '@durable-lua/modules-time';
import { browserHost, consoleLog, realClock } from './index.js';

afterEach(() => vi.restoreAllMocks());

it('code that never waits lets timers go on, and can be ended', async () => {
  const lua = createLua({ host: browserHost() });
  const endless = lua.run('while true do pcall(table.sort, { 3, 2, 1 }, function() while true do end end) end');
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
    if (ticks >= 3) lua.interrupt();
  }, 1);
  await expect(endless).rejects.toMatchObject({ kind: 'CANCELED' });
  clearInterval(ticking);
  expect(ticks).toBeGreaterThanOrEqual(3);
});

it('gives as many random bytes as asked for, more than Web Crypto gives at once', async () => {
  const { random } = browserHost().capabilities;
  const sizes = [0, 1, 65_536, 65_537, 200_000];
  for (const size of sizes) {
    const bytes = await random?.bytes(size);
    expect(bytes).toHaveLength(size);
    // The last bytes are random as well: 16 zeros there would be one case in 2^128.
    if (size > 16) expect(bytes?.subarray(-16).some((byte) => byte !== 0)).toBe(true);
  }
  expect(random?.derived('ids', 16)).not.toEqual(random?.derived('ids', 16));
});

it('waits by the real clock, in the zone of the machine, and no longer once it is cancelled', async () => {
  const lua = createLua({ modules: [time], host: browserHost() });
  const began = Date.now();
  const [slept] = await lua.run<number[]>(`
    local start = time.now()
    time.sleep("30ms")
    return { (time.now():sub(start):milliseconds()) }
  `);
  expect(slept).toBeGreaterThanOrEqual(29);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(realClock.zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);

  const long = realClock.timer(2 ** 40);
  long.cancel();
  await expect(long.result).rejects.toMatchObject({ kind: 'CANCELED' });
});

it('writes log lines on the console, each at its level, and takes no text for a format', () => {
  const lines: unknown[][] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...line: unknown[]) => void lines.push([level, ...line]));
  }
  const error = new LuaError({ kind: 'CONFLICT', message: 'taken' });
  consoleLog.write('debug', '100%d');
  consoleLog.write('info', 'empty', {});
  consoleLog.write('warn', '100%d', { order: 7n });
  consoleLog.write('error', 'odd', { error });
  expect(lines).toEqual([
    ['debug', '100%d'],
    ['info', 'empty'],
    ['warn', '%s', '100%d', { order: 7n }],
    ['error', '%s', 'odd', { error }],
  ]);
});

it('what Lua prints is on the console, with its place', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  await createLua({ host: browserHost() }).run('print("hello", 1)');
  expect(info.mock.calls).toEqual([['%s', 'hello 1', { location: 'this code:1' }]]);
});

it('says what to pass for what a browser does not have', async () => {
  const lua = createLua({ modules: [funcs], host: browserHost() });
  await expect(lua.run('return require("funcs").call("app:f")')).rejects.toMatchObject({
    message: expect.stringContaining('pass browserHost({ functions })'),
  });
  const mistyped: object = { functons: undefined };
  expect(() => browserHost(mistyped)).toThrow("did you mean 'functions'?");
});
