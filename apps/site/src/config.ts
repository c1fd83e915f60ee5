import path from 'node:path';
import { slug } from 'github-slugger';
import { defineConfig, type DefaultTheme, type Plugin } from 'vitepress';
import { braces, links } from './markdown.js';
import { tryIt } from './try.js';
import { addressOf, pages, root, titleOf } from './pages.js';

const link = (file: string, text = titleOf(file)): DefaultTheme.SidebarItem => {
  const page = pages.get(file);
  if (page === undefined) throw new Error(`the menu names ${file}, which is no page`);
  return { text, link: addressOf(page) };
};

const below = (folder: string): readonly string[] => [...pages.keys()].filter((file) => file.startsWith(folder));

const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Begin',
    items: [
      link('docs/first-workflow.md'),
      link('README.md', 'Overview'),
      link('docs/lua.md'),
      link('docs/determinism.md'),
      link('apps/site/playground.md', 'Playground'),
      link('apps/demo/README.md', 'The demo'),
    ],
  },
  {
    text: 'Write and test',
    items: [
      link('docs/checking.md'),
      link('docs/testing-lua.md'),
      link('docs/inspecting.md'),
      link('docs/http.md'),
      link('docs/beside-typescript.md'),
    ],
  },
  {
    text: 'Run',
    items: [
      link('docs/deploying-changes.md', 'Deploying changes safely'),
      link('docs/operating.md'),
      link('docs/observability.md'),
      link('docs/scale.md'),
      link('docs/security.md', 'Security model'),
    ],
  },
  {
    text: 'Come from',
    items: [
      link('docs/from-lua.md', 'Plain Lua'),
      link('docs/from-typescript.md', 'TypeScript workflows'),
      link('docs/from-go.md', 'The Go runtime'),
    ],
  },
  {
    text: 'Extend',
    items: [link('docs/writing-a-module.md'), link('docs/composing.md')],
  },
  {
    text: 'Reference',
    items: [
      link('docs/reference/README.md', 'All modules'),
      link('docs/reference/language.md'),
      ...below('docs/reference/')
        .filter((file) => !/\/(?:README|language)\.md$/.test(file))
        .map((file) => link(file)),
    ],
  },
  {
    text: 'Packages',
    collapsed: true,
    items: below('packages/').map((file) => link(file, titleOf(file).replace('@durable-lua/', ''))),
  },
  {
    text: 'The project',
    collapsed: true,
    items: [
      link('docs/architecture.md'),
      link('CONTRIBUTING.md'),
      link('SECURITY.md', 'Security policy'),
      link('docs/weights.md'),
      link('benchmarks/README.md', 'Benchmarks'),
      link('apps/chaos/README.md', 'Chaos'),
    ],
  },
];

const listed = new Set(sidebar.flatMap(({ items = [] }) => items.map((item) => item.link)));
const others = below('docs/')
  .map((file) => link(file))
  .filter((item) => !listed.has(item.link));
// A new page would otherwise be found by nobody.
if (others.length > 0) sidebar.splice(5, 0, { text: 'More', items: others });

function pageOf(file: string): string {
  const page = pages.get(file);
  if (page === undefined) throw new Error(`${file} is no page: name it in apps/site/src/pages.ts, or exclude it here`);
  return page;
}

/** A moon that comes back. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="#3451b2"/><circle cx="20" cy="12" r="5" fill="#fff"/></svg>';

/** Pages lie outside of the folder whose node_modules has Vue. */
const vueOfThePages: Plugin = {
  name: 'vue-of-the-pages',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!/^vue(?:\/|$)/.test(source) || importer?.endsWith('.md') !== true) return undefined;
    return this.resolve(source, path.join(root, 'apps/site/package.json'), { skipSelf: true });
  },
};

/** The site: every page is a file of the repository that is read there, too. */
export default defineConfig({
  title: 'durable-lua',
  description: 'Lua workflows that survive crashes, on Temporal',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  lang: 'en',
  // A project's site on GitHub lies in a folder.
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: root,
  srcExclude: ['{licenses,patches}/**', '*/*/*/**', 'apps/site/README.md'],
  rewrites: pageOf,
  outDir: process.env['SITE_OUT'] ?? path.join(root, 'apps/site/dist'),
  cacheDir: path.join(root, '.cache/site'),
  vite: {
    plugins: [vueOfThePages],
    // The playground runs our packages from their sources; the engine wants to know what Node would tell it.
    resolve: { conditions: ['@durable-lua/source'] },
    define: { 'process.env.FENGARICONF': 'undefined' },
    worker: { format: 'es' },
    // What the playground loads is loaded by nobody else.
    build: { chunkSizeWarningLimit: 1500 },
  },
  markdown: {
    // As GitHub names them, where the same pages are read.
    anchor: { slugify: (text) => slug(text) },
    // Pages are Markdown as GitHub reads it, and no templates.
    attrs: { disable: true },
    config: (markdown) => void markdown.use(links).use(braces).use(tryIt),
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/first-workflow' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Playground', link: '/playground' },
    ],
    sidebar,
  },
});
