import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

const HOW =
  'no Chromium: install one (Debian: apt-get install chromium; any system: npx playwright-core install chromium), or name yours with CHROMIUM_PATH';

/**
 * A Chromium for tests, the first that there is: the one that CHROMIUM_PATH names, an installed one, Playwright's own download, that
 * of Debian, which root may install.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = find() ?? install();
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

function install(): string {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const ways: (() => void)[] = [
    () => void execFileSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' }),
  ];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    ways.push(() => {
      execFileSync('apt-get', ['update'], { stdio: 'inherit' });
      execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
    });
  }
  const failures: unknown[] = [];
  for (const way of ways) {
    try {
      way();
    } catch (error) {
      failures.push(error);
    }
    const found = find();
    if (found !== undefined) return found;
  }
  throw new AggregateError(failures, HOW);
}
