import path from 'node:path';
import { slug } from 'github-slugger';
import { defineConfig, type DefaultTheme, type Plugin } from 'vitepress';
import { braces, links } from './markdown.js';
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
    items: [link('README.md', 'Overview'), link('apps/demo/README.md', 'The demo')],
  },
  {
    text: 'Work with it',
    items: [
      link('docs/checking.md'),
      link('docs/testing-lua.md'),
      link('docs/inspecting.md'),
      link('docs/deploying-changes.md'),
      link('docs/http.md'),
      link('docs/observability.md'),
      link('docs/beside-typescript.md'),
      link('docs/composing.md'),
      link('docs/writing-a-module.md'),
    ],
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
    items: [
      link('docs/architecture.md'),
      link('CONTRIBUTING.md'),
      link('SECURITY.md', 'Security policy'),
      link('benchmarks/README.md', 'Benchmarks'),
      link('apps/chaos/README.md', 'Chaos'),
    ],
  },
];

function pageOf(file: string): string {
  const page = pages.get(file);
  if (page === undefined) throw new Error(`${file} is no page: name it in apps/site/src/pages.ts, or exclude it here`);
  return page;
}

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
  lang: 'en',
  // A project's site on GitHub lies in a folder.
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: root,
  srcExclude: ['{licenses,patches}/**', '*/*/*/**', 'apps/site/README.md'],
  rewrites: pageOf,
  outDir: process.env['SITE_OUT'] ?? path.join(root, 'apps/site/dist'),
  cacheDir: path.join(root, '.cache/site'),
  vite: { plugins: [vueOfThePages] },
  markdown: {
    // As GitHub names them, where the same pages are read.
    anchor: { slugify: (text) => slug(text) },
    // Pages are Markdown as GitHub reads it, and no templates.
    attrs: { disable: true },
    config: (markdown) => void markdown.use(links).use(braces),
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/overview' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar,
  },
});
