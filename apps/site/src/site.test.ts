import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../scripts/lib/browser.js';
import { buildSite } from './build.js';
import { pages } from './pages.js';

let site: string;
let server: Server;
let browser: Browser;
let url: string;
/** The pages as HTML, by their addresses. */
const built = new Map<string, string>();

beforeAll(async () => {
  site = await mkdtemp(path.join(tmpdir(), 'site-'));
  await buildSite(site);
  for (const file of await readdir(site, { recursive: true })) {
    if (!file.endsWith('.html')) continue;
    const address = `/${file.split(path.sep).join('/')}`;
    built.set(address, await readFile(path.join(site, file), 'utf8'));
  }
  browser = await launchBrowser();
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = path.join(site, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    readFile(file).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 400_000);
afterAll(async () => {
  await browser.close();
  server.close();
  await rm(site, { recursive: true });
});

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

it('has each page', () => {
  const wanted = [...pages.values()].map((page) => `/${page.replace(/md$/, 'html')}`);
  expect([...built.keys()].sort()).toEqual([...wanted, '/404.html'].sort());
});

it('has no link within it to a page or a heading that is not there', () => {
  const ids = new Map([...built].map(([page, html]) => [page, new Set(html.match(/(?<= id=")[^"]+/g))]));
  const broken = [...built].flatMap(([page, html]) =>
    [...html.matchAll(/<a [^>]*?href="([^"]*)"/g)].flatMap(([, href = '']) => {
      const { origin, pathname, hash } = new URL(href.replaceAll('&amp;', '&'), `https://site${page}`);
      if (origin !== 'https://site') return [];
      const target = ids.get(pathname.replace(/\/$/, '/index.html'));
      // Behind the # of the playground stands what it opens.
      const found =
        target !== undefined &&
        (hash === '' || pathname === '/playground.html' || target.has(decodeURIComponent(hash.slice(1))));
      return found ? [] : [`${page}: ${href}`];
    }),
  );
  expect(broken).toEqual([]);
});

it('asks nobody else for anything', () => {
  const elsewhere = [...built].flatMap(([page, html]) =>
    [...html.matchAll(/<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?\/\/[^"]*"/g)].map(
      ([tag]) => `${page}: ${tag}`,
    ),
  );
  expect(elsewhere).toEqual([]);
});

/** Opens a page, and fails for an error in it or a request to anybody else. */
async function open(
  address: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const wrong: string[] = [];
  context.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  context.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith(`blob:${url}`)) wrong.push(request.url());
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => wrong.push(String(error)));
  await page.goto(url + address);
  await use(page);
  await context.close();
  expect(wrong).toEqual([]);
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page, within: string): Promise<readonly string[]> {
  const found = await page.evaluate<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>(`${axe}; axe.run(${JSON.stringify(within)}, { resultTypes: ['violations'], iframes: false })`);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

it('is searched', { timeout: 60_000 }, async () => {
  await open('/reference/time.html', {}, async (page) => {
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('parse_duration');
    await page.getByRole('option').first().click();
    await page.waitForURL(/reference\/time\.html#timeparse_durationv/);
  });
});

describe('the playground', () => {
  const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

  it(
    'runs a workflow that gets a message, shows it from inside, and is shared as a link',
    { timeout: 90_000 },
    async () => {
      let link = '';
      await open('/playground.html', {}, async (page) => {
        await status(page, 'waits after 0s');
        await page.getByLabel('Time, such as').fill('5h');
        await page.getByRole('button', { name: 'Wait', exact: true }).click();
        await status(page, 'waits after 5h0s');
        await page.getByRole('button', { name: 'Send' }).click();
        await status(page, 'completed after 5h0s');
        expect(await page.locator('.end').innerText()).toBe('{"receipt":"receipt for 1250 cents","approved_by":"Ada"}');
        const inside = page.frameLocator('iframe');
        await inside.locator('#where').filter({ hasText: 'Completed' }).waitFor();
        await inside.getByRole('slider', { name: 'Step' }).press('Home');
        await inside.locator('#where').filter({ hasText: 'Started' }).waitFor();
        await page.getByRole('button', { name: 'Share' }).click();
        await page.getByRole('alert').waitFor();
        link = page.url().slice(url.length);
      });
      await open(link, {}, (page) => status(page, 'completed after 5h0s'));
    },
  );

  it('opens with what a page has written', { timeout: 60_000 }, async () => {
    await open('/first-workflow.html', {}, async (page) => {
      await page.getByRole('link', { name: 'Run it in the playground' }).click();
      await status(page, 'waits after 0s');
      await page.getByText('functions.start({id: "app:compose", args: ["Ada"]').waitFor();
    });
  });

  it('lets a function fail, and time pass until it is retried', { timeout: 60_000 }, async () => {
    await open('/playground.html', {}, async (page) => {
      await status(page, 'waits');
      await page.getByRole('button', { name: 'Fail' }).click();
      await page.getByText('shop:charge fails 2 times').waitFor();
      await page.getByRole('button', { name: 'Wait', exact: true }).click();
      await page.getByText('3s charged: receipt for 1250 cents').waitFor();
      await page.getByRole('button', { name: 'Until nothing happens' }).click();
      await status(page, 'failed after');
      await page.getByText('EXPIRED: nobody approved in time').waitFor();
    });
  });

  it(
    'says what is wrong while one types, and stays usable when a program never rests',
    { timeout: 90_000 },
    async () => {
      await open('/playground.html', {}, async (page) => {
        await status(page, 'waits');
        const write = async (text: string): Promise<void> => {
          await page.getByRole('textbox', { name: 'order.lua' }).click();
          await page.keyboard.press('ControlOrMeta+a');
          await page.keyboard.insertText(text);
        };
        await write('return {');
        await page.getByRole('listitem').filter({ hasText: 'order.lua:1: unexpected symbol' }).waitFor();
        await status(page, 'has mistakes');
        await write('return { main = function()\n  while true do end\nend }');
        // By its budget, in a worker: whether "computes" is seen before depends on the machine.
        await status(page, 'failed');
        await write('return { main = function()\n  return 42\nend }');
        await status(page, 'completed');
        expect(await page.locator('.end').innerText()).toBe('42');
      });
    },
  );

  it.each<BrowserContextOptions>([
    { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
    { viewport: { width: 400, height: 800 }, colorScheme: 'dark' },
  ])('everybody can use it: %o', { timeout: 60_000 }, async (look) => {
    await open('/playground.html', look, async (page) => {
      await status(page, 'waits');
      expect(await violations(page, '.playground')).toEqual([]);
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      const { SCREENSHOT: file } = process.env;
      if (file !== undefined) await page.screenshot({ path: file, fullPage: true });
    });
  });
});
