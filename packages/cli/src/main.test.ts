import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from './commands.js';
import { MAIN, run } from './testing/command-line.js';

/** Prints how long the processor worked for the process, in milliseconds, when it ends. */
const MEASURE = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('CPU '+(user+system)/1000)})`;

describe('durable-lua', () => {
  it.each([['--help'], ['--version'], ...commands.map(({ name }) => [name, '--help'])].map((args) => ({ args })))(
    'answers $args in less than half a second',
    async ({ args }) => {
      const { exitCode, out, err } = await run(args, { node: ['--import', MEASURE] });
      expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringMatching(/Usage: |^\d/) });
      expect(Number(/CPU (\S+)/.exec(err)?.[1])).toBeLessThan(500);
    },
  );

  // Vitest would load the file itself.
  it('says of a module in TypeScript that it has to be built', async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    writeFileSync(path.join(cwd, 'package.json'), '{ "durable-lua": { "modules": ["./geo.ts"] } }');
    // Nor does a Node that takes types away know what to do with an enum.
    writeFileSync(path.join(cwd, 'geo.ts'), 'export enum Unit { Mile }');
    writeFileSync(path.join(cwd, '_index.yaml'), 'version: "1.0"\nnamespace: app\nentries: []\n');
    const { exitCode, err } = await run(['check'], { cwd });
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: expect.stringMatching(
        /geo\.ts cannot be loaded: .*; build it to JavaScript, and give the file that it becomes/,
      ),
    });
  });

  it('completes commands, options and shells in bash', () => {
    const complete = (words: string, index: number): string[] => {
      const script = `
        # What the package bash-completion brings.
        _get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; prev=\${words[cword-1]}; }
        compopt() { :; }
        durable-lua() { "${process.execPath}" "${MAIN}" "$@"; }
        eval "$(durable-lua complete bash)"
        COMP_WORDS=(durable-lua ${words}); COMP_CWORD=${index}
        COMP_LINE="durable-lua ${words}"; COMP_POINT=\${#COMP_LINE}
        $(complete -p durable-lua | sed 's/.*-F \\([^ ]*\\).*/\\1/') durable-lua
        printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
      expect(stderr).toBe('');
      return stdout.split('\n').filter((line) => line !== '');
    };
    expect(complete('ty', 1)).toEqual(['types']);
    expect(complete('types --j', 2)).toEqual(['--json']);
    expect(complete('types pack', 2)).toEqual(['packages']);
  });
});
