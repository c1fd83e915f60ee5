import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root folder of the repository. */
export const root = path.resolve(import.meta.dirname, '../../..');

/** Where files that are no pages are shown: the folder of a commit on GitHub, as the workflow that publishes says it. */
const files = ((env) =>
  env['GITHUB_REPOSITORY'] === undefined
    ? undefined
    : `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}/blob/${env['GITHUB_SHA']}`)(process.env);

const folder = (name: string): readonly string[] =>
  readdirSync(path.join(root, name))
    .map((file) => `${name}/${file}`)
    .sort();

/** The address of each page, from the root of the site, by the file it is made from, from the root of the repository. */
export const pages: ReadonlyMap<string, string> = new Map([
  ...folder('apps/site')
    .filter((file) => file.endsWith('.md') && !file.endsWith('README.md'))
    .map((file) => [file, file.slice('apps/site/'.length)] as const),
  ['README.md', 'overview.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['SECURITY.md', 'security-policy.md'],
  ...[...folder('docs'), ...folder('docs/reference')]
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, file.slice('docs/'.length).replace(/README\.md$/, 'index.md')] as const),
  ...[...folder('packages'), 'apps/demo', 'apps/chaos', 'benchmarks']
    .filter((dir) => existsSync(path.join(root, dir, 'README.md')))
    .map((dir) => [`${dir}/README.md`, `${dir}/index.md`] as const),
]);

/** The first heading of a page. */
export function titleOf(file: string): string {
  const [, title = file] = /^# (.*)$/m.exec(readFileSync(path.join(root, file), 'utf8')) ?? [];
  return title.replaceAll('`', '');
}

/** The address of a page, without its ending. */
export const addressOf = (page: string): string => `/${page.replace(/(?:index)?\.md$/, '')}`;

/**
 * Where a link in a file of the repository leads on the site: to the page that is made from what it names, or to the file on GitHub.
 * @returns undefined for what has no place: it is shown without a link.
 * @throws Error for a link to nothing.
 */
export function placeOf(file: string, href: string): string | undefined {
  if (/^[a-z]+:|^#|^\/\//.test(href)) return href;
  const [link = '', hash = ''] = href.split(/(?=#)/);
  if (link.startsWith('/')) return href;
  const target = path.posix.join(path.posix.dirname(file), decodeURI(link)).replace(/\/$/, '');
  const page = pages.get(target) ?? pages.get(path.posix.join(target, 'README.md'));
  if (page !== undefined) return addressOf(page) + hash;
  if (!existsSync(path.join(root, target))) throw new Error(`${file}: link to ${href}, where nothing is`);
  return files === undefined ? undefined : `${files}/${target}${hash}`;
}
