import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRoot } from './lib/root.mjs';
import { CommandFailed, run, runNode } from './lib/run.mjs';

let dir;
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-run-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function program(name, code) {
  const file = path.join(dir, name);
  writeFileSync(file, code);
  return file;
}

describe('run', () => {
  it('gives the output of a good command and keeps what goes to stderr out of it', async () => {
    const file = program('good.mjs', `console.error('noise'); console.log('result');`);
    expect(await runNode(file)).toBe('result\n');
  });

  it('shows all a failed command printed, and its exit code', async () => {
    const file = program('bad.mjs', `console.log('first'); console.error('second'); process.exitCode = 3;`);
    const error = await runNode(file).catch((failure) => failure);
    expect(error).toBeInstanceOf(CommandFailed);
    expect(error.code).toBe(3);
    expect(error.output).toContain('first\n');
    expect(error.output).toContain('second\n');
  });

  it('says which command there is not', async () => {
    await expect(run('no-such-command-of-ours')).rejects.toThrow('no-such-command-of-ours');
  });

  // Windows ends a process at once: no signal reaches it.
  it.runIf(process.platform !== 'win32').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends children and their children on %s, and leaves with %i', async (signal, expected) => {
    const child = program('child.mjs', `console.log('child'); setInterval(() => {}, 1000);`);
    const parent = program(
      'parent.mjs',
      `import { spawn } from 'node:child_process';
       spawn(process.execPath, [${JSON.stringify(child)}], { stdio: 'inherit' });
       console.log('parent');
       setInterval(() => {}, 1000);`,
    );
    const outer = program(
      'outer.mjs',
      `import { endChildrenOnSignal, runNode } from ${JSON.stringify(inRoot('scripts/lib/run.mjs'))};
       endChildrenOnSignal();
       await runNode(${JSON.stringify(parent)}, [], { show: true });`,
    );
    const started = spawn(process.execPath, [outer], { stdio: ['ignore', 'pipe', 'inherit'] });
    let lines = 0;
    started.stdout.on('data', (data) => {
      lines += data.toString().split('\n').length - 1;
      if (lines === 2) started.kill(signal);
    });
    // It closes when the last of the three has let go of their common output.
    expect(await once(started, 'close')).toEqual([expected, null]);
  });
});
