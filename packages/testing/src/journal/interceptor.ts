import {
  mapOperation,
  operation,
  type MailboxViews,
  type Operation,
  type ProcessEvent,
  type QueryHandler,
  type UpdateHandler,
} from '@durable-lua/determinism';
import { type Interceptor } from '@durable-lua/determinism/host';

/** Gets each command before the host does: to write it down, to perform it, or to answer it from a history. */
export interface CommandHandler {
  /** A command that is answered at once. */
  answer<T>(effect: string, args: readonly unknown[], perform: () => T): T;
  /** A command whose result comes later, as an event. */
  operation<T>(effect: string, args: readonly unknown[], perform: () => Operation<T>): Operation<T>;
  /** The messages that came, in the order of the history. */
  readonly mailbox: MailboxViews;
  /** The code wants events from now on: those of the host. */
  openEvents(host: MailboxViews): void;
  /** The code no longer wants the unread events of this kind from this source. */
  forget(from: string, kind: ProcessEvent['kind']): void;
  /** What the host gets in the place of a handler of the code. */
  queryHandler(name: string, given: QueryHandler | undefined): QueryHandler | undefined;
  updateHandler(name: string, given: UpdateHandler | undefined): UpdateHandler | undefined;
  readonly replaying: boolean;
}

const once = <T>(result: Promise<T>): Operation<T> => operation(result, () => undefined);

/** Puts a handler between a Lua state and any host: one wrapper for each capability. */
export function journalInterceptor(handler: CommandHandler): Interceptor {
  return {
    clock: (next) => ({
      now: () => handler.answer('clock.now', [], () => next.now()),
      timer: (ms, options) =>
        handler.operation('clock.timer', options === undefined ? [ms] : [ms, options], () => next.timer(ms, options)),
      get zone() {
        return handler.answer('clock.zone', [], () => next.zone);
      },
    }),
    random: (next) => ({
      bytes: (count) =>
        Promise.resolve(handler.operation('random.bytes', [count], () => once(next.bytes(count))).result),
      derived: (stream, count) =>
        handler.answer('random.derived', [stream, count], () => next.derived(stream, count)).slice(),
    }),
    // What is signed is told by its length: a history is read by people, and keys are not for them.
    signatures: (next) => ({
      sign: (algorithm, key, data) =>
        Promise.resolve(
          handler.operation('signatures.sign', [algorithm, data.length], () => once(next.sign(algorithm, key, data)))
            .result,
        ),
      verify: (algorithm, key, data, signature) =>
        Promise.resolve(
          handler.operation('signatures.verify', [algorithm, data.length], () =>
            once(next.verify(algorithm, key, data, signature)),
          ).result,
        ),
    }),
    functions: (next) => ({
      start: (call) => handler.operation('functions.start', [call], () => next.start(call)),
    }),
    processes: (next) => ({
      ...next,
      get id() {
        return handler.answer('processes.id', [], () => next.id);
      },
      get pid() {
        return handler.answer('processes.pid', [], () => next.pid);
      },
      send: (to, message) => handler.operation('processes.send', [to, message], () => next.send(to, message)),
      spawn: (request) => handler.operation('processes.spawn', [request], () => next.spawn(request)),
      exec: (request) => handler.operation('processes.exec', [request], () => next.exec(request)),
    }),
    supervision: (next) => ({
      monitor: (target) => handler.operation('supervision.monitor', [target], () => next.monitor(target)),
      unmonitor: (target) =>
        mapOperation(
          handler.operation('supervision.unmonitor', [target], () => next.unmonitor(target)),
          () => handler.forget(target, 'pid.exit'),
        ),
      link: (target) => handler.operation('supervision.link', [target], () => next.link(target)),
      unlink: (target) =>
        mapOperation(
          handler.operation('supervision.unlink', [target], () => next.unlink(target)),
          () => handler.forget(target, 'pid.link.down'),
        ),
      cancel: (target, request) =>
        handler.operation('supervision.cancel', [target, request], () => next.cancel(target, request)),
      terminate: (target) => handler.operation('supervision.terminate', [target], () => next.terminate(target)),
      get options() {
        return handler.answer('supervision.options', [], () => next.options);
      },
      setOptions: (changes) => handler.answer('supervision.setOptions', [changes], () => next.setOptions(changes)),
    }),
    names: (next) => ({
      register: (name, pid) => handler.answer('names.register', [name, pid], () => next.register(name, pid)),
      unregister: (name) => handler.answer('names.unregister', [name], () => next.unregister(name)),
      lookup: (name) => handler.operation('names.lookup', [name], () => next.lookup(name)),
    }),
    handlers: (next) => ({
      query: (name, given) => {
        const heard = handler.queryHandler(name, given);
        handler.answer('handlers.query', [name, given !== undefined], () => next.query(name, heard));
      },
      update: (name, given) => {
        const heard = handler.updateHandler(name, given);
        handler.answer('handlers.update', [name, given !== undefined], () => next.update(name, heard));
      },
    }),
    continuation: (next) => ({
      continueAs: (id, args, options) =>
        handler.operation('continuation.continueAs', [id, args, options], () => next.continueAs(id, args, options)),
    }),
    mailbox: (next) => ({
      inbox: () => handler.mailbox.inbox(),
      listen: (topic) => handler.mailbox.listen(topic),
      unlisten: (source) => handler.mailbox.unlisten(source),
      events: () => {
        handler.openEvents(next);
        return handler.mailbox.events();
      },
    }),
    workflow: (next) => ({
      ...next,
      info: () => handler.answer('workflow.info', [], () => next.info()),
      get replaying() {
        return handler.replaying || next.replaying;
      },
      lastResult: () => handler.answer('workflow.lastResult', [], () => next.lastResult()),
      version: (...change) => handler.answer('workflow.version', change, () => next.version(...change)),
      change: (changes) => handler.answer('workflow.change', [changes], () => next.change(changes)),
      exec: (id, args) => handler.operation('workflow.exec', [id, args], () => next.exec(id, args)),
    }),
    activity: (next) => ({
      info: () => handler.answer('activity.info', [], () => next.info()),
      heartbeat: (details) => handler.answer('activity.heartbeat', [...details], () => next.heartbeat(details)),
      details: () => handler.answer('activity.details', [], () => next.details()),
      get isCanceled() {
        return handler.answer('activity.isCanceled', [], () => next.isCanceled);
      },
    }),
    context: (next) => ({ values: () => handler.answer('context.values', [], () => next.values()) }),
    log: (next) => ({
      write: (level, message, fields) =>
        handler.answer('log.write', fields === undefined ? [level, message] : [level, message, fields], () =>
          next.write(level, message, fields),
        ),
    }),
  };
}
