import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { run, start, type Ended, type Running } from './testing/command-line.js';
import { tempProject, type TempProject } from './testing/temp-project.js';

/** How many moments of each command, spread over the time that it takes, are interrupted beside those that are named. */
const MOMENTS = Number(process.env['INTERRUPTS'] ?? 0);

const server = { TEMPORAL_ADDRESS: inject('temporalAddress') };
/** A server of its own: the project's address is one that nobody listens at. */
const ownServer = { TEMPORAL_ADDRESS: undefined };

let project: TempProject;
let history: string;
beforeAll(async () => {
  project = await tempProject();
  project.edit('_index.yaml', 'localhost:7233', 'localhost:1');
  project.edit('hello.lua', '30s', '1s');
  const id = `interrupted-${randomUUID()}`;
  const env = { ...server, NO_COLOR: '1' };
  expect(await run(['exec', 'app:hello', '"Ada"', '--id', id], { cwd: project.root, env })).toMatchObject({
    exitCode: 0,
  });
  expect(await run(['inspect', id, '--out', 'before.html'], { cwd: project.root, env })).toMatchObject({ exitCode: 0 });
  history = id;
  project.edit('hello.lua', '1s', '5m');
});
afterAll(() => project.remove());

interface Case {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What it prints when the moment has come; milliseconds after its start. */
  readonly moments: readonly (RegExp | number)[];
  /** What it ends with: 130, or what it would have ended with where it was done already. */
  readonly codes?: readonly number[];
  /** Whether it goes on by itself for ever. */
  readonly endless?: true;
}

const SERVES = /Ctrl-C stops everything/;
const CASES: readonly Case[] = [
  { args: ['init', 'new'], env: server, moments: [700] },
  { args: ['types'], env: server, moments: [900] },
  { args: ['check'], env: server, moments: [600] },
  // A test of it fails, and has a page written.
  { args: ['test', '--junit', 'junit.xml'], env: server, moments: [/✓|hello_test/], codes: [1] },
  { args: ['replay', '<id>'], env: server, moments: [900] },
  { args: ['inspect', '<id>', '--out', 'page.html'], env: server, moments: [1500] },
  { args: ['send', '<id>', 'thanks'], env: server, moments: [900], codes: [1] },
  { args: ['exec', 'app:greet', '"Ada"'], env: server, moments: [900] },
  { args: ['exec', 'app:hello', '"Ada"'], env: server, moments: [/runs as/, /Hello, Ada!/], endless: true },
  { args: ['exec', 'app:hello', '"Ada"', '--dev-server'], env: ownServer, moments: [/Hello, Ada!/], endless: true },
  { args: ['run'], env: server, moments: [/"message":"started"/], codes: [0], endless: true },
  { args: ['dev'], env: ownServer, moments: [1800, SERVES], endless: true },
];

/** A copy of the project, for one run. */
function copy(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'interrupted-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(project.root, folder, { recursive: true });
  return folder;
}

/** Starts a command in a group of its own, as a shell does, with something that its children inherit. */
function begin(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Running & { readonly mark: string } {
  const mark = randomUUID();
  const running = start(
    args.map((arg) => (arg === '<id>' ? history : arg)),
    {
      cwd,
      env: { ...env, NO_COLOR: '1', DURABLE_LUA_TEST_MARK: mark },
      group: true,
    },
  );
  onTestFinished(() => void running.child.kill('SIGKILL'));
  return { ...running, mark };
}

/** What the terminal does to the whole group, and a supervisor to the one process. */
function interrupt({ child }: Running, whole: boolean): void {
  try {
    process.kill(whole ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGINT');
  } catch {
    // It has ended already.
  }
}

/** The processes that carry a mark, as Linux tells it. */
function left(mark: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const carries = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
        return carries ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
      } catch {
        return [];
      }
    });
}

/** Fails for files that a write has left half done: by their names, and as what they are. */
function checkFiles(folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  for (const { parentPath, name } of files) {
    const file = path.join(parentPath, name);
    expect(name, 'a temporary file').not.toMatch(/\.\d{6,}$|\.tmp/);
    const text = readFileSync(file, 'utf8');
    if (name.endsWith('.json')) expect(() => JSON.parse(text) as unknown, file).not.toThrow();
    if (name.endsWith('.html')) expect(text, file).toMatch(/<\/html>\s*$/);
    if (name.endsWith('.xml')) expect(text, file).toMatch(/<\/testsuites>\s*$/);
    if (/\.(?:lua|yaml)$/.test(name)) expect(text, file).toMatch(/\n$/);
  }
}

async function check(ended: Ended, mark: string, folder: string, codes: readonly number[]): Promise<void> {
  const { exitCode, signal } = ended;
  const code = signal === 'SIGINT' ? 130 : exitCode;
  expect(codes, JSON.stringify(ended, undefined, 1)).toContain(code);
  await expect.poll(() => left(mark), { timeout: 3_000 }).toEqual([]);
  checkFiles(folder);
  expect(existsSync(path.join(folder, '.durable-lua/dev.json'))).toBe(false);
  // A project that was begun is a whole one.
  const begun = path.join(folder, 'new');
  if (existsSync(begun)) expect(readdirSync(begun)).toEqual(expect.arrayContaining(['_index.yaml', 'hello_test.lua']));
}

async function interruptedAt(one: Case, moment: RegExp | number, whole: boolean): Promise<void> {
  const folder = copy();
  const running = begin(one.args, one.env, folder);
  await (typeof moment === 'number' ? sleep(moment) : running.printed(moment).catch(() => undefined));
  interrupt(running, whole);
  const codes = [130, ...(one.codes ?? []), ...(one.endless ? [] : [0])];
  await check(await running.ended, running.mark, folder, codes);
}

describe.each(CASES)('Ctrl-C during $args', (one) => {
  it.each(one.moments)(
    'at %s leaves nothing behind',
    async (moment) => {
      await interruptedAt(one, moment, true);
    },
    60_000,
  );
});

it('a second Ctrl-C ends a dev whose activities go on, and its server', async () => {
  const folder = copy();
  const running = begin(['dev'], ownServer, folder);
  await running.printed(SERVES);
  if (process.platform === 'linux') expect(left(running.mark).join('\n')).toMatch(/temporal.* server start-dev/);
  interrupt(running, false);
  await running.printed(/once more Ctrl-C/);
  await sleep(1_100);
  const start = performance.now();
  interrupt(running, true);
  await running.ended;
  expect(performance.now() - start).toBeLessThan(2_000);
  await expect.poll(() => left(running.mark), { timeout: 3_000 }).toEqual([]);
}, 60_000);

/** `INTERRUPTS=20`: that many moments of each command, by the terminal and by a supervisor in turns. */
describe.skipIf(MOMENTS === 0)('Ctrl-C at any moment', () => {
  it.each(CASES)('of $args leaves nothing behind', { timeout: 3_600_000 }, async (one) => {
    const began = performance.now();
    const whole = begin(one.args, one.env, copy());
    const last = one.moments.at(-1);
    await (one.endless && last instanceof RegExp ? whole.printed(last) : whole.ended);
    const length = performance.now() - began;
    interrupt(whole, true);
    await whole.ended;
    for (let i = 0; i < MOMENTS; i++) {
      const moment = Math.round((length * 1.1 * i) / MOMENTS);
      console.log(`${one.args.join(' ')}: ${moment} of ${Math.round(length)} ms`);
      await interruptedAt(one, moment, i % 2 === 0);
    }
  });
});
