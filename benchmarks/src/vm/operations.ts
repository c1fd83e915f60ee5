import { LUA_CASES, nestedTable } from './cases.js';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import type { Data } from '@durable-lua/determinism';

/** Something the VM does, and how often per sample; the sample is milliseconds of CPU for one of them. */
export interface Operation {
  readonly times: number;
  /** @throws Error when the result is wrong */
  run(): Promise<void>;
}

const programs = Object.entries(LUA_CASES).map(([name, { source, result }]): [string, Operation] => [
  name,
  { times: 1, run: () => runLua(name, source, result) },
]);

/** The operations by name. What a state may keep between two of them is only what all states share: compiled code. */
export const operations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(programs),
  'a state, made and used once': { times: 100, run: () => runLua('return', 'return 7', 7) },
  'a nested table of 10 KB, in and out': { times: 20, run: cross },
};

async function runLua(name: string, source: string, expected: number): Promise<void> {
  const result = await createLua().run({ name, source });
  if (result !== expected) throw new Error(`${name}: ${String(result)} instead of ${expected}`);
}

let payload: ReturnType<typeof encodeData> | undefined;

async function cross(): Promise<void> {
  payload ??= encodeData(nestedTable() as Data);
  const echo = { name: 'echo', method: 'main', source: 'return { main = function(x) return x end }' };
  const back = await createLua().runEntry(echo, [payload]);
  if (back.data?.length !== payload.data?.length) throw new Error(`a payload came back as ${String(decodeData(back))}`);
}
