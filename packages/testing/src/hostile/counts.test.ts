import { expect, it } from 'vitest';
import type { Host } from '@durable-lua/determinism/host';
import { nodeHost } from '@durable-lua/host-node';
import { simulatedHost } from '@durable-lua/host-simulated';
import { createLua } from '@durable-lua/lua-vm';
import { standardModules } from '@durable-lua/worker/modules';

const modules = standardModules.filter(({ name }) =>
  ['json', 'yaml', 'hash', 'base64', 'errors', 'channel'].includes(name),
);

/** Each counts its turns into the log, until it is stopped: in the same one on every machine and with every Node. */
const PROGRAMS = [
  [936, 'local t = {} for i = 1, math.huge do print(i) t[i % 100] = ("x"):rep(i % 50) end'],
  [64, 'for i = 1, math.huge do print(i) json.decode(json.encode({ i, a = { ("k"):rep(i % 99) } })) end'],
  [138, 'for i = 1, math.huge do print(i) yaml.decode("a: [1, 2, " .. i .. "]") end'],
  [242, 'for i = 1, math.huge do print(i) hash.sha256(("x"):rep(i)) base64.encode(("y"):rep(i)) end'],
  [147, 'for i = 1, math.huge do print(i) pcall(error, errors.new("x")); ("a" .. i):gsub("%d", "%0%0") end'],
  [
    378,
    'local ch = channel.new() coroutine.spawn(function() for i = 1, math.huge do ch:send(i) end end) while true do print((ch:receive())) end',
  ],
  [
    93,
    'local t = {} for i = 1, math.huge do print(i) t[i] = { i, tostring(i) } table.sort(t, function(a, b) return a[1] > b[1] end) end',
  ],
  [
    348,
    'for i = 1, math.huge do print(i) coroutine.wrap(function() for j = 1, i % 30 do coroutine.yield(j) end end)() end',
  ],
] as const;

/** The turn in which it was stopped. */
async function stoppedIn(source: string, makeHost: (log: (line: string) => void) => Host): Promise<string> {
  let last = '';
  const limits = { turnBudget: 200_000 };
  const lua = createLua({ modules, host: makeHost((line) => (last = line)), limits });
  await expect(lua.run({ source, name: 'count.lua' })).rejects.toThrow(/count\.lua:1: more than 200000 steps/);
  lua.close();
  return last;
}

const log = (write: (line: string) => void) => ({ write: (_: unknown, message: string) => write(message) });
const simulated = (write: (line: string) => void): Host => {
  const host = simulatedHost({ modules });
  return { ...host, capabilities: { ...host.capabilities, log: log(write) } };
};
const node = (write: (line: string) => void): Host => nodeHost({ log: log(write) });
/** Node where it counts as a workflow does: its globals are guarded, and that is paid for. */
const strict = (write: (line: string) => void): Host => ({ ...node(write), deterministic: true });

it.each(PROGRAMS)(
  'what a program pays is the same again, on every host and Node, for %i turns of %s',
  async (turns, source) => {
    const here = await stoppedIn(source, simulated);
    // A change of what things cost is one of these numbers, and of where runs end that are open.
    expect(here).toBe(String(turns));
    expect(await stoppedIn(source, simulated)).toBe(here);
    expect(await stoppedIn(source, strict)).toBe(here);
  },
);
