import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { invalid } from '@durable-lua/determinism';
import { parseJson } from '@durable-lua/determinism/host';
import { eventTable, inspect as record, writePage } from '@durable-lua/inspector';
import writeFile from 'write-file-atomic';
import { fetchedHistory } from '../session/fetched-history.js';
import { aside, logged } from '../session/log.js';
import { modulesOf } from '../project.js';
import { openProject } from '../session/project-runtime.js';

interface Options {
  readonly out?: string;
  readonly runId?: string;
  readonly secret?: readonly string[];
}

export const inspect = logged(aside, async ({ args: [run = '', dir = '.'], options, screen }) => {
  const { out, runId, secret = [] } = options<Options>();
  const root = screen.within(dir);
  const project = await openProject(root);
  const history = run.endsWith('.json') ? await historyIn(run) : await fetchedHistory(project, run, runId);
  const recording = await screen.step('Replaying', () =>
    record(history, project, { secret, modules: modulesOf(project.root) }),
  );
  const file = path.resolve(out ?? path.join(await mkdtemp(path.join(tmpdir(), 'durable-lua-')), 'run.html'));
  await writeFile(file, await writePage(recording));
  const { problem, events, steps } = recording;
  screen.result({ file, events: events.length, steps: steps.length, problem }, file);
  if (screen.verbose) screen.note(eventTable(recording));
  else if (problem !== undefined) screen.note(problem.message);
  if (out === undefined && process.stdout.isTTY) open(file);
});

async function historyIn(file: string): Promise<object> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw invalid(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return parseJson(text) as object;
  } catch (error) {
    throw invalid(`${file} is not JSON: ${(error as Error).message}`);
  }
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** With whatever the desktop opens pages; where there is none, the path stands on the screen. */
function open(file: string): void {
  const [command = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
