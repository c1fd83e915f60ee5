// What the tests of this package share: scripts that play a program, processes found by what they run, and the
// package as if it were installed.
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { ensureTemporalCli } from './find-cli.js';

/** The first test run of a machine may have to build the CLI. */
export const CLI_TIMEOUT = 20 * 60_000;

/** A Temporal CLI of this machine; the first call may take minutes. */
export function realCli(): Promise<string> {
  return ensureTemporalCli({ onProgress: (line) => process.stderr.write(`· ${line}\n`) });
}

/** A new folder, removed when the test ends. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'dev-server-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Makes an executable shell script. */
export async function script(dir: string, name: string, body: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, name);
  await writeFile(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

/** What `temporal server start-dev --help` must show for a CLI to be taken. */
export const HELP =
  'echo --ip --port --ui-port --headless --namespace --db-filename --search-attribute --dynamic-config-value ' +
  '--log-level --log-format';

/** An environment with these folders as PATH, an empty cache, and no way to download. */
export function bareEnv(dir: string, ...path: string[]): NodeJS.ProcessEnv {
  const nothing = 'http://127.0.0.1:9';
  return { PATH: path.join(':'), HOME: dir, DURABLE_LUA_CACHE_DIR: join(dir, 'cache'), HTTPS_PROXY: nothing };
}

/** The ids of the living processes whose command line contains the text. */
export async function processesWith(text: string): Promise<number[]> {
  const lines = existsSync('/proc/self/cmdline') ? fromProc() : await fromPs();
  return lines.filter(({ pid, line }) => pid !== process.pid && line.includes(text)).map(({ pid }) => pid);
}

function fromProc(): { pid: number; line: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), line: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return []; // It ended in between.
      }
    });
}

async function fromPs(): Promise<{ pid: number; line: string }[]> {
  const ps = spawn('ps', ['-A', '-o', 'pid=,args='], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: { pid: number; line: string }[] = [];
  for await (const line of createInterface({ input: ps.stdout })) lines.push({ pid: parseInt(line, 10), line });
  return lines;
}

/** Waits until the condition holds; after `timeoutMs` it is an error that says what was waited for. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
  }
}

/** The package as an installed one: built, with its other files, and found by its name from modules in that folder. */
export async function installedPackage(): Promise<string> {
  const dir = await tempDir();
  const root = fileURLToPath(new URL('..', import.meta.url));
  await copyFile(join(root, 'package.json'), join(dir, 'package.json'));
  for (const name of ['processes', 'node_modules']) await symlink(join(root, name), join(dir, name), 'junction');
  await build({
    entryPoints: [join(root, 'src/index.ts')],
    outfile: join(dir, 'dist/index.js'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
  });
  return dir;
}

/** A program of a user that runs as a process of its own; killed when the test ends. */
export async function program(dir: string, source: string): Promise<{ process: ChildProcess; line: Promise<string> }> {
  const file = join(dir, 'program.mjs');
  await writeFile(file, source);
  const child = spawn(process.execPath, [file], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the program printed nothing and ended with ${code}. ${errors}`)));
  });
  return { process: child, line };
}
