import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureDevServer, type DevServer } from '@durable-lua/dev-server';
import { launchBrowser } from '../../../scripts/lib/browser.js';
import { openWithPage, type OpenShop } from './open.js';

let browser: Browser;
let server: DevServer;
let shop: OpenShop;
let url: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  browser = await launchBrowser();
  // A server of its own: here workers die, of which other tests of the shop need to know nothing.
  const { TEMPORAL_ADDRESS: _, ...env } = process.env;
  server = await ensureDevServer({ ui: false, env });
  shop = await openWithPage(server.address, () => undefined);
  url = shop.pageUrl as string;
}, 240_000);
afterAll(async () => {
  await browser.close();
  await shop.close();
  await server.stop();
});

/** Opens the page, and fails for an error in it or a request to anybody else. */
async function open(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  const wrong: string[] = [];
  context.on('page', (page) => page.on('pageerror', (error) => wrong.push(String(error))));
  context.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  context.on('request', (request) => request.url().startsWith(url) || wrong.push(request.url()));
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('status').filter({ hasText: 'works' }).waitFor();
  await use(page);
  await context.close();
  expect(wrong).toEqual([]);
}

const orders = (page: Page) => page.getByRole('article');

/** Places the order of this name; its card. */
async function place(page: Page, name: string) {
  const known = new Set(
    await orders(page).evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label'))),
  );
  await page.getByLabel('An order:').selectOption(name);
  await page.getByRole('button', { name: 'Place it' }).click();
  for (;;) {
    const labels = await orders(page).evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label')));
    const fresh = labels.find((label) => !known.has(label));
    if (fresh) return page.getByRole('article', { name: fresh });
    await page.waitForTimeout(100);
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page): Promise<readonly string[]> {
  // Scripts of others are not for the page itself.
  const found = await page.evaluate<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>(`${axe}; axe.run({ resultTypes: ['violations'] })`);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

it('an order whose worker is killed in its middle goes on and is shipped', { timeout: 120_000 }, async () => {
  await open({ viewport: { width: 1280, height: 900 } }, async (page) => {
    const order = await place(page, 'Two teas and a teapot');
    await order.getByText('ask approval').waitFor();
    await page.getByRole('button', { name: 'Kill the worker' }).click();
    await page.getByRole('status').filter({ hasText: 'nobody works' }).waitFor();
    await order.getByRole('button', { name: 'Approve' }).click();
    await order.getByText('“approve” arrives').waitFor();
    await page.getByRole('status').filter({ hasText: 'Worker 2 works' }).waitFor();
    await order.getByText('completed').waitFor({ timeout: 60_000 });
    expect(await order.getByText('charge').count()).toBe(1);
    expect(await order.getByText('"status":"shipped"').count()).toBe(1);
    // The first four parts of the story have been told.
    await page.getByRole('listitem').filter({ hasText: 'goes on where it was' }).and(page.locator('.told')).waitFor();
    expect((await page.screenshot()).length).toBeGreaterThan(20_000);
    const { SCREENSHOT: file } = process.env;
    if (file === undefined) return;
    for (const name of ['with a card that is declined', 'shipped to Atlantis', 'Two teas and a teapot']) {
      const order = await place(page, name);
      if (name === 'shipped to Atlantis') await order.getByRole('button', { name: 'Approve' }).click();
    }
    await page.getByText('UNDELIVERABLE').first().waitFor();
    await page.screenshot({ path: file });
  });
});

it('a broken bank is asked again and again, until it is mended', { timeout: 90_000 }, async () => {
  await open({ viewport: { width: 1280, height: 900 } }, async (page) => {
    const bank = page.getByRole('switch', { name: 'the bank answers' });
    await bank.click();
    await expect.poll(() => bank.isChecked()).toBe(false);
    const order = await place(page, 'Two teas and a teapot');
    await order.getByText(/attempt \d+ failed: UNAVAILABLE: the bank does not answer: somebody broke it/).waitFor();
    await bank.click();
    await order.getByText('ask approval').waitFor({ timeout: 60_000 });
    await order.getByRole('button', { name: 'Cancel' }).click();
    await order.locator('.state', { hasText: 'cancelled' }).waitFor();
    await order.getByText('refund').waitFor();
  });
});

it('an order that failed opens in the inspector', { timeout: 90_000 }, async () => {
  await open({ viewport: { width: 1280, height: 900 } }, async (page) => {
    const order = await place(page, 'with a card that is declined');
    await order.locator('.state', { hasText: 'failed' }).waitFor();
    await order.getByText('CARD_DECLINED').first().waitFor();
    const [inside] = await Promise.all([
      page.waitForEvent('popup'),
      order.getByRole('link', { name: 'Look inside' }).click(),
    ]);
    await inside.locator('#where').filter({ hasText: 'WorkflowExecutionFailed' }).waitFor();
    // Back to where the charge was asked for: the payment stands in a local of that call.
    for (let steps = 0; steps < 60 && !(await inside.locator('#where').innerText()).includes('shop:charge'); steps += 1)
      await inside.keyboard.press('ArrowLeft');
    expect(await inside.locator('main').innerText()).toContain('test-declined');
  });
});

it(
  'a hundred orders are placed at once, the worker is killed, and all end as they must',
  { timeout: 180_000 },
  async () => {
    await open({ viewport: { width: 1280, height: 900 } }, async (page) => {
      const before = await page.locator('.tiles i').count();
      await page.getByLabel('An order:').selectOption('with an article that is sold out');
      await page.getByRole('button', { name: 'Place a hundred' }).click();
      await expect.poll(() => page.locator('.tiles i').count(), { timeout: 90_000 }).toBe(before + 100);
      const failed = page.locator('.tiles .failed');
      const failedBefore = await failed.count();
      await page.getByRole('button', { name: 'Kill the worker' }).click();
      await expect.poll(() => failed.count(), { timeout: 120_000 }).toBeGreaterThanOrEqual(100);
      expect(failedBefore).toBeLessThan(100);
    });
  },
);

it.each<BrowserContextOptions>([
  { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { viewport: { width: 400, height: 800 }, colorScheme: 'dark' },
])('everybody can use it, by keyboard alone: %o', { timeout: 60_000 }, async (look) => {
  await open(look, async (page) => {
    await page.getByLabel('An order:').focus();
    await page.keyboard.press('Tab');
    const before = await page.locator('.tiles i').count();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.tiles i').count(), { timeout: 30_000 }).toBeGreaterThan(before);
    expect(await violations(page)).toEqual([]);
    const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
  });
});

it('what the API is asked wrongly is said, in its own words', async () => {
  const post = (path: string, body: string) =>
    fetch(`${url}/api${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const wrong = await post('/orders', '{"order":{},"count":1000}');
  expect([wrong.status, await wrong.json()]).toMatchObject([
    400,
    { error: { kind: 'INVALID', message: 'count must be a whole number from 1 to 200' } },
  ]);
  expect((await post('/services/weather', '{"works":false}')).status).toBe(404);
  expect((await post('/orders/nobody/approve', '{}')).status).toBe(404);
  expect((await fetch(`${url}/api/orders/nobody/inspect`)).status).toBe(404);
});
