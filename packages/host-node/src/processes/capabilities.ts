import {
  checkTopic,
  invalid,
  LuaError,
  mergeContext,
  operation,
  type Capabilities,
  type Operation,
  type SpawnRequest,
} from '@durable-lua/determinism';
import type { LiveProcess } from './live-process.js';
import type { Outside, Watchable } from './outside.js';
import type { ProcessNode } from './process-node.js';

type ProcessCapabilities = Pick<Capabilities, 'processes' | 'supervision' | 'names' | 'continuation'>;

/** What is under way cannot be taken back. */
const once = <T>(work: () => Promise<T>): Operation<T> => operation(work(), () => undefined);

/**
 * What code of a process can do to others: to those of its node directly, to workflows through the outside.
 * `over` says that this code has ended: what it had started goes on without it.
 */
export function capabilitiesOf(
  node: ProcessNode,
  self: LiveProcess,
): { readonly capabilities: ProcessCapabilities; over(): void } {
  let isOver = false;
  const outside = (): Outside => node.options.outside as Outside;
  const watchable = (target: string): Watchable => node.find(target) ?? outside().find(target);
  const inherit = (request: SpawnRequest): SpawnRequest => {
    for (const { topic } of request.messages) checkTopic(topic);
    return { ...request, context: mergeContext(self.context, request.context) };
  };
  const isOutside = (request: SpawnRequest): boolean => {
    if (node.targetOf(request) !== undefined) return false;
    if (node.options.outside !== undefined) return true;
    throw new LuaError({ kind: 'NOT_FOUND', message: `no host '${request.host}'`, retryable: false });
  };

  const spawn = async (asked: SpawnRequest): Promise<string> => {
    const request = inherit(asked);
    const started = isOutside(request) ? await outside().spawn(request, self.pid) : node.spawn(request, self.pid);
    if (request.monitor) await self.bonds.add(started.pid, 'monitored', started);
    if (request.link) await linkTo(started.pid, started);
    return started.pid;
  };
  const linkTo = async (target: string, other: Watchable): Promise<void> => {
    if (other === self) return;
    const bound = self.bonds.add(target, 'linked', other);
    if (isLive(other)) await Promise.all([bound, other.bonds.add(self.pid, 'linked', self)]);
    else {
      await bound;
      // The workflow may come to watch only after this process has ended.
      node.keepEnd(self);
      // What has ended meanwhile needs no link: the watch tells how.
      await outside().link(target, self.pid).catch(ignoreGone);
    }
  };
  const unlinkFrom = async (target: string): Promise<void> => {
    const linked = self.supervisor.linked.includes(target);
    self.bonds.remove(target, 'linked');
    const other = quietly(() => node.find(target));
    if (other !== undefined) other.bonds.remove(self.pid, 'linked');
    // One that has ended, or cannot be reached, has nothing to undo.
    else if (linked && quietly(() => outside().find(target)))
      await outside().unlink(target, self.pid).catch(ignoreGone);
  };

  return {
    over: () => {
      isOver = true;
    },
    capabilities: {
      processes: {
        get id() {
          return self.code.id;
        },
        pid: self.pid,
        send: (to, { topic, args }) =>
          once(async () => {
            const message = { topic: checkTopic(topic), args };
            const process = node.find(to);
            if (process === undefined) await outside().send(to, message, self.pid);
            else process.send({ ...message, from: self.pid });
          }),
        spawn: (request) => once(() => spawn(request)),
        exec: (asked) => {
          const started = settledNow(() => {
            const request = inherit(asked);
            if (isOutside(request)) return outside().exec(request, self.pid);
            const process = node.spawn(request, self.pid);
            return operation(process.result, () => process.cancel({ from: self.pid }));
          });
          // The end of the caller leaves alone what it waits for; its cancellation does not.
          return operation(started.result, () => (isOver ? undefined : started.cancel()));
        },
      },
      supervision: {
        monitor: (target) => once(async () => self.bonds.add(target, 'monitored', watchable(target))),
        unmonitor: (target) => once(async () => self.bonds.remove(target, 'monitored')),
        link: (target) => once(async () => linkTo(target, watchable(target))),
        unlink: (target) => once(() => unlinkFrom(target)),
        cancel: (target, request) =>
          once(async () => {
            const process = node.find(target);
            if (process === undefined) await outside().cancel(target, request, self.pid);
            else process.cancel({ ...request, from: self.pid });
          }),
        terminate: (target) =>
          once(async () => {
            const process = node.find(target);
            if (process === undefined) await outside().terminate(target, self.pid);
            else process.terminate(self.pid);
          }),
        get options() {
          return self.supervisor.options;
        },
        setOptions: (changes) => self.supervisor.setOptions(changes),
      },
      names: {
        register: (name, pid = self.pid) => node.names.register(name, ownPid(node, pid)),
        unregister: (name) => node.names.unregister(name),
        lookup: (name) =>
          once(async () => {
            const pid = node.names.lookup(name);
            if (pid !== undefined) return pid;
            throw new LuaError({ kind: 'NOT_FOUND', message: `no process has the name '${name}'`, retryable: false });
          }),
      },
      continuation: {
        continueAs: (id, args, options) =>
          once(async () => {
            const [option] = Object.keys(options);
            if (option !== undefined) throw invalid(`the option '${option}' is one of workflows: a process has none`);
            self.continueAs(id === undefined ? self.code : node.codeOf(id), args);
            return new Promise<never>(() => undefined);
          }),
      },
    },
  };
}

const isLive = (other: Watchable): other is LiveProcess => other.kind === 'process';

/** The canonical text of the PID of a live process of this node. */
function ownPid(node: ProcessNode, pid: string): string {
  const process = node.find(pid);
  if (process !== undefined) return process.pid;
  throw invalid(`'${pid}' is no process of this node: only those can have a name here`);
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
