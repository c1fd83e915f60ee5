import { LuaError, parsePid, type Pid } from '@durable-lua/determinism';
import { formatPid, ifItIsAName } from '@durable-lua/determinism/host';
import { Execution } from './execution.js';
import type { VirtualTime } from './virtual-time.js';

/** Client and worker of simulated workflows, and the node of everything else, as their PIDs name them. */
const CLIENT = 'test:tc';
const NODE = 'test';
export const WORKER = 'test:w';
const FUNCTIONS = 'functions';

/** Everything with a PID: workflows, of which the last run of each ID is kept, and processes while they run. */
export class Executions {
  private readonly workflows = new Map<string, Execution>();
  private readonly processes = new Map<string, Execution>();

  add(time: VirtualTime, kind: Execution['kind'], host: string | undefined, id: string): Execution {
    const isWorkflow = kind === 'workflow';
    const address = isWorkflow ? { node: CLIENT, host: host ?? WORKER } : { node: NODE, host: host ?? FUNCTIONS };
    const pid = formatPid({ ...address, id });
    const execution = new Execution(time, pid, kind, id);
    if (isWorkflow) this.workflows.set(id, execution);
    else this.processes.set(pid, execution);
    return execution;
  }

  /** A process that has ended is gone; a workflow still has a result. */
  remove({ kind, pid }: Execution): void {
    if (kind === 'process') this.processes.delete(pid);
  }

  workflow(id: string): Execution | undefined {
    return this.workflows.get(id);
  }

  /** What a PID or a workflow ID names. */
  find(destination: string): Execution | undefined {
    const pid = parsePid(destination);
    if (pid === undefined) return this.workflows.get(destination);
    return this.processes.get(formatPid({ ...pid, node: pid.node ?? NODE })) ?? this.workflowOf(pid);
  }

  open(): readonly Execution[] {
    return [...this.workflows.values(), ...this.processes.values()].filter(({ closed }) => closed === undefined);
  }

  /** The node of a workflow is a client entry, which has a namespace. */
  private workflowOf({ node, id }: Pid): Execution | undefined {
    return node === undefined || node.includes(':') ? this.workflows.get(id) : undefined;
  }
}

/** The error for a destination where nobody is. */
export function notFound(destination: string, inWorkflow = false): LuaError {
  const pid = parsePid(destination);
  const isProcess = pid?.node !== undefined && !pid.node.includes(':');
  if (isProcess) {
    const message = `no process '${destination}': it does not exist or has ended`;
    return new LuaError({ kind: 'NOT_FOUND', message, retryable: false });
  }
  const workflowId = pid?.id ?? destination;
  const remedy = inWorkflow && pid === undefined ? ifItIsAName(destination) : '';
  const message = `workflow '${workflowId}' not found: it does not exist in this simulation or has ended${remedy}`;
  return new LuaError({ kind: 'NOT_FOUND', message, retryable: false, details: { workflow_id: workflowId } });
}
