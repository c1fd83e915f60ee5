import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSite } from './build.js';
import { pages } from './pages.js';

let site: string;
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
}, 240_000);
afterAll(() => rm(site, { recursive: true }));

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
      const found = target !== undefined && (hash === '' || target.has(decodeURIComponent(hash.slice(1))));
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
