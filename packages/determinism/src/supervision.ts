import type { Millis } from './capabilities.js';
import { LuaError } from './errors.js';
import type { Operation } from './operation.js';
import type { Payload } from './payload.js';

/** How a process or workflow closed: normally, with what it returned, or abnormally. */
export type Closed = { readonly value: Payload | undefined } | { readonly error: LuaError };

/** What `process.events()` gives. Events wait, as messages do, until they are received. */
export type ProcessEvent =
  /** Somebody asks this run to end. */
  | {
      readonly kind: 'pid.cancel';
      /** Absent: the requester has no PID. */
      readonly from?: string;
      readonly at: Millis;
      /** Unix time at which the run is ended whatever it does. */
      readonly deadline?: Millis;
      /** The same as a length of time from `at`. */
      readonly timeout?: Millis;
      readonly reason?: string;
    }
  /** What this run monitors, or is linked to, has closed. */
  | {
      readonly kind: 'pid.exit' | 'pid.link.down';
      readonly from: string;
      readonly at: Millis;
      readonly result: Closed;
    }
  /** The code of this process has changed. Never in a workflow. */
  | { readonly kind: 'pid.outdated'; readonly from: string; readonly at: Millis; readonly sources: readonly string[] };

/** What a run says about itself. */
export interface ProcessOptions {
  /** Whether the abnormal end of a linked process is an event, instead of ending this one too. */
  readonly trapLinks: boolean;
  /** Whether changed code is an event. */
  readonly upgradable: boolean;
}

export interface CancelRequest {
  /** From the moment at which the target sees the request; then it is ended whatever it does. */
  readonly deadline?: Millis;
  readonly reason?: string;
}

/**
 * Watching others and ending them. Each operation rejects with a `LuaError`: `NOT_FOUND` for a target that is not there,
 * `UNAVAILABLE` for one that cannot be reached. In a workflow each is a command, recorded and replayed.
 */
export interface Supervision {
  /** Ends once the target is watched; one EXIT event tells of its end. A second call changes nothing. */
  monitor(target: string): Operation<void>;
  /** Ends the watch and removes its unread events; nothing happens if there is none. */
  unmonitor(target: string): Operation<void>;
  /** Ties both together: the abnormal end of either ends the other, or is a LINK_DOWN event where links are trapped. */
  link(target: string): Operation<void>;
  unlink(target: string): Operation<void>;
  /** Asks the target to end; ends once the request is accepted, which says nothing about the target. */
  cancel(target: string, request: CancelRequest): Operation<void>;
  /** Ends the target without asking. */
  terminate(target: string): Operation<void>;
  readonly options: ProcessOptions;
  setOptions(changes: Partial<ProcessOptions>): void;
}

/** Names of the processes of one node. */
export interface Names {
  /**
   * @param pid of a process of this node; by default the caller's.
   * @throws LuaError `ALREADY_EXISTS` when another live process has the name, `INVALID` in a workflow.
   */
  register(name: string, pid?: string): void;
  /** Whether the name was registered. @throws LuaError `INVALID` in a workflow. */
  unregister(name: string): boolean;
  /** The PID that has the name; rejects with `NOT_FOUND`. In a workflow recorded, and replayed. */
  lookup(name: string): Operation<string>;
}

/** How a watched process or workflow is bound to its watcher. */
interface Bond {
  readonly kind: 'workflow' | 'process';
  /** Spawned by the watcher, and so monitored without being asked. */
  child: boolean;
  monitored: boolean;
  linked: boolean;
}

export interface SupervisorOptions {
  readonly now: () => Millis;
  readonly deliver: (event: ProcessEvent) => void;
  /** Removes the unread events of this kind from this source. */
  readonly drop: (from: string, kind: ProcessEvent['kind']) => void;
  /** Ends the watcher at once, uncatchably: it did not trap the end of a linked process. */
  readonly fail: (error: LuaError) => void;
}

/**
 * What one run watches, and which events follow when it closes: the same rules on every host. How a target is watched is the
 * host's affair, which calls {@link closed} inside an event of the VM.
 */
export class Supervisor {
  private readonly bonds = new Map<string, Bond>();
  options: ProcessOptions = { trapLinks: false, upgradable: false };

  constructor(private readonly on: SupervisorOptions) {}

  setOptions(changes: Partial<ProcessOptions>): void {
    this.options = { ...this.options, ...changes };
  }

  /** PIDs of everything watched. */
  get watched(): readonly string[] {
    return [...this.bonds.keys()];
  }

  /** PIDs of everything linked: whom the abnormal end of this run concerns. */
  get linked(): readonly string[] {
    return [...this.bonds].filter(([, { linked }]) => linked).map(([pid]) => pid);
  }

  /** Adds a bond. True if the target was not watched before: the host must begin to. */
  add(pid: string, what: 'child' | 'monitored' | 'linked', kind: Bond['kind']): boolean {
    const known = this.bonds.get(pid);
    const bond = known ?? { kind, child: false, monitored: false, linked: false };
    bond[what] = true;
    this.bonds.set(pid, bond);
    return known === undefined;
  }

  /** Takes back a monitor or a link, with its unread events. True if nothing else watches the target: the host may stop. */
  remove(pid: string, what: 'monitored' | 'linked'): boolean {
    this.on.drop(pid, what === 'monitored' ? 'pid.exit' : 'pid.link.down');
    const bond = this.bonds.get(pid);
    if (bond === undefined) return false;
    bond[what] = false;
    if (what === 'monitored') bond.child = false;
    if (bond.child || bond.monitored || bond.linked) return false;
    this.bonds.delete(pid);
    return true;
  }

  /** The target has closed: EXIT, then LINK_DOWN or the end of this run too. */
  closed(pid: string, result: Closed): void {
    const bond = this.bonds.get(pid);
    if (bond === undefined) return;
    this.bonds.delete(pid);
    const { kind, child, monitored, linked } = bond;
    const isNormal = 'value' in result;
    const at = this.on.now();
    // A link takes the place of the monitor that a child has unasked; of a workflow it still tells the normal end.
    const exits = monitored || (linked ? isNormal && kind === 'workflow' : child);
    if (exits) this.on.deliver({ kind: 'pid.exit', from: pid, at, result });
    if (!linked || isNormal) return;
    if (this.options.trapLinks) this.on.deliver({ kind: 'pid.link.down', from: pid, at, result });
    else this.on.fail(linkedFailed(pid, result.error));
  }
}

/** How a run ends whose linked process has ended abnormally. */
export function linkedFailed(pid: string, error: LuaError): LuaError {
  return new LuaError({
    kind: 'INTERNAL',
    message: `linked process failed: ${pid}`,
    retryable: false,
    details: { linked: pid, error },
  });
}
