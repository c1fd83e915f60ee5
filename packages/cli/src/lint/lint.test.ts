import { readdir, readFile } from 'node:fs/promises';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject } from '@durable-lua/registry';
import { standardModules } from '@durable-lua/worker/modules';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lintProject } from './lint.js';

const fixtures = new URL('../../fixtures/lint/', import.meta.url);

const lint = async (dir: string | URL) => lintProject(await loadProject(dir), standardModules);

/** What the comments of a folder say: `--> L-CODE` stands in the line in which it is to be found. */
async function expected(dir: URL): Promise<string[]> {
  const all: string[] = [];
  for (const file of await readdir(dir)) {
    const lines = (await readFile(new URL(file, dir), 'utf8')).split('\n');
    lines.forEach((line, index) => {
      const codes = /(?:--|#)> (.*)$/.exec(line)?.[1]?.split(' ') ?? [];
      all.push(...codes.map((code) => `${file}:${index + 1} ${code}`));
    });
  }
  return all.sort();
}

describe('planted mistakes', () => {
  const dir = new URL('planted/', fixtures);

  it('are found, each with its code and line, and nothing else', async () => {
    const found = await lint(dir);
    const planted = await expected(dir);
    expect(planted.length).toBeGreaterThan(100);
    expect(found.map(({ file, line, code }) => `${file}:${line} ${code}`).sort()).toEqual(planted);
  });
});

it('code of many levels is looked at as any other', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL('clean/closures', fixtures)), dir, { recursive: true });
  const sum = Array.from({ length: 20_000 }, (_, i) => `x${i % 2 === 0 ? '' : '.y'}`).join(' + ');
  writeFileSync(
    path.join(dir, 'count.lua'),
    `local json = json\nlocal time = time\nreturn function(x)\n  return ${sum} + os.time()\nend\n`,
  );
  expect((await lint(dir)).map(({ line, code }) => `${line} ${code}`)).toEqual(['4 L-FORBIDDEN']);
});

describe('clean projects have no findings:', () => {
  const clean = new URL('clean/', fixtures);
  const demo = fileURLToPath(new URL('../../../../apps/demo/shop', fixtures));

  it.each([...readdirSync(clean)].map((name) => [name, fileURLToPath(new URL(name, clean))]))('%s', async (_, dir) => {
    expect(await lint(dir)).toEqual([]);
  });

  it('the demo', async () => {
    expect(await lint(demo)).toEqual([]);
  });
});
