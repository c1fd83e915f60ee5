// What a package holds of others is named with its licence in the package, and check:packages fails when it is not.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledIn, noticeFindings, NOTICES, noticesFor } from './lib/notices.mjs';
import { runNode } from './lib/run.mjs';
import { inRoot } from './lib/root.mjs';

let home, dir, provided;
const write = (file, text) => {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  writeFileSync(path.join(home, file), text);
};
const read = (file) => readFileSync(path.join(dir, file), 'utf8');
const files = () => readdirSync(path.join(dir, 'dist')).map((file) => `dist/${file}`);
const findings = () => noticeFindings(dir, files(), read, provided);
const library = (name, version, license, code) => {
  const manifest = { name, version, license, main: 'index.js', type: 'module' };
  write(`node_modules/${name}/package.json`, JSON.stringify(manifest));
  write(`node_modules/${name}/index.js`, code);
};

beforeAll(async () => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'durable-lua-notices-')));
  dir = path.join(home, 'packages/ours');
  provided = path.join(home, 'licenses');
  library('left', '1.2.3', 'MIT', 'export const left = () => "left";');
  write('node_modules/left/LICENSE', 'Left text\r\nof two lines\n');
  library('@far/right', '4.0.0', 'Apache-2.0', 'export const right = () => "right";');
  write('node_modules/@far/right/LICENSE.md', 'Right text\n');
  write('node_modules/@far/right/NOTICE', 'Right notice\n');
  library('asked', '1.0.0', 'MIT', 'export const asked = () => "asked";');
  write(
    'packages/ours/src/index.js',
    'export { left } from "left"; import { right } from "@far/right"; console.log(right());',
  );
  write('packages/ours/package.json', '{ "name": "ours" }');
  const options = { bundle: true, format: 'esm', sourcemap: true, external: ['asked'] };
  const entry = path.join(dir, 'src/index.js');
  await build({ ...options, entryPoints: [entry], outfile: path.join(dir, 'dist/index.js') });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the notices of a package', () => {
  it('are its bundled packages in the order of their names, each with version, licence and texts', async () => {
    await runNode(inRoot('scripts/notices.mjs'), [], { cwd: dir });
    const line = '-'.repeat(80);
    expect(read(NOTICES).split(`\n\n${line}\n\n`).slice(1)).toEqual([
      '@far/right 4.0.0 (Apache-2.0)\n\nRight text\n\nRight notice',
      'left 1.2.3 (MIT)\n\nLeft text\nof two lines\n',
    ]);
    expect(findings()).toEqual([]);
  });

  it('also name what a bundle holds that was bundled before', async () => {
    const outfile = path.join(dir, 'dist/again.js');
    const again = { bundle: true, format: 'esm', sourcemap: 'inline', sourcesContent: false };
    await build({ ...again, entryPoints: [path.join(dir, 'dist/index.js')], outfile });
    const { folders } = bundledIn(dir, ['dist/again.js'], read);
    expect(folders.sort()).toEqual([path.join(home, 'node_modules/@far/right'), path.join(home, 'node_modules/left')]);
    rmSync(outfile);
  });

  it('are not there when nothing is bundled', () => expect(noticesFor([])).toBe(''));
});

describe('check:packages', () => {
  it('finds that the notices are missing, incomplete or old', () => {
    const good = read(NOTICES);
    rmSync(path.join(dir, NOTICES));
    expect(findings()).toEqual([
      `notices: ${NOTICES} is missing: @far/right 4.0.0 (Apache-2.0), left 1.2.3 (MIT); build the package`,
    ]);
    write(`packages/ours/${NOTICES}`, good.replace('left 1.2.3 (MIT)', 'left 1.2.2 (MIT)'));
    expect(findings()).toEqual([`notices: ${NOTICES} does not name left 1.2.3 (MIT); build the package`]);
    write(`packages/ours/${NOTICES}`, good.replace('Right notice', ''));
    expect(findings()).toEqual([`notices: ${NOTICES} is not what the bundled packages say now; build the package`]);
    write(`packages/ours/${NOTICES}`, good);
    expect(findings()).toEqual([]);
  });

  it('finds a bundle that does not tell what it holds', () => {
    write('packages/ours/dist/dark.js', 'console.log(1);\n');
    expect(findings()).toEqual(['notices: dist/dark.js has no source map, which says whose code it holds']);
    rmSync(path.join(dir, 'dist/dark.js'));
  });

  it('names the bundled package that brings no licence text, until one is provided', async () => {
    const outfile = path.join(dir, 'dist/more.js');
    write('packages/ours/src/more.js', 'export { asked } from "asked";');
    const options = { bundle: true, format: 'esm', sourcemap: true, outfile };
    await build({ ...options, entryPoints: [path.join(dir, 'src/more.js')] });
    expect(findings()).toEqual([
      'notices: asked 1.0.0, which is bundled, has no licence text: put the text into licenses/asked.txt, from its repository, or do not bundle it',
    ]);
    write('licenses/asked.txt', 'Asked text\n');
    expect(findings()).toEqual([`notices: ${NOTICES} does not name asked 1.0.0 (MIT); build the package`]);
    write(`packages/ours/${NOTICES}`, noticesFor(bundledIn(dir, files(), read).folders, provided));
    expect(findings()).toEqual([]);
    expect(read(NOTICES)).toContain('asked 1.0.0 (MIT)\n\nAsked text\n');
  });
});
