import { workflowInfo } from '@temporalio/workflow';
import { LuaError, parsePid, type Pid } from '@durable-lua/determinism';
import { formatPid } from '@durable-lua/determinism/host';
import { HOST_UPDATE, processAddress, workflowAddress } from '@durable-lua/temporal-wire';
import type { Program } from './program.js';

/** Whom a destination names, and so how it is reached from a workflow. `key` is one for all spellings. */
export type Destination =
  | { readonly kind: 'update'; readonly id: string }
  /** This run. */
  | { readonly kind: 'self'; readonly key: string; readonly pid: string }
  /** Of the same client: reached by commands. A bare one is a workflow ID, or was meant for a name. */
  | {
      readonly kind: 'workflow';
      readonly key: string;
      readonly pid: string;
      readonly workflowId: string;
      readonly isBare?: boolean;
    }
  /** Of another client or namespace: reached by an activity. */
  | { readonly kind: 'elsewhere'; readonly key: string; readonly pid: string }
  /** Reached by an activity on the queue of its node. */
  | { readonly kind: 'process'; readonly key: string; readonly pid: string; readonly node: string };

export type Addressee = Exclude<Destination, { readonly kind: 'update' }>;

/** Reads destinations for one run. */
export class Destinations {
  private readonly own: Pid;

  constructor(
    private readonly program: Program,
    private readonly pid: string,
  ) {
    this.own = parsePid(pid) as Pid;
  }

  /** @throws LuaError `NOT_FOUND` */
  find(text: string): Destination {
    const pid = parsePid(text);
    if (pid?.node === undefined && pid?.host === HOST_UPDATE) return { kind: 'update', id: pid.id };
    return this.addressee(text);
  }

  /** Anything but an update, which nobody can watch or end. @throws LuaError `NOT_FOUND` */
  addressee(text: string): Addressee {
    const { client, directory } = this.program;
    const process = processAddress(directory, text);
    if (process !== undefined) {
      if (process.node === undefined) {
        const message = `'${text}' names no node: in a workflow, which has none, a PID of a process needs one`;
        throw new LuaError({ kind: 'NOT_FOUND', retryable: false, message });
      }
      const canonical = formatPid(process);
      return { kind: 'process', key: canonical, pid: canonical, node: process.node };
    }
    const address = workflowAddress(directory, text);
    const { workflowId } = address;
    if ((address.client ?? client) !== client) return { kind: 'elsewhere', key: text, pid: text };
    const isPid = parsePid(text) !== undefined && address.client !== undefined;
    const known = isPid ? text : formatPid({ ...this.own, id: workflowId });
    if (workflowId === workflowInfo().workflowId) return { kind: 'self', key: workflowId, pid: this.pid };
    return { kind: 'workflow', key: workflowId, pid: known, workflowId, isBare: parsePid(text) === undefined };
  }
}
