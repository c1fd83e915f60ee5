import {
  checkTopic,
  invalid,
  LuaError,
  mergeContext,
  operation,
  type CancelRequest,
  type Capabilities,
  type CapabilityName,
  type Continuation,
  type Names,
  type Operation,
  type OutgoingMessage,
  type Payload,
  type Processes,
  type ProcessOptions,
  type SpawnRequest,
  type Supervision,
} from '@durable-lua/determinism';
import { CAPABILITY_NAMES, lazyCapabilities, noSuchName, notOfThisNode } from '@durable-lua/determinism/host';
import type { LiveProcess } from './live-process.js';
import type { Outside, Watchable } from './outside.js';
import type { ProcessNode } from './process-node.js';

/** What is under way cannot be taken back. */
const once = <T>(work: () => Promise<T>): Operation<T> => operation(work(), () => undefined);

/**
 * What code of a process can do to others: to those of its node directly, to workflows through the outside. Each call of a
 * function is a process, and most do nothing of all this.
 */
export class Reach {
  /** That this code has ended: what it had started goes on without it. */
  isOver = false;

  constructor(
    readonly node: ProcessNode,
    readonly self: LiveProcess,
  ) {}

  get outside(): Outside {
    return this.node.options.outside as Outside;
  }

  watchable(target: string): Watchable {
    return this.node.find(target) ?? this.outside.find(target);
  }

  inherit(request: SpawnRequest): SpawnRequest {
    for (const { topic } of request.messages) checkTopic(topic);
    return { ...request, context: mergeContext(this.self.context, request.context) };
  }

  isOutside(request: SpawnRequest): boolean {
    if (this.node.targetOf(request) !== undefined) return false;
    if (this.node.options.outside !== undefined) return true;
    throw new LuaError({ kind: 'NOT_FOUND', message: `no host '${request.host}'`, retryable: false });
  }

  async spawn(asked: SpawnRequest): Promise<string> {
    const { node, self } = this;
    const request = this.inherit(asked);
    const started = this.isOutside(request)
      ? await this.outside.spawn(request, self.pid)
      : node.spawn(request, self.pid);
    if (request.monitor) await self.bonds.add(started.pid, 'monitored', started);
    if (request.link) await this.link(started.pid, started);
    return started.pid;
  }

  async link(target: string, other: Watchable): Promise<void> {
    const { node, self } = this;
    if (other === self) return;
    const bound = self.bonds.add(target, 'linked', other);
    if (isLive(other)) await Promise.all([bound, other.bonds.add(self.pid, 'linked', self)]);
    else {
      await bound;
      // The workflow may come to watch only after this process has ended.
      node.keepEnd(self);
      // What has ended meanwhile needs no link: the watch tells how.
      await this.outside.link(target, self.pid).catch(ignoreGone);
    }
  }

  async unlink(target: string): Promise<void> {
    const { node, self } = this;
    const linked = self.supervisor.linked.includes(target);
    self.bonds.remove(target, 'linked');
    const other = quietly(() => node.find(target));
    if (other !== undefined) other.bonds.remove(self.pid, 'linked');
    // One that has ended, or cannot be reached, has nothing to undo.
    else if (linked && quietly(() => this.outside.find(target)))
      await this.outside.unlink(target, self.pid).catch(ignoreGone);
  }
}

class ReachedProcesses implements Processes {
  readonly pid: string;

  constructor(private readonly reach: Reach) {
    this.pid = reach.self.pid;
  }

  get id(): string {
    return this.reach.self.code.id;
  }

  send(to: string, { topic, args }: OutgoingMessage): Operation<void> {
    const { node, outside } = this.reach;
    return once(async () => {
      const message = { topic: checkTopic(topic), args };
      const process = node.find(to);
      if (process === undefined) await outside.send(to, message, this.pid);
      else process.send({ ...message, from: this.pid });
    });
  }

  spawn(request: SpawnRequest): Operation<string> {
    return once(() => this.reach.spawn(request));
  }

  exec(asked: SpawnRequest): Operation<Payload> {
    const { reach, pid } = this;
    const started = settledNow(() => {
      const request = reach.inherit(asked);
      if (reach.isOutside(request)) return reach.outside.exec(request, pid);
      const process = reach.node.spawn(request, pid);
      return operation(process.result, () => process.cancel({ from: pid }));
    });
    // The end of the caller leaves alone what it waits for; its cancellation does not.
    return operation(started.result, () => (reach.isOver ? undefined : started.cancel()));
  }
}

class ReachedSupervision implements Supervision {
  constructor(private readonly reach: Reach) {}

  get options(): ProcessOptions {
    return this.reach.self.supervisor.options;
  }

  setOptions(changes: Partial<ProcessOptions>): void {
    this.reach.self.supervisor.setOptions(changes);
  }

  monitor(target: string): Operation<void> {
    const { reach } = this;
    return once(async () => reach.self.bonds.add(target, 'monitored', reach.watchable(target)));
  }

  unmonitor(target: string): Operation<void> {
    return once(async () => this.reach.self.bonds.remove(target, 'monitored'));
  }

  link(target: string): Operation<void> {
    const { reach } = this;
    return once(async () => reach.link(target, reach.watchable(target)));
  }

  unlink(target: string): Operation<void> {
    return once(() => this.reach.unlink(target));
  }

  cancel(target: string, request: CancelRequest): Operation<void> {
    const { node, self, outside } = this.reach;
    return once(async () => {
      const process = node.find(target);
      if (process === undefined) await outside.cancel(target, request, self.pid);
      else process.cancel({ ...request, from: self.pid });
    });
  }

  terminate(target: string): Operation<void> {
    const { node, self, outside } = this.reach;
    return once(async () => {
      const process = node.find(target);
      if (process === undefined) await outside.terminate(target, self.pid);
      else process.terminate(self.pid);
    });
  }
}

const reachedNames = ({ node, self }: Reach): Names => ({
  register: (name, pid = self.pid) => node.names.register(name, ownPid(node, pid)),
  unregister: (name) => node.names.unregister(name),
  lookup: (name) =>
    once(async () => {
      const pid = node.names.lookup(name);
      if (pid !== undefined) return pid;
      throw noSuchName(name);
    }),
});

const reachedContinuation = ({ node, self }: Reach): Continuation => ({
  continueAs: (id, args, options) =>
    once(async () => {
      const [option] = Object.keys(options);
      if (option !== undefined) throw invalid(`the option '${option}' is one of workflows: a process has none`);
      self.continueAs(id === undefined ? self.code : node.codeOf(id), args);
      return new Promise<never>(() => undefined);
    }),
});

const REACHED: { readonly [C in CapabilityName]?: (reach: Reach) => Capabilities[C] } = {
  processes: (reach) => new ReachedProcesses(reach),
  supervision: (reach) => new ReachedSupervision(reach),
  names: reachedNames,
  continuation: reachedContinuation,
};

/** The capabilities of code of a process: those of its host, and what it can do to others. */
export const processCapabilities = lazyCapabilities<{ readonly host: Partial<Capabilities>; readonly reach: Reach }>(
  Object.fromEntries(
    CAPABILITY_NAMES.map((name) => [
      name,
      ({ host, reach }: { readonly host: Partial<Capabilities>; readonly reach: Reach }): object | undefined =>
        REACHED[name]?.(reach) ?? host[name],
    ]),
  ),
);

const isLive = (other: Watchable): other is LiveProcess => other.kind === 'process';

/** The canonical text of the PID of a live process of this node. */
function ownPid(node: ProcessNode, pid: string): string {
  const process = node.find(pid);
  if (process !== undefined) return process.pid;
  throw notOfThisNode(pid);
}

/** The operation, or one that rejects with what was thrown. */
function settledNow<T>(make: () => Operation<T>): Operation<T> {
  try {
    return make();
  } catch (error) {
    return operation(Promise.reject(error as Error), () => undefined);
  }
}

function quietly<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

function ignoreGone(error: unknown): void {
  if (!LuaError.is(error) || error.kind !== 'NOT_FOUND') throw error;
}
