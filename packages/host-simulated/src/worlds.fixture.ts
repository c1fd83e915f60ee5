import type { Data } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { channel } from '@durable-lua/modules-channel';
import { funcs } from '@durable-lua/modules-funcs';
import { process } from '@durable-lua/modules-process';
import { time } from '@durable-lua/modules-time';
import { simulatedHost, type SimulatedHost, type SimulatedHostOptions } from './index.js';

const modules = [channel, funcs, process, time];

/** What tests of supervision start: how each ends is in its name. */
const CODE = {
  'app:done': { lua: 'return function(value) time.sleep("1m") return value or "done" end' },
  'app:fails': { lua: 'return function() time.sleep("1m") return nil, "broken" end' },
  'app:waits': { lua: 'return function() process.listen("never"):receive() end' },
  'app:polite': {
    lua: `return function()
      local event = process.events():receive()
      return { kind = event.kind, reason = event.reason, timeout = event.timeout_ms, from = event.from }
    end`,
  },
  'app:deaf': { lua: 'return function() process.events() process.listen("never"):receive() end' },
  'app:echo': { lua: 'return function() return process.inbox():receive():topic() end' },
};

export const worlds = {
  hosts: { 'test:w': 'temporal.worker', 'app:procs': 'process.host', 'app:http': 'http.service' },
  workflows: CODE,
  processes: CODE,
} satisfies SimulatedHostOptions;

/** Runs Lua in the main run of a world where all of that can be started. */
export function start(
  source: string,
  options: SimulatedHostOptions = {},
): { readonly host: SimulatedHost; readonly end: Promise<Data> } {
  const host = simulatedHost({ modules, ...worlds, ...options });
  const lua = createLua({ modules, host });
  const result = lua.run({ source, name: 'test.lua' }).finally(() => lua.close());
  return { host, end: host.until(result) };
}

export const run = (source: string, options?: SimulatedHostOptions): Promise<Data> => start(source, options).end;
