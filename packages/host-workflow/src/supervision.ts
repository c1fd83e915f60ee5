import {
  LuaError,
  mapOperation,
  operation,
  type CancelRequest,
  type Operation,
  type ProcessOptions,
  type Supervision,
} from '@durable-lua/determinism';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import {
  ACTIVITY_RPC,
  ACTIVITY_TERMINATE,
  cancelReason,
  SIGNAL_LINK,
  SIGNAL_UNLINK,
  type RpcRequest,
  type TerminateRequest,
} from '@durable-lua/temporal-wire';
import type { Addressee, Destinations } from './destinations.js';
import { CLIENT_CALL, internal, nodeLost, onNode } from './internal.js';
import type { Run } from './run.js';
import { isNodeLost, isNotFound, type Signals } from './signals.js';
import { inSteps, type Step } from './steps.js';
import { done, Watches, type Watched } from './watches.js';

export interface SupervisionOptions {
  readonly run: Run;
  readonly pid: string;
  readonly destinations: Destinations;
  readonly signals: Signals;
}

/** Watching and ending others from a workflow. */
export class WorkflowSupervision implements Supervision {
  readonly watches: Watches;

  constructor(private readonly parts: SupervisionOptions) {
    this.watches = new Watches(parts.run, parts.pid);
  }

  get options(): ProcessOptions {
    return this.watches.supervisor.options;
  }

  setOptions(changes: Partial<ProcessOptions>): void {
    this.watches.supervisor.setOptions(changes);
    this.parts.run.processOptions = this.options;
  }

  monitor(target: string): Operation<void> {
    const to = this.parts.destinations.addressee(target);
    if (to.kind === 'self') return done(undefined);
    return inSteps(this.parts.run, async (step, asking) => {
      const runId = await this.look(step, to);
      // Of one that has ended there is one event, even if an earlier one waits to be read.
      if (!this.watches.has(to.key)) this.parts.run.mailbox.dropEvents(this.watches.nameOf(to.key, target), 'pid.exit');
      this.bind(to, target, 'monitored');
      asking(() => this.watches.begin(to, runId));
    });
  }

  unmonitor(target: string): Operation<void> {
    const to = this.parts.destinations.addressee(target);
    if (to.kind !== 'self') this.unbind(to, target, 'monitored');
    return done(undefined);
  }

  link(target: string): Operation<void> {
    const to = this.parts.destinations.addressee(target);
    if (to.kind === 'self') return done(undefined);
    return inSteps(this.parts.run, async (step, asking) => {
      const runId = to.kind === 'process' ? {} : await this.look(step, to);
      // A process watches back before it can be told anything that this run does next.
      if (to.kind === 'process') await step(() => this.askNode(to, 'link'));
      this.bind(to, target, 'linked');
      asking(() => this.watches.begin(to, runId));
      if (to.kind !== 'process') await step(() => this.tell(to, SIGNAL_LINK));
    });
  }

  unlink(target: string): Operation<void> {
    const to = this.parts.destinations.addressee(target);
    if (to.kind === 'self') return done(undefined);
    const wasLinked = this.watches.supervisor.linked.includes(this.watches.nameOf(to.key, target));
    this.unbind(to, target, 'linked');
    if (to.kind !== 'process') return this.tell(to, SIGNAL_UNLINK);
    if (!wasLinked) return done(undefined);
    const asked = this.askNode(to, 'unlink');
    // What is gone has nothing to undo.
    const result = asked.result.then(undefined, (error: unknown) => {
      if (!isNotFound(error) && !isNodeLost(error)) throw error;
    });
    return operation(result, () => asked.cancel());
  }

  /** Somebody is linked to this run, or no longer: it watches back. */
  linked(from: string, isLinked: boolean): void {
    const to = this.parts.destinations.addressee(from);
    if (to.kind === 'self') return;
    if (!isLinked) return void this.unbind(to, from, 'linked');
    this.bind(to, from, 'linked');
    try {
      this.watches.begin(to);
    } catch (error) {
      // No code of this run has asked for it: whoever reads the error learns who has.
      throw LuaError.is(error) ? error.at(`a link by ${from}`) : error;
    }
  }

  /** By an activity, for the command of the SDK would say nothing of a workflow that has ended. */
  cancel(target: string, request: CancelRequest): Operation<void> {
    const { run, pid, destinations } = this.parts;
    const to = destinations.addressee(target);
    const reason = cancelReason({ from: pid, ...request });
    const isProcess = to.kind === 'process';
    const call = internal(run, {
      activity: ACTIVITY_RPC,
      request: (id) => ({ call: 'cancel', pid: to.pid, reason, id }) satisfies RpcRequest,
      options: isProcess ? onNode(to.node) : CLIENT_CALL,
      ...(isProcess ? { late: nodeLost(to.node) } : {}),
    });
    return mapOperation(call, () => undefined);
  }

  terminate(target: string): Operation<void> {
    const to = this.parts.destinations.addressee(target);
    return this.terminateAt(to);
  }

  terminateAt(to: Addressee): Operation<void> {
    const { run, pid } = this.parts;
    const isProcess = to.kind === 'process';
    const call = internal(run, {
      activity: ACTIVITY_TERMINATE,
      request: () => ({ pid: to.pid, reason: `process.terminate by ${pid}` }) satisfies TerminateRequest,
      options: isProcess ? onNode(to.node) : CLIENT_CALL,
      ...(isProcess ? { late: nodeLost(to.node) } : {}),
    });
    return mapOperation(call, () => undefined);
  }

  /** How a workflow stands: its status and run; `NOT_FOUND` for one that never was. */
  describe(pid: string): Operation<{ readonly status: string; readonly runId: string }> {
    const call = internal(this.parts.run, {
      activity: ACTIVITY_RPC,
      request: () => ({ call: 'describe', pid }) satisfies RpcRequest,
      options: CLIENT_CALL,
    });
    return mapOperation(call, (answer) => {
      const { status, run_id: runId } = decodeData(answer) as { readonly status: string; readonly run_id: string };
      return { status, runId };
    });
  }

  /** Makes sure of a target that is not watched yet: of a workflow, which run it is; of a process, that its end will be known. */
  private async look(step: Step, to: Watched): Promise<{ readonly runId?: string }> {
    if (this.watches.has(to.key)) return {};
    if (to.kind === 'process') {
      await step(() => this.askNode(to, 'look'));
      return {};
    }
    const { runId } = await step(() => this.describe(to.pid));
    return { runId };
  }

  /** Has the node of a process do something about it. */
  private askNode(
    { pid, node }: Extract<Watched, { kind: 'process' }>,
    call: 'look' | 'link' | 'unlink',
  ): Operation<void> {
    const asked = internal(this.parts.run, {
      activity: ACTIVITY_RPC,
      request: () => (call === 'look' ? { call, pid } : { call, pid, from: this.parts.pid }) satisfies RpcRequest,
      options: onNode(node),
      late: nodeLost(node),
    });
    return mapOperation(asked, () => undefined);
  }

  private bind(to: Watched, target: string, what: 'monitored' | 'linked'): void {
    const name = this.watches.nameOf(to.key, target);
    this.watches.supervisor.add(name, what, to.kind === 'process' ? 'process' : 'workflow');
  }

  /** True if nothing binds the two any longer. */
  private unbind(to: Watched, target: string, what: 'monitored' | 'linked'): boolean {
    const isOver = this.watches.supervisor.remove(this.watches.nameOf(to.key, target), what);
    if (isOver) this.watches.stop(to.key);
    return isOver;
  }

  /** Tells a workflow of a link; one that has ended needs to know nothing. */
  tell(to: Addressee, signal: string): Operation<void> {
    const sent = this.parts.signals.send(to, signal, [encodeData({ from: this.parts.pid })]);
    const result = sent.result.then(undefined, (error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    return operation(result, () => sent.cancel());
  }
}
