import { isGrpcServiceError, type WorkflowHandle } from '@temporalio/client';
import { invalid, LuaError } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import { devOf } from './dev-state.js';
import { runtimeOf } from './project-runtime.js';

const GRPC_NOT_FOUND = 5;

/**
 * A history from the server of the first client that has it, which is that of "durable-lua dev" where it runs.
 * @throws LuaError `NOT_FOUND` when none has it, `INVALID` when the project has no client
 */
export async function fetchedHistory(
  project: Project,
  workflowId: string,
  runId: string | undefined,
): ReturnType<WorkflowHandle['fetchHistory']> {
  const { clients } = project;
  if (clients.length === 0) throw invalid('the project has no temporal.client to ask for the history: give a file');
  const address = devOf(project.root)?.address;
  const runtime = await runtimeOf(project, { address });
  try {
    for (const { id } of clients) {
      const client = await runtime.client(id);
      try {
        return await client.workflow.getHandle(workflowId, runId).fetchHistory();
      } catch (error) {
        if (!isGrpcServiceError(error) || error.code !== GRPC_NOT_FOUND) throw error;
      }
    }
  } finally {
    await runtime.shutdown();
  }
  const at = (client: { readonly address: string }): string =>
    address ?? process.env['TEMPORAL_ADDRESS'] ?? client.address;
  const places = clients.map((client) => `${at(client)}, namespace ${client.temporalNamespace}`);
  const message = `there is no workflow '${workflowId}'${runId === undefined ? '' : `, run ${runId}`} (${places.join('; ')})`;
  throw new LuaError({ kind: 'NOT_FOUND', message });
}
