import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openGuard, type Guard } from './guard.js';
import { processesWith, script, tempDir, until } from './test-support.js';

function guarded(): Guard {
  const guard = openGuard();
  onTestFinished(() => guard.close());
  return guard;
}

const env = {};
const run = (guard: Guard, command: string, onLine: (line: string) => void = () => {}) =>
  guard.run({ command, args: [], env }, onLine);

describe('a guarded command', () => {
  it('gives all its lines, of both streams, before its end, and its exit code', async () => {
    const command = await script(await tempDir(), 'talk', 'echo one; echo two >&2; sleep 0.1; printf three; exit 4');
    const lines: string[] = [];
    const ended = await run(guarded(), command, (line) => lines.push(line));
    expect(lines.sort()).toEqual(['one', 'three', 'two']);
    expect(ended.code).toBe(4);
  });

  it('says why it could not be started', async () => {
    expect((await run(guarded(), join(await tempDir(), 'nothing'))).error).toContain('ENOENT');
  });

  it('can be followed by another one', async () => {
    const guard = guarded();
    const command = await script(await tempDir(), 'quick', 'exit 0');
    expect([(await run(guard, command)).code, (await run(guard, command)).code]).toEqual([0, 0]);
  });

  it('ends together with the processes it has started', async () => {
    const dir = await tempDir();
    const child = await script(dir, 'grandchild', 'while :; do sleep 0.1; done');
    const command = await script(dir, 'parent', `${child} & ${child}`);
    const guard = guarded();
    run(guard, command).catch(() => {});
    await until('both run', async () => (await processesWith(child)).length === 2);
    await guard.close();
    await until('both are gone', async () => (await processesWith(dir)).length === 0, 2_000);
  });

  it('is killed when it does not end by itself', async () => {
    const command = await script(await tempDir(), 'stubborn', "trap '' TERM; while :; do sleep 0.1; done");
    const guard = guarded();
    const ended = run(guard, command);
    await until('it runs', async () => (await processesWith(command)).length === 1);
    guard.end();
    expect((await ended).signal).toBe('SIGKILL');
  });
});

describe('a guard', () => {
  it('holds a lock until it is closed', async () => {
    const path = join(await tempDir(), 'thing');
    const [first, second] = [guarded(), guarded()];
    expect(await first.lock(path)).toBe(true);
    expect(await second.lock(path)).toBe(false);
    await first.close();
    expect(await second.lock(path)).toBe(true);
  });

  it('takes over the lock of a process that was killed with its supervisor', async () => {
    const path = join(await tempDir(), 'thing');
    await mkdir(`${path}.lock`); // What such a process leaves behind.
    const guard = guarded();
    expect(await guard.lock(path)).toBe(false);
    await until('the lock is stale', () => guard.lock(path), 8_000);
  });

  it('names the lock that cannot be made', async () => {
    const path = join(await tempDir(), 'missing', 'thing');
    await expect(guarded().lock(path)).rejects.toThrow(`cannot make the lock ${path}.lock`);
  });
});
