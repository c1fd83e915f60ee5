import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runLuaTests, type LuaTestFile, type LuaTestSource } from '@durable-lua/testing';
import { composeProject } from '@durable-lua/worker/composition';
import { UsageError, type Work } from '../command.js';
import { writeWhole } from '../files.js';
import { modulesOf } from '../project.js';
import type { Screen } from '../screen.js';
import { junitXml } from './junit.js';
import { fileLine, report } from './report.js';
import { watching } from './watching.js';

/** Where pages of failed tests go, in the project. */
const PAGES = path.join('.durable-lua', 'pages');

interface Options {
  readonly filter?: string;
  readonly watch: boolean;
  readonly junit?: string;
}

export const test: Work = async (call) => {
  const { args, options, screen } = call;
  const root = screen.within(args[0] ?? '.');
  const { filter, watch, junit } = options<Options>();
  const wanted = wantedBy(filter);
  const once = async (): Promise<boolean> => {
    const start = performance.now();
    const files = await runAll(root, screen, wanted);
    if (junit !== undefined) await writeWhole(path.resolve(junit), junitXml(files));
    const run = { files, ms: performance.now() - start };
    screen.result(run, report(run, screen));
    return files.every((file) => file.failure === undefined && file.tests.every(({ status }) => status !== 'failed'));
  };
  if (!watch) return (await once()) ? 0 : 1;
  return watching(call, root, once);
};

/** Loads the project anew and runs its tests. A line for each file as soon as it is done. */
async function runAll(
  root: string,
  screen: Screen,
  wanted: (name: string) => boolean,
): Promise<readonly LuaTestFile[]> {
  const sources = await testFiles(root);
  if (sources.length === 0) throw new UsageError(`there is no file *_test.lua in ${root}`);
  return screen.step('testing', async (say) => {
    const { project, modules } = await composeProject({ project: root, modules: modulesOf(root) }, { bundled: false });
    const results: LuaTestFile[] = [];
    for (const file of sources) {
      say(file.name);
      const filter = (names: readonly string[]): boolean => wanted([file.name, ...names].join(' '));
      const [result] = await runLuaTests({ project, modules, files: [file], filter, pages: path.join(root, PAGES) });
      if (result === undefined || (result.tests.length === 0 && result.failure === undefined)) continue;
      results.push(result);
      if (!screen.json) screen.note(fileLine(result, screen));
    }
    return results;
  });
}

async function testFiles(root: string): Promise<LuaTestSource[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('_test.lua'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !name.split('/').some((part) => part === 'node_modules' || part.startsWith('.')))
    .sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(root, name), 'utf8') })));
}

function wantedBy(filter: string | undefined): (name: string) => boolean {
  if (filter === undefined) return () => true;
  const pattern = /^\/(.*)\/(i?)$/s.exec(filter);
  if (pattern === null) return (name) => name.toLowerCase().includes(filter.toLowerCase());
  try {
    const regex = new RegExp(pattern[1] ?? '', pattern[2]);
    return (name) => regex.test(name);
  } catch (error) {
    throw new UsageError(`--filter: ${(error as Error).message}`);
  }
}
