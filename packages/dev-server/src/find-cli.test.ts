import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedCli } from './cache.js';
import { ensureTemporalCli } from './find-cli.js';
import { bareEnv, HELP, script, tempDir } from './test-support.js';

/** A Go that "builds" a script that can be used as a CLI, and notes how it was called. */
const fakeGo = (notes: string) =>
  `echo "GOBIN=$GOBIN GOOS=$GOOS $*" >> ${notes}
   echo "go: downloading go.temporal.io/server v1.29.1" >&2
   printf '#!/bin/sh\\n${HELP}\\n' > "$GOBIN/temporal"
   chmod +x "$GOBIN/temporal"`;

describe('the Temporal CLI is looked for', () => {
  it('on PATH first, even when there is one in the cache', async () => {
    const dir = await tempDir();
    const onPath = await script(join(dir, 'bin'), 'temporal', HELP);
    const env = bareEnv(dir, join(dir, 'bin'));
    await script(cachedCli({ env }).dir, 'temporal', HELP);
    expect(await ensureTemporalCli({ env })).toBe(onPath);
  });

  it('on the rest of PATH when the first one there cannot run the dev server', async () => {
    const dir = await tempDir();
    await script(join(dir, 'old'), 'temporal', 'echo --port');
    const good = await script(join(dir, 'new'), 'temporal', HELP);
    expect(await ensureTemporalCli({ env: bareEnv(dir, join(dir, 'old'), join(dir, 'new')) })).toBe(good);
  });

  it('in the cache, without a word, when PATH has none', async () => {
    const dir = await tempDir();
    const env = bareEnv(dir);
    const cached = await script(cachedCli({ env }).dir, 'temporal', HELP);
    const lines: string[] = [];
    expect(await ensureTemporalCli({ env, onProgress: (line) => lines.push(line) })).toBe(cached);
    expect(lines).toEqual([]);
  });

  it('then downloaded, then built with Go for this machine, and found in the cache the next time', async () => {
    const dir = await tempDir();
    const notes = join(dir, 'notes');
    await script(join(dir, 'bin'), 'go', fakeGo(notes));
    const env = { ...bareEnv(dir, join(dir, 'bin')), GOOS: 'plan9' };
    const lines: string[] = [];

    const cli = await ensureTemporalCli({ env, onProgress: (line) => lines.push(line) });
    expect(cli).toBe(join(dir, 'cache', 'temporal', '1.5.1', 'temporal'));
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['Downloading', 'The', 'Building']);
    expect(lines[1]).toContain('https://temporal.download/');

    expect(await ensureTemporalCli({ env })).toBe(cli);
    const calls = (await readFile(notes, 'utf8')).trim().split('\n');
    expect(calls).toHaveLength(1);
    // Each of them shortens the build.
    expect(calls[0]).toContain(' install -v -tags=disable_grpc_modules -gcflags=all=-dwarf=false -ldflags=-s -w ');
    expect(calls[0]).toMatch(/GOBIN=\S+ GOOS= install .*github\.com\/temporalio\/cli\/cmd\/temporal@v1\.5\.1$/);
  });

  it('again when what is in the cache does not run', async () => {
    const dir = await tempDir();
    await script(join(dir, 'bin'), 'go', fakeGo(join(dir, 'notes')));
    const env = bareEnv(dir, join(dir, 'bin'));
    const { file } = cachedCli({ env });
    await mkdir(cachedCli({ env }).dir, { recursive: true });
    await writeFile(file, 'half a file', { mode: 0o755 });
    expect(await ensureTemporalCli({ env })).toBe(file);
    expect(await readFile(file, 'utf8')).toContain('--ip');
  });
});

describe('when nothing works, the error', () => {
  it('lists the four ways, why each failed, and what to do', async () => {
    const dir = await tempDir();
    const old = await script(join(dir, 'old'), 'temporal', 'echo --port');
    await script(join(dir, 'bin'), 'go', 'echo "go: no network" >&2; exit 1');
    const error = await ensureTemporalCli({ env: bareEnv(dir, join(dir, 'old'), join(dir, 'bin')) }).catch((e) => e);

    expect(error).toMatchObject({ name: 'DevServerError', kind: 'NO_EXECUTABLE' });
    const text = (error as Error).message.split('\n');
    expect(text).toHaveLength(9);
    expect(text[1]).toContain('TEMPORAL_ADDRESS is not set');
    expect(text[3]).toContain(`${old} was passed over: its "server start-dev" does not know --ip`);
    expect(text[3]).toContain(`none at ${join(dir, 'cache', 'temporal', '1.5.1', 'temporal')}`);
    expect(text[4]).toContain('https://docs.temporal.io/cli');
    expect(text[5]).toContain('https://temporal.download/');
    expect(text[6]).toContain('HTTPS_PROXY');
    expect(text[7]).toContain('(exit 1): go: no network');
    expect(text[8]).toContain('https://go.dev/dl');
  });

  it('says that there is neither `temporal` nor `go` on PATH', async () => {
    const text = await ensureTemporalCli({ env: bareEnv(await tempDir()) }).catch((e: Error) => e.message);
    expect(text).toContain('On PATH: no `temporal` on PATH');
    expect(text).toContain('It failed: no `go` on PATH');
  });

  it('names the cache when that is where nothing can be written', async () => {
    const dir = await tempDir();
    const file = join(dir, 'file');
    await writeFile(file, '');
    const text = await ensureTemporalCli({ env: bareEnv(dir), cacheDir: file }).catch((e: Error) => e.message);
    expect(text).toContain(`the cache ${join(file, 'temporal', '1.5.1')} cannot be used`);
  });
});
