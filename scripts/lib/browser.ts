import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

const HOW =
  'no Chromium: install one (Debian: apt-get install chromium; any system: npx playwright-core install chromium), or name yours with CHROMIUM_PATH';

/**
 * A Chromium for tests, the first that there is: the one that CHROMIUM_PATH names, an installed one, Playwright's own download, that
 * of Debian, which root may install.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = find() ?? (await installAlone());
  // Root, as in a container, has no sandbox for it.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

function find(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH: there is no ${given}`);
  }
  return installed() ?? downloaded();
}

function installed(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const usual = [
    '/Applications/Google Chrome.app/Contents/MacOS',
    String.raw`C:\Program Files\Google\Chrome\Application`,
  ];
  for (const folder of [...folders, ...usual]) {
    for (const name of [...NAMES, 'Google Chrome', 'chrome.exe']) {
      const file = path.join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

function downloaded(): string | undefined {
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

/** Several test files may want one at the same time, and installers do not like company. */
const LOCK = path.join(tmpdir(), 'durable-lua-installs-chromium');
/** After so long whoever held it is gone. */
const STALE_MS = 600_000;

async function installAlone(): Promise<string> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - since > STALE_MS) rmSync(LOCK, { recursive: true, force: true });
      else await sleep(500);
    }
  }
  try {
    return find() ?? (await install());
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

/** Not synchronously: a test runner takes a worker that is silent for a minute for dead. */
async function execute(command: string, args: readonly string[]): Promise<void> {
  const [code] = (await once(spawn(command, args, { stdio: 'inherit' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

async function install(): Promise<string> {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const ways: (() => Promise<void>)[] = [() => execute(process.execPath, [cli, 'install', 'chromium'])];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    ways.push(async () => {
      await execute('apt-get', ['update']);
      await execute('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    });
  }
  const failures: unknown[] = [];
  for (const way of ways) {
    try {
      await way();
    } catch (error) {
      failures.push(error);
    }
    const found = find();
    if (found !== undefined) return found;
  }
  throw new AggregateError(failures, HOW);
}
