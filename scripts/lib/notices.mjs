import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inRoot } from './root.mjs';

/** Where the notices of a package stand, from its folder. `dist` is packed as it is. */
export const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';

/** A package that we bundle gives no licence, or not its text. */
export class NoLicense extends Error {}

const JAVASCRIPT = /\.[cm]?js$/;
const BUILT = /^dist\/.*\.[cm]?js$/;
const OF_PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const byName = (a, b) => (a < b ? -1 : Number(a > b));

/** Every source that the bundlers put into `file`, as its source map says; undefined when it has none. */
function sourcesOf(file, read) {
  const text = read(file);
  const comment = text.slice(text.lastIndexOf('\n//# sourceMappingURL=') + 1);
  const [, url] = /^\/\/# sourceMappingURL=(\S+)\s*$/.exec(comment) ?? [];
  if (url === undefined) return undefined;
  const [, inline] = /^data:[^,]*;base64,(.*)$/.exec(url) ?? [];
  const map =
    inline === undefined ? read(path.posix.join(path.posix.dirname(file), url)) : Buffer.from(inline, 'base64');
  return JSON.parse(map).sources;
}

/** What webpack itself puts into a bundle. It comes with the SDK, whose bundler it is. */
function webpackOf(dir) {
  const sdk = createRequire(path.join(dir, 'package.json')).resolve('@temporalio/worker');
  return path.dirname(createRequire(sdk).resolve('webpack/package.json'));
}

/**
 * The folders of the packages of others whose code the JavaScript of a package holds. The source maps tell: they name every
 * source of a bundle, also of one that was bundled before. `unknown` are files without a map.
 * @param files the names of the package's files, from its folder; `read` gives their text.
 */
export function bundledIn(dir, files, read) {
  const folders = new Set();
  const unknown = [];
  for (const file of files.filter((name) => BUILT.test(name))) {
    const sources = sourcesOf(file, read);
    if (sources === undefined) unknown.push(file);
    for (const source of sources ?? []) {
      if (source.startsWith('webpack/')) folders.add(webpackOf(dir));
      const [folder] = OF_PACKAGE.exec(path.resolve(dir, path.dirname(file), source).replaceAll('\\', '/')) ?? [];
      // webpack names in this way a module that it left out.
      if (folder !== undefined && !source.startsWith('ignored|')) folders.add(folder);
    }
  }
  return { folders: [...folders], unknown };
}

const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;

/** One package by its folder: name, version, licence, and the texts of its licence and notice files. */
function noticeOf(folder, provided) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const read = (file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
  const own = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file) && !JAVASCRIPT.test(file))
    .sort(byName)
    .map((file) => path.join(folder, file));
  const substitute = path.join(provided, `${name}.txt`);
  const texts = (own.length === 0 && existsSync(substitute) ? [substitute] : own).map(read);
  if (typeof license !== 'string' || texts.length === 0) {
    throw new NoLicense(
      `${name} ${version}, which is bundled, has no ${texts.length === 0 ? 'licence text' : '"license" in its package.json'}: ` +
        `put the text into licenses/${name}.txt, from its repository, or do not bundle it`,
    );
  }
  return { title: `${name} ${version} (${license})`, texts };
}

/** The text of the notices for the bundled packages in `folders`, in the order of their names; '' when there are none. */
export function noticesFor(folders, provided = inRoot('licenses')) {
  const notices = new Map(
    folders.map((folder) => noticeOf(folder, provided)).map(({ title, texts }) => [title, texts]),
  );
  if (notices.size === 0) return '';
  const parts = [...notices].sort(([a], [b]) => byName(a, b)).map(([title, texts]) => [title, ...texts].join('\n\n'));
  const head = 'The JavaScript files of this package hold code of the packages below, each under its own licence.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** What is wrong with the notices of a package that is about to be published; nothing when it bundles nothing. */
export function noticeFindings(dir, files, read, provided) {
  const { folders, unknown } = bundledIn(dir, files, read);
  const findings = unknown.map((file) => `notices: ${file} has no source map, which says whose code it holds`);
  try {
    const wanted = noticesFor(folders, provided);
    const found = files.includes(NOTICES) ? read(NOTICES) : '';
    if (wanted === found) return findings;
    const lines = new Set(found.split('\n'));
    const titles = wanted
      .split(`${'-'.repeat(80)}\n\n`)
      .slice(1)
      .map((part) => part.slice(0, part.indexOf('\n')));
    const missing = titles.filter((title) => !lines.has(title));
    const what =
      missing.length > 0 ? `does not name ${missing.join(', ')}` : 'is not what the bundled packages say now';
    return [
      ...findings,
      `notices: ${NOTICES} ${files.includes(NOTICES) ? what : `is missing: ${titles.join(', ')}`}; build the package`,
    ];
  } catch (error) {
    if (!(error instanceof NoLicense)) throw error;
    return [...findings, `notices: ${error.message}`];
  }
}
