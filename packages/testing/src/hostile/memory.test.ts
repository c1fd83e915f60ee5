import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packModule } from '../kit/module/pack.js';
import { CUNNING } from './cunning.fixture.js';
import { ENDLESS } from './endless.fixture.js';
import type { Done, Task } from './process.fixture.js';
import { MOST_MEMORY } from './thread-pool.fixture.js';

/** `HOSTILE=each` measures each program that takes memory without end, each in a process of its own. */
const isLong = process.env['HOSTILE'] !== undefined;
const programs = [...ENDLESS, ...CUNNING]
  .filter(({ kind }) => kind === 'memory without end' || kind === 'what is held in other ways')
  .filter((_, index) => isLong || index % 8 === 0);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-memory-'));
  const entry = fileURLToPath(new URL('./process.fixture.ts', import.meta.url));
  await writeFile(path.join(folder, 'process.mjs'), await packModule(entry, 'everything'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function inProcess(task: Task, ...options: readonly string[]): Promise<Done> {
  const args = [...options, path.join(folder, 'process.mjs'), JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Done;
}

it.each(programs)(
  `ends before its process has more than ${MOST_MEMORY} MB: $lua`,
  { timeout: 120_000 },
  async ({ lua }) => {
    const { error, maxRss } = await inProcess({ source: lua, on: 'simulated', turnBudget: 10_000_000 });
    expect(error?.kind).toBe('INTERNAL');
    expect(maxRss / 1024).toBeLessThan(MOST_MEMORY);
  },
);

/** Holds nearly what a workflow may hold while it waits, 8 MiB. */
const FULL = [
  'local t = {} for i = 1, 28000 do t[i] = { i } end time.sleep("1h")',
  'local t = {} for i = 1, 3700 do t[i] = ("x"):rep(1000) .. i end time.sleep("1h")',
  'local t = {} for i = 1, 23000 do t["key" .. i] = i end time.sleep("1h")',
];

it.each(FULL.slice(0, isLong ? undefined : 1))(
  'a hundred workflows that are full live in 1 GiB: %s',
  { timeout: 300_000 },
  async (source) => {
    const { error, maxRss } = await inProcess({ open: 100, source }, '--max-old-space-size=900');
    expect(error).toBeUndefined();
    expect(maxRss / 1024).toBeLessThan(1024);
  },
);
