import { parentPort } from 'node:worker_threads';
import { LuaError } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import { nodeHost } from '@durable-lua/host-node';
import { simulatedHost } from '@durable-lua/host-simulated';
import { createLua } from '@durable-lua/lua-vm';
import { standardModules } from '@durable-lua/worker/modules';
import { MODULES } from './programs.fixture.js';

/** What a thread runs, one after another. */
export interface Job {
  readonly source: string;
  readonly on: 'simulated' | 'node';
  readonly turnBudget: number;
  /** Whether a neighbour runs beside it. */
  readonly neighbour?: boolean;
}

/** How it went: an error as its fields. */
export interface Told {
  readonly value?: string;
  readonly error?: {
    readonly kind?: string;
    readonly message: string;
    readonly luaStack: string;
    readonly retryable?: boolean;
  };
  /** How long a neighbour would have needed for ten sleeps of 100 ms on a machine that does nothing else, in ms. */
  readonly neighbour: number;
}

export const modules = standardModules.filter(({ name }) => MODULES.includes(name));
const silent = { write: () => undefined };
const hosts: Readonly<Record<Job['on'], () => Host>> = {
  simulated: () => simulatedHost({ modules }),
  node: () => nodeHost({ log: silent }),
};

export async function run({ source, on, turnBudget }: Job): Promise<Omit<Told, 'neighbour'>> {
  const host = hosts[on]();
  const available = modules.filter(({ needs }) => needs.every((name) => name in host.capabilities));
  const lua = createLua({ modules: available, host, limits: { turnBudget } });
  try {
    const value = await lua.run({ source, name: 'hostile.lua' });
    return { value: String(value) };
  } catch (error) {
    if (!LuaError.is(error)) return { error: { message: String((error as Error)?.stack ?? error), luaStack: '' } };
    const { kind, message, luaStack, retryable } = error;
    const cut = { kind, message: message.slice(0, 2_000), luaStack: luaStack.slice(0, 2_000) };
    return { error: retryable === undefined ? cut : { ...cut, retryable } };
  } finally {
    lua.close();
  }
}

/** Sleeps beside a program: its own time, and what its process has computed meanwhile. */
async function neighbour(): Promise<number> {
  const lua = createLua({ modules, host: nodeHost({ log: silent }) });
  const began = process.cpuUsage();
  await lua.run('for _ = 1, 10 do time.sleep("100ms") end');
  const { user, system } = process.cpuUsage(began);
  return 1_000 + (user + system) / 1_000;
}

parentPort?.on('message', (job: Job) => {
  const beside = job.neighbour === true ? neighbour() : Promise.resolve(0);
  void Promise.all([run(job), beside]).then(([told, took]) =>
    parentPort?.postMessage({ ...told, neighbour: took } satisfies Told),
  );
});
