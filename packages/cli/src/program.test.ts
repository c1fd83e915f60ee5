import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LuaError } from '@durable-lua/determinism';
import { loadProject } from '@durable-lua/registry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError, type Command, type Work } from './command.js';
import { runProgram } from './program.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'durable-lua-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of one command, `greet <name> [--loud]`. */
async function run(work: Work, ...args: string[]) {
  const greet: Command = {
    name: 'greet',
    summary: 'greets',
    declare: (command) => command.argument('<name>', 'whom').option('--loud', 'in capitals', false),
    load: async () => work,
  };
  const printed = { out: '', err: '' };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += text), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed.err += text), true)),
  ];
  try {
    return { exitCode: await runProgram([greet], ['node', 'durable-lua', ...args]), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const throwing =
  (error: unknown): Work =>
  async () => {
    throw error;
  };

describe('the program', () => {
  it('gives a command its arguments and options, and shows results on standard output', async () => {
    const work: Work = async ({ args, options, screen }) => {
      const { loud } = options<{ loud: boolean }>();
      screen.note('thinking');
      screen.result({ whom: args[0], loud }, `Hello, ${args[0]}`);
    };
    expect(await run(work, 'greet', 'Ada')).toEqual({ exitCode: 0, out: 'Hello, Ada\n', err: 'thinking\n' });
    const json = await run(work, 'greet', '--json', 'Ada', '--loud');
    expect(json).toEqual({ exitCode: 0, out: '{"whom":"Ada","loud":true}\n', err: 'thinking\n' });
  });

  it('ends with 2 when the command line is wrong, and with 0 after help', async () => {
    const nothing: Work = async () => undefined;
    for (const args of [['greet'], ['greet', 'a', 'b'], ['greet', 'a', '--quiet'], ['leave'], []]) {
      const { exitCode, out, err } = await run(nothing, ...args);
      expect({ args, exitCode, out }).toEqual({ args, exitCode: 2, out: '' });
      expect(err).toMatch(/error: |Usage: /);
    }
    expect(await run(nothing, 'greet', '--help')).toMatchObject({ exitCode: 0, err: '' });
    const wrong = await run(throwing(new UsageError('give a name that has letters')), 'greet', '1');
    expect(wrong).toEqual({ exitCode: 2, out: '', err: 'error: give a name that has letters\n' });
  });

  it('shows an error as KIND: message with the line of Lua that it is about', async () => {
    writeFileSync(path.join(folder, 'pay.lua'), 'local a = 1\nlocal b = nil\nreturn a + b\n');
    const error = new LuaError({ kind: 'INTERNAL', message: 'pay.lua:3: attempt to perform arithmetic' });
    const work: Work = async ({ screen }) => {
      screen.within(folder);
      throw error;
    };
    const { exitCode, out, err } = await run(work, 'greet', 'Ada');
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toContain('INTERNAL: pay.lua:3: attempt to perform arithmetic\n');
    expect(err).toContain('> 3 | return a + b');
    const json = await run(work, 'greet', 'Ada', '--json');
    expect(JSON.parse(json.out)).toEqual({ error: { kind: 'INTERNAL', message: error.message } });
  });

  it('shows each finding of a project that cannot be loaded, with its line of YAML', async () => {
    writeFileSync(path.join(folder, '_index.yaml'), 'namespace: app\nentries:\n  - name: w\n    kind: workflow.loa\n');
    const work: Work = async ({ screen }) => void (await loadProject(screen.within(folder)));
    const { exitCode, err } = await run(work, 'greet', 'Ada');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^_index\.yaml:4:11: app:w: kind: .* \[E-KIND\]$/m);
    expect(err).toContain('> 4 |     kind: workflow.loa');
    expect(err).toContain('INVALID: the project has an error');
  });
});
