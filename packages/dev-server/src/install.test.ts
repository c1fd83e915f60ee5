import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cachedCli } from './cache.js';
import { ensureTemporalCli } from './find-cli.js';
import { bareEnv, HELP, processesWith, script, tempDir, until } from './test-support.js';

const slowGo = (notes: string) =>
  `echo called >> ${notes}
   sleep 1
   printf '#!/bin/sh\\n${HELP}\\n' > "$GOBIN/temporal"
   chmod +x "$GOBIN/temporal"`;

it('processes that need the CLI at the same time build it once', async () => {
  const dir = await tempDir();
  const notes = join(dir, 'notes');
  await script(join(dir, 'bin'), 'go', slowGo(notes));
  const env = bareEnv(dir, join(dir, 'bin'));
  const lines: string[] = [];
  const onProgress = (line: string) => lines.push(line);

  // Each call has a supervisor of its own, which holds the lock: to each other they are different processes.
  const found = await Promise.all([1, 2, 3].map(() => ensureTemporalCli({ env, onProgress })));
  expect(new Set(found)).toEqual(new Set([cachedCli({ env }).file]));
  expect(await readFile(notes, 'utf8')).toBe('called\n');
  expect(lines.filter((line) => line.startsWith('Waiting for another process'))).toHaveLength(2);
});

it('what a killed build left behind is cleared away, and nothing else', async () => {
  const dir = await tempDir();
  await script(join(dir, 'bin'), 'go', slowGo(join(dir, 'notes')));
  const env = bareEnv(dir, join(dir, 'bin'));
  const cache = cachedCli({ env }).dir;
  await mkdir(join(cache, 'partial-abc'), { recursive: true });
  await writeFile(join(cache, 'partial-abc', 'temporal'), 'half');
  await writeFile(join(cache, 'mine'), '');
  await ensureTemporalCli({ env });
  expect((await readdir(cache)).sort()).toEqual(['mine', 'temporal']);
});

it('an abort in the middle of a build ends it, leaves nothing, and is thrown as it came', async () => {
  const dir = await tempDir();
  const go = await script(join(dir, 'bin'), 'go', 'while :; do sleep 0.1; done');
  const env = bareEnv(dir, join(dir, 'bin'));
  const abort = new AbortController();
  const reason = new Error('changed my mind');
  const building = ensureTemporalCli({ env, signal: abort.signal });
  await Promise.race([building, until('go runs', async () => (await processesWith(go)).length > 0)]);
  abort.abort(reason);
  await expect(building).rejects.toBe(reason);
  expect(await processesWith(go)).toEqual([]);
  expect(await readdir(cachedCli({ env }).dir)).toEqual([]);
});
