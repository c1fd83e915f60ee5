import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Figure, Result } from './figures.js';
import { benchmarks } from './suites/index.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const smallest = [
  '--rounds=1',
  '--runs=4',
  '--concurrency=4',
  '--events=50',
  '--replays=3',
  '--open=4',
  '--many=4',
  '--longest=120',
  '--entries=10',
  '--repeats=1',
  '--timeout=2',
];

let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  if (!existsSync(main)) throw new Error('the benchmarks run as built: npm run build -- benchmarks');
  folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-bench-'));
  env = { ...process.env, TEMPORAL_ADDRESS: inject('temporalAddress') };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const bench = (args: readonly string[]) => promisify(execFile)(process.execPath, [main, ...args], { env, cwd: folder });

/** What `samples` of a figure are of. */
const compared = ({ samples }: Figure): string[] => Object.keys(samples).sort();

/** Which run here: one of each sort. `BENCHMARKS=all` runs the others, too, and profiles without threads. */
const inShort = new Set(['activities-elsewhere', 'signals', 'replay', 'memory', 'processes', 'http', 'startup', 'vm']);
const isShort = process.env['BENCHMARKS'] !== 'all';

describe('with the smallest numbers', () => {
  it.each(benchmarks.map(({ name }) => name).filter((name) => !isShort || inShort.has(name)))(
    '%s gives a figure of each side, on the screen and as JSON',
    async (name) => {
      const json = path.join(folder, `${name}.json`);
      const { stdout } = await bench([...smallest, '--only', name, '--json', json]);
      const { results, machine } = JSON.parse(await readFile(json, 'utf8')) as { results: Result[]; machine: object };
      expect(machine).toMatchObject({ node: process.version });
      expect(results.map(({ benchmark }) => benchmark)).toEqual([name]);
      const figures = results.flatMap((result) => result.figures);
      expect(figures.length).toBeGreaterThan(0);
      for (const figure of figures) {
        expect(stdout).toContain(`${figure.name}, ${figure.unit}`);
        if (figure.ratio !== undefined) {
          expect(compared(figure)).toEqual(expect.arrayContaining([figure.ratio.of, figure.ratio.to].sort()));
        }
        const samples = Object.values(figure.samples).flat();
        expect(samples.length).toBeGreaterThan(0);
        // A difference of memory may be anything; all else takes time.
        for (const sample of samples)
          expect(/^KB|^MiB/.test(figure.unit) ? Number.isFinite(sample) : sample > 0).toBe(true);
      }
    },
  );

  it.each(isShort ? [1] : [0, 1])(
    'a profile is written for each thread, with %d for workflows of Lua, and says where the time goes',
    async (threads) => {
      const all = ['--only', 'trivial', '--runs', '50', '--profile', `profiles-${threads}`];
      const { stdout } = await bench([...smallest, ...all, '--workflow-threads', String(threads)]);
      const files = (await readdir(path.join(folder, `profiles-${threads}`))).filter((file) =>
        file.endsWith('.cpuprofile'),
      );
      const [first, second] = ['main', 'workflows'].map((thread) => `lua.${thread}`);
      const lua = threads === 0 ? [first] : [first, second];
      expect(files.sort()).toEqual(
        [...lua, 'typescript.main', 'typescript.workflows'].map((name) => `trivial.${name}.cpuprofile`),
      );
      const [, workflows = ''] = stdout.split(`trivial.${lua.at(-1)}.cpuprofile`);
      expect(workflows.split('trivial.typescript')[0]).toMatch(/ fengari\n/);
    },
  );
});

it('Ctrl-C stops the workers, and the exit code says so', async () => {
  const child = spawn(process.execPath, [main, '--only=trivial', '--runs=4', '--rounds=1000', '--timeout=2'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'exit');
  // All of the group have our end of this pipe: it closes when the last of them has gone.
  const gone = once(child.stderr, 'close');
  let said = '';
  for await (const text of child.stderr.iterator({ destroyOnReturn: false })) {
    said += String(text);
    if (said.includes('round 1 of 1000')) break;
  }
  child.stderr.resume();
  process.kill(-(child.pid as number), 'SIGINT');
  expect(await ended).toEqual([130, null]);
  await gone;
});
