import type { Project } from '@durable-lua/registry';
import { replayHistories, type Replayed, type Runtime } from '@durable-lua/worker';
import { modulesOf } from '../project.js';

/** So many open workflows of each client are looked at, the newest first: a save must be live at once. */
const MOST = 100;

/** How the open workflows of a project get on with other sources. */
export interface Compatibility {
  readonly replayed: number;
  /** Those whose histories do not fit. */
  readonly broken: readonly Required<Replayed>[];
}

/** Replays the histories of the workflows that are open on the servers of a runtime against another state of its project. */
export async function replayOpen(runtime: Runtime, project: Project): Promise<Compatibility> {
  const broken: Required<Replayed>[] = [];
  let replayed = 0;
  const options = { project, modules: modulesOf(project.root), histories: historiesOf(runtime) };
  for await (const { workflowId, error } of replayHistories(options)) {
    replayed += 1;
    if (error !== undefined) broken.push({ workflowId, error });
  }
  return { replayed, broken };
}

/** For each client of a project that has workflows: what finds those among all that are on its server. */
export function workflowQueries({ clients, workflows, workers }: Project): { client: string; query: string }[] {
  return clients.flatMap(({ id }) => {
    const ours = workers.filter((worker) => worker.client === id);
    const types = workflows.filter(({ worker }) => ours.some((one) => one.id === worker));
    if (types.length === 0) return [];
    const names = listOf(types.map(({ workflowType }) => workflowType));
    // Others may have workflows of the same types on this server.
    const queues = listOf(ours.map(({ taskQueue }) => taskQueue));
    return [{ client: id, query: `WorkflowType IN (${names}) AND TaskQueue IN (${queues})` }];
  });
}

async function* historiesOf(runtime: Runtime): AsyncGenerator<object> {
  for (const { client: id, query: ours } of workflowQueries(runtime.project)) {
    const client = await runtime.client(id);
    const query = `ExecutionStatus = 'Running' AND ${ours}`;
    let left = MOST;
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      if (left-- === 0) break;
      yield await client.workflow.getHandle(workflowId, runId).fetchHistory();
    }
  }
}

const listOf = (texts: readonly string[]): string => texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');
