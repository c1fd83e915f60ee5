import type { Catalog, Listed } from '../catalog.js';
import type { TemporalWorkerEntry, TemporalWorkflowEntry, WorkflowEntry } from '../entries.js';
import type { Cursor } from '../fields/index.js';

/** Puts each client's prefix before the queues of its workers. */
export function applyQueuePrefixes(catalog: Catalog): void {
  for (const { entry } of catalog.ofKind('temporal.worker')) {
    entry.taskQueue = (catalog.get('temporal.client', entry.client)?.entry.taskQueuePrefix ?? '') + entry.rawTaskQueue;
  }
}

/** E-QUEUE-DUP: two workers of one client would take each other's tasks. */
export function checkQueues(catalog: Catalog): void {
  const first = new Map<string, Listed<TemporalWorkerEntry>>();
  for (const listed of catalog.ofKind('temporal.worker')) {
    const { entry, at } = listed;
    const key = JSON.stringify([entry.client, entry.taskQueue]);
    const other = first.get(key)?.entry;
    if (!other) first.set(key, listed);
    else {
      const message = `${entry.id} and ${other.id} (${place(other)}) both take tasks of client ${entry.client} from queue`;
      at.key('task_queue').report('E-QUEUE-DUP', `${message} "${entry.taskQueue}"; give each its own`);
    }
  }
}

/** E-TYPE-DUP: two workflows that Temporal could not tell apart, or a name that is not free to be used. */
export function checkTypeNames(catalog: Catalog): void {
  const first = new Map<string, Listed<WorkflowEntry | TemporalWorkflowEntry>>();
  for (const listed of catalog.ofKind('workflow.lua', 'temporal.workflow')) {
    const { entry } = listed;
    const field = typeField(listed);
    if (isReserved(entry.workflowType)) {
      const message = `workflow type "${entry.workflowType}" of ${entry.id} starts like a reserved name (__temporal_ or @)`;
      field.report('E-TYPE-DUP', `${message}; choose another`);
    }
    if (entry.worker === undefined) continue;
    const key = JSON.stringify([entry.worker, entry.workflowType]);
    const other = first.get(key)?.entry;
    if (!other) first.set(key, listed);
    else {
      const message = `${entry.id} and ${other.id} (${place(other)}) both have the workflow type "${entry.workflowType}"`;
      field.report('E-TYPE-DUP', `${message} on worker ${entry.worker}; give each its own`);
    }
  }
  for (const { entry, at } of catalog.ofKind('function.lua', 'process.lua')) {
    if (entry.activity === undefined || !isReserved(entry.id)) continue;
    const message = `activity name "${entry.id}" starts like a reserved name (__temporal_ or @)`;
    at.key('name').report('E-TYPE-DUP', `${message}; rename the namespace`);
  }
}

/** Where a workflow type is given. */
function typeField({ entry, at }: Listed<WorkflowEntry | TemporalWorkflowEntry>): Cursor {
  const given =
    entry.kind === 'temporal.workflow'
      ? at.key('workflow_type')
      : at.key('meta').key('temporal').key('workflow').key('name');
  return given.isFilled ? given : at.key('name');
}

/** W-UNBOUND: a workflow that no worker runs. */
export function checkBindings(catalog: Catalog): void {
  for (const { entry, at } of catalog.ofKind('workflow.lua')) {
    const field = at.key('meta').key('temporal').key('workflow');
    // A binding that is there and wrong has been complained about.
    if (entry.worker !== undefined || field.given !== undefined) continue;
    field.key('worker').report('W-UNBOUND', 'no worker runs this workflow; name one to be able to start it', 'key');
  }
}

function isReserved(name: string): boolean {
  return name.startsWith('__temporal_') || name.startsWith('@');
}

function place({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${file}:${line}:${column}`;
}
