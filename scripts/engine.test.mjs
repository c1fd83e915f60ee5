// The changes to fengari: the series that people read and the file that pnpm applies agree, and git leads from one to the other.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  combinedFrom,
  edit,
  ENGINE_FILES,
  indexed,
  readSeries,
  save,
  unpackSeries,
  withFolder,
} from './lib/engine.mjs';
import { inRoot } from './lib/root.mjs';

const read = (...parts) => readFileSync(path.join(...parts), 'utf8');
const gone = { recursive: true, force: true };

/** The files under a folder with their bytes, but not git's own. */
function tree(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    paths
      .filter((file) => !file.startsWith('.git'))
      .map((file) => [file, readFileSync(path.join(folder, file)).toString('base64')]),
  );
}

describe('the series of patches', () => {
  it('gives, byte for byte, the file that pnpm applies', () => {
    const agrees = combinedFrom() === read(ENGINE_FILES.combined);
    if (!agrees) throw Object.assign(new Error('the series gives another patch: run pnpm engine build'), { stack: '' });
  });

  it('gives, applied in its order to what is published, the engine that is installed', () =>
    withFolder((folder) => {
      unpackSeries(folder);
      expect(tree(folder)).toEqual(tree(inRoot('packages/lua-vm/node_modules/fengari')));
    }));

  it('is listed in the README as it is', () => {
    const readme = read(ENGINE_FILES.readme);
    expect(readme).toBe(indexed(readme, ENGINE_FILES.series));
    for (const { file } of readSeries(ENGINE_FILES.series)) expect(readme).toContain(`(fengari/${file})`);
  });

  it('says in each patch what and why', () => {
    for (const { message } of readSeries(ENGINE_FILES.series)) expect(message).toMatch(/^[a-z0-9-]+: \S.*\n\n\S/);
  });
});

describe('pnpm engine', () => {
  let home, files, folder;
  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'durable-lua-engine-test-'));
    files = {
      series: path.join(home, 'series'),
      combined: path.join(home, 'combined.patch'),
      readme: path.join(home, 'README.md'),
    };
    for (const [name, file] of Object.entries(files)) cpSync(ENGINE_FILES[name], file, { recursive: true });
    folder = path.join(home, 'work', 'engine');
    edit(folder, files);
  });
  afterAll(() => rmSync(home, gone));

  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.invalid', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' },
    });
  const change = (file, text) => writeFileSync(path.join(folder, file), `${read(folder, file)}${text}`);

  it('edit makes one commit for each patch, and save writes the same files back', () => {
    const subjects = git('log', '--reverse', '--format=%s', 'pristine..HEAD').trim().split('\n');
    expect(subjects).toEqual(readSeries(files.series).map(({ message }) => message.split('\n', 1)[0]));
    save(folder, files);
    expect(tree(files.series)).toEqual(tree(ENGINE_FILES.series));
    expect(read(files.combined)).toBe(read(ENGINE_FILES.combined));
    expect(read(files.readme)).toBe(read(ENGINE_FILES.readme));
  });

  it('save writes what somebody has made of the commits with git, whatever that git is configured to do', () => {
    for (const [key, value] of Object.entries({
      'core.abbrev': '4',
      'diff.algorithm': 'patience',
      'diff.context': '9',
      'diff.mnemonicPrefix': 'true',
      'diff.noprefix': 'true',
    })) {
      git('config', key, value);
    }
    change('src/lvm.js', '/* more of the interpreter */\n');
    git('commit', '--all', '--fixup', ':/^interpreter:');
    git('rebase', '--autosquash', '--interactive', 'pristine');
    writeFileSync(path.join(folder, 'src/lnew.js'), '"use strict";\n');
    git('add', '.');
    git('commit', '--message', 'news: a file that is new\n\nIt is needed.');
    const names = save(folder, files);

    const before = tree(ENGINE_FILES.series);
    const after = tree(files.series);
    expect(Object.keys(after).sort()).toEqual(names);
    const changed = names.filter((name) => after[name] !== before[name]);
    const interpreter = names.find((name) => name.endsWith('-interpreter.patch'));
    // A later patch of the same file may only stand at other lines.
    expect(changed).toEqual(expect.arrayContaining([interpreter, names.at(-1)]));
    expect(names.at(-1)).toMatch(/^\d\d-news\.patch$/);
    expect(read(files.series, interpreter)).toContain('+/* more of the interpreter */');
    expect(read(files.readme)).toContain('| a file that is new |');
    expect(read(files.combined)).toContain('--- a/src/lvm.js\n+++ b/src/lvm.js\n');
    expect(read(files.combined)).toContain('+/* more of the interpreter */');
  });

  it('save removes the patch of a commit that is gone', () => {
    git('reset', '--quiet', '--hard', 'HEAD~');
    expect(save(folder, files).some((name) => name.endsWith('-news.patch'))).toBe(false);
    expect(readdirSync(files.series).some((name) => name.endsWith('-news.patch'))).toBe(false);
    expect(read(files.readme)).not.toContain('a file that is new');
  });

  it('save refuses what would be lost or cannot be named, and writes nothing', () => {
    const kept = tree(files.series);
    change('src/lvm.js', '/* not committed */\n');
    expect(() => save(folder, files)).toThrow('has changes outside of its commits');
    git('commit', '--all', '--message', 'Without a topic');
    expect(() => save(folder, files)).toThrow('begin the subject of each commit with its topic');
    git('reset', '--quiet', '--hard', 'HEAD~');
    git('commit', '--allow-empty', '--message', 'nothing: at all');
    expect(() => save(folder, files)).toThrow('the commit of the topic nothing changes nothing');
    git('reset', '--quiet', '--hard', 'HEAD~');
    expect(() => save(path.join(home, 'nowhere'), files)).toThrow('pnpm engine edit makes it');
    expect(tree(files.series)).toEqual(kept);
  });

  it('edit names the patch that does not apply, and leaves no half of a folder', () => {
    const broken = { ...files, series: path.join(home, 'broken') };
    cpSync(ENGINE_FILES.series, broken.series, { recursive: true });
    cpSync(ENGINE_FILES.combined, files.combined);
    const later = readdirSync(broken.series).find((name) => name.endsWith('-stack.patch'));
    rmSync(
      path.join(
        broken.series,
        readdirSync(broken.series).find((name) => name.endsWith('-state.patch')),
      ),
    );
    const other = path.join(home, 'other');
    expect(() => edit(other, broken)).toThrow(`${later} does not apply after those before it`);
    expect(existsSync(other)).toBe(false);
    expect(() => edit(folder, files)).toThrow('is there already');
  });
});
