import { existsSync } from 'node:fs';
import { LuaError } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import { fetchedHistory } from '../session/fetched-history.js';
import { logged, silent } from '../session/log.js';
import { openProject } from '../session/project-runtime.js';
import { UsageError } from '../command.js';
import { historyFiles, type NamedHistory } from './history-files.js';
import { replayAll } from './replay-all.js';
import { shownReplay } from './shown.js';

export const replay = logged(silent, async ({ args: [what = '', dir = '.'], options, screen }) => {
  const root = screen.within(dir);
  const { runId } = options<{ runId?: string }>();
  const project = await openProject(root);
  const isFile = existsSync(what);
  if (isFile && runId !== undefined) throw new UsageError('--run-id is for the ID of a workflow');
  const histories = isFile ? await historyFiles(what) : [await fetched(project, what, runId)];
  const replays = await screen.step('replaying', () => replayAll(project, histories));
  screen.result({ replays }, replays.map((one) => shownReplay(one, screen)).join('\n'));
  return replays.every(({ fits }) => fits) ? 0 : 1;
});

async function fetched(project: Project, workflowId: string, runId: string | undefined): Promise<NamedHistory> {
  if (/\.json$|[\\/]/.test(workflowId) && !workflowId.includes(':')) {
    throw new LuaError({
      kind: 'NOT_FOUND',
      message: `there is no file or folder ${workflowId}, and an ID of a workflow looks otherwise`,
    });
  }
  return { name: workflowId, history: await fetchedHistory(project, workflowId, runId) };
}
