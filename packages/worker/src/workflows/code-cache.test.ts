import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { CodeCache } from './code-cache.js';

const CODE = 'globalThis.answer = (() => 6 * 7)();';

async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'code-cache-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function scriptOf({ data }: CodeCache, code = CODE): vm.Script {
  return new vm.Script(code, data === undefined ? {} : { cachedData: data });
}

async function kept(folder: string, code = CODE): Promise<vm.Script> {
  const cache = await CodeCache.open(code, folder);
  const script = scriptOf(cache, code);
  await cache.keep(script);
  return script;
}

it('what one process has compiled, V8 takes in the next', async () => {
  const folder = path.join(await scratchFolder(), 'deep', 'in');
  expect((await kept(folder)).cachedDataRejected).toBeUndefined();
  const script = await kept(folder);
  expect(script.cachedDataRejected).toBe(false);
  const global = { answer: 0 };
  script.runInNewContext(global);
  expect(global.answer).toBe(42);
  expect((await CodeCache.open(`${CODE} `, folder)).data).toBeUndefined();
});

it('a file that is not whole is none, and written anew', async () => {
  const folder = await scratchFolder();
  await kept(folder);
  const [name] = (await readdir(folder)) as [string];
  const whole = await readFile(path.join(folder, name));
  for (const broken of [whole.subarray(0, 200), whole.with(100, (whole[100] as number) ^ 1), Buffer.alloc(0)]) {
    await writeFile(path.join(folder, name), broken);
    expect((await kept(folder)).cachedDataRejected).toBeUndefined();
    expect((await kept(folder)).cachedDataRejected).toBe(false);
  }
});

it('those that were used last are kept', async () => {
  const folder = await scratchFolder();
  const nameOf = async (code: string): Promise<string> => {
    const before = await readdir(folder);
    await kept(folder, code);
    return (await readdir(folder)).find((name) => !before.includes(name)) as string;
  };
  const used = await nameOf('let used;');
  const unused = await nameOf('let unused;');
  for (let index = 0; index < 14; index++) await nameOf(`let other = ${index};`);
  for (const name of await readdir(folder)) await utimes(path.join(folder, name), 1_000, 1_000);
  await utimes(path.join(folder, used), 1, 1);
  await utimes(path.join(folder, unused), 2, 2);
  await kept(folder, 'let used;');
  await nameOf('let another;');
  const names = await readdir(folder);
  expect(names).toHaveLength(16);
  expect(names).toContain(used);
  expect(names).not.toContain(unused);
});

it('a folder that cannot be made is no fault', async () => {
  const file = path.join(await scratchFolder(), 'file');
  await writeFile(file, '');
  expect((await kept(path.join(file, 'folder'))).cachedDataRejected).toBeUndefined();
});
