import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { asJavaScript, codeBlocks } from '../../../scripts/lib/readme.js';

const call = promisify(execFile);
const LANGUAGES = ['yaml', 'js', 'ts'];
const FILE = /^(?:\/\/|#) (\S+)\n/;

/** The files of a page of docs, by the names in their first lines. */
function filesOf(page: string): Record<string, string> {
  const url = new URL(`../../../docs/${page}`, import.meta.url);
  const blocks = LANGUAGES.flatMap((language) => codeBlocks(url, language));
  return Object.fromEntries(blocks.map((text) => [FILE.exec(text)?.[1] ?? '', text]));
}

/** A folder of these files that finds the built packages: programs as JavaScript, queues under names of their own. */
async function written(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(fileURLToPath(new URL('../dist/composing-page-', import.meta.url)));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
    const own = text.replace(/task_queue: (\w+)/, `task_queue: $1-${path.basename(dir)}`);
    await writeFile(path.join(dir, file), own);
    if (isProgram(file)) await writeFile(path.join(dir, asScript(file)), asJavaScript(text));
  }
  return dir;
}

const isProgram = (file: string): boolean => file.endsWith('.ts') && file !== 'workflows.ts';
const asScript = (file: string): string => file.replace(/\.ts$/, '-program.mjs');

/** Runs a program as its reader would: what it printed, and what it logged. */
async function run(dir: string, file: string) {
  const env = { ...process.env, NODE_OPTIONS: '', TEMPORAL_ADDRESS: inject('temporalAddress') };
  const running = call(process.execPath, [asScript(file)], { cwd: dir, env });
  onTestFinished(() => void running.child.kill('SIGKILL'));
  const { stdout, stderr } = await running;
  return { printed: stdout.trim().split('\n'), logged: stderr };
}

const promises = (code: string): string[] =>
  [...code.matchAll(/^.*console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, comment]) => comment as string);

describe.each(['composing.md', 'beside-typescript.md'])('docs/%s', (page) => {
  const files = filesOf(page);

  // Most of them bundle for workflows first.
  it.each(Object.keys(files).filter(isProgram))(
    '%s runs, and prints what it says',
    { timeout: 120_000 },
    async (file) => {
      const code = files[file] as string;
      const { printed, logged } = await run(await written(files), file);
      expect(printed).toEqual(promises(code));
      expect(printed).toHaveLength(1);
      const [, effects = ''] = /\/\/ audit: (.*)$/m.exec(code) ?? [];
      const audited = [...logged.matchAll(/\beffect: '(.*?)'/g)].map(([, effect]) => effect);
      expect(audited.join(', ')).toBe(effects);
    },
  );
});
