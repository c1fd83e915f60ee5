import { httpEndpoint, httpRouter, httpService, httpStatic } from './http.js';
import type { Kind } from './kind.js';
import { functionLua, libraryLua, processLua, workflowLua } from './lua.js';
import { envVariables, httpClient, storeMemory, storeSqlite } from './outside.js';
import { processHost, processService } from './process.js';
import { temporalClient } from './temporal-client.js';
import { temporalWorker } from './temporal-worker.js';
import { temporalWorkflow } from './temporal-workflow.js';

/** Every kind of entry that the runtime knows, by name. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(
  [
    ...[workflowLua, functionLua, processLua, libraryLua],
    ...[temporalClient, temporalWorker, temporalWorkflow, processHost, processService],
    ...[httpService, httpRouter, httpEndpoint, httpStatic],
    ...[httpClient, envVariables, storeMemory, storeSqlite],
  ].map((kind) => [kind.kind, kind]),
);

export { entryBase } from './kind.js';
