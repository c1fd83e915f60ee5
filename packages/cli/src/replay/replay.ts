import { existsSync } from 'node:fs';
import { isGrpcServiceError } from '@temporalio/client';
import { invalid, LuaError } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import { devOf } from '../session/dev-state.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { UsageError, type Work } from '../command.js';
import { historyFiles, type NamedHistory } from './history-files.js';
import { replayQuietly } from './quiet.js';
import { replayAll } from './replay-all.js';
import { shownReplay } from './shown.js';

export const replay: Work = async ({ args: [what = '', dir = '.'], options, screen }) => {
  const root = screen.within(dir);
  const { runId } = options<{ runId?: string }>();
  replayQuietly(screen.verbose);
  const project = await openProject(root);
  const isFile = existsSync(what);
  if (isFile && runId !== undefined) throw new UsageError('--run-id is for the ID of a workflow');
  const histories = isFile ? await historyFiles(what) : [await fetched(project, what, runId)];
  const replays = await screen.step('replaying', () => replayAll(project, histories));
  screen.result({ replays }, replays.map((one) => shownReplay(one, screen)).join('\n'));
  return replays.every(({ fits }) => fits) ? 0 : 1;
};

const GRPC_NOT_FOUND = 5;

/** From the server of the first client that has it. */
async function fetched(project: Project, workflowId: string, runId: string | undefined): Promise<NamedHistory> {
  if (/\.json$|[\\/]/.test(workflowId) && !workflowId.includes(':')) {
    throw new LuaError({ kind: 'NOT_FOUND', message: `there is no file or folder ${workflowId}` });
  }
  const { clients } = project;
  if (clients.length === 0) throw invalid('the project has no temporal.client to ask for the history: give a file');
  const runtime = await runtimeOf(project, { address: devOf(project.root)?.address });
  try {
    for (const { id } of clients) {
      const client = await runtime.client(id);
      try {
        return { name: workflowId, history: await client.workflow.getHandle(workflowId, runId).fetchHistory() };
      } catch (error) {
        if (!isGrpcServiceError(error) || error.code !== GRPC_NOT_FOUND) throw error;
      }
    }
  } finally {
    await runtime.shutdown();
  }
  const places = clients.map(({ temporalNamespace, address }) => `${address}, namespace ${temporalNamespace}`);
  const message = `there is no workflow '${workflowId}'${runId === undefined ? '' : `, run ${runId}`} (${places.join('; ')})`;
  throw new LuaError({ kind: 'NOT_FOUND', message });
}
