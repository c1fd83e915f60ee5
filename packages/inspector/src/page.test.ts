import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProject } from '@durable-lua/registry';
import { standardModules } from '@durable-lua/worker/modules';
import { launchBrowser } from '../../../scripts/lib/browser.js';
import { inspect, writePage } from './index.js';

const fixtures = new URL('../../worker/fixtures/', import.meta.url);
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'inspector-'));
}, 240_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function written(name: string, change = (text: string): string => text): Promise<string> {
  const project = await loadProject(new URL('recorded', fixtures), {
    env: { QUEUE: 'recorded' },
    modules: standardModules,
  });
  const entry = project.entries.get('app:order') as { source: { text: string } };
  entry.source.text = change(entry.source.text);
  const history = JSON.parse(await readFile(new URL(`histories/${name}-0.1.json`, fixtures), 'utf8')) as object;
  const file = path.join(folder, `${name}.html`);
  await writeFile(file, await writePage(await inspect(history, project)));
  return pathToFileURL(file).href;
}

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** Opens it, fails for an error in the page or a request for anything but the file. */
async function open(url: string, { width, colorScheme }: Look, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: false });
  // Shorter than that of a test: so that the step is named.
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) wrong.push(request.url());
  });
  await page.goto(url);
  await use(page);
  await context.close();
  expect(wrong).toEqual([]);
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>(`${axe}; axe.run({ resultTypes: ['violations'] })`);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

describe('the page of a failed run', () => {
  it.each<Look>([
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 400, colorScheme: 'light' },
    { width: 400, colorScheme: 'dark' },
  ])('is stepped through by keyboard, and read by everybody, at %o', async (look) => {
    await open(await written('order-compensated'), look, async (page) => {
      const where = page.locator('#where');
      await where.filter({ hasText: 'WorkflowExecutionFailed' }).waitFor();
      // Back to the turn in which it failed, and to the one before, in which it still waits.
      for (let i = 0; i < 40 && !((await where.textContent()) ?? '').includes('turn of Lua'); i++) {
        await page.keyboard.press('ArrowLeft');
      }
      await page.keyboard.press('ArrowLeft');
      for (let i = 0; i < 40 && !((await where.textContent()) ?? '').includes('turn of Lua'); i++) {
        await page.keyboard.press('ArrowLeft');
      }
      const main = page.getByRole('article', { name: 'main' });
      await main.getByRole('row', { name: /^cents\b.*\b750/ }).waitFor();
      await page.locator('.line.stands').first().waitFor();
      expect(await violations(page)).toEqual([]);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      // By Tab alone one reaches what can be used.
      const reached = new Set<string>();
      for (let i = 0; i < 14; i++) {
        await page.keyboard.press('Tab');
        reached.add(
          await page.evaluate<string>(
            "(document.activeElement.getAttribute('role') ?? document.activeElement.tagName).toLowerCase()",
          ),
        );
      }
      expect([...reached]).toEqual(expect.arrayContaining(['button', 'input', 'select', 'listbox', 'group']));
    });
  });

  it('goes to an event that is clicked, and tells when a line was reached', async () => {
    await open(await written('order'), { width: 1280, colorScheme: 'light' }, async (page) => {
      await page.locator('#where', { hasText: 'WorkflowExecutionCompleted' }).waitFor();
      await page.keyboard.press('Home');
      await page.getByRole('option', { name: /^7 ActivityTaskScheduled/ }).click();
      await page.locator('#where', { hasText: 'event 7, ActivityTaskScheduled' }).waitFor();
      await page.locator('.line.asks').waitFor();
      await page.getByLabel('File').selectOption('order.lua');
      await page.getByRole('button', { name: /^Line 10\b/ }).click();
      const reached = page.locator('.reached');
      await reached.filter({ hasText: 'order.lua:10 was reached in' }).waitFor();
      await reached.getByRole('button').first().click();
      await page.locator('#where', { hasText: 'a turn of Lua after event 6' }).waitFor();
      await page.locator('canvas').click({ position: { x: 100, y: 10 } });
      await page.locator('#where', { hasText: /event [12]\b|event 3/ }).waitFor();
    });
  });
});

it('shows both sides of a run that does not replay', async () => {
  const url = await written('order', (text) =>
    text.replace('workflow.exec("app:shipment"', 'funcs.call("app:shipment"'),
  );
  await open(url, { width: 400, colorScheme: 'dark' }, async (page) => {
    const problem = page.getByRole('region', { name: 'History and code part here' });
    expect(await problem.textContent()).toMatch(/event 27, StartChild.*scheduleActivity at order\.lua:38, main/s);
    expect(await violations(page)).toEqual([]);
  });
});
