import { operation, type MailboxViews, type Operation } from '@durable-lua/determinism';
import { type Interceptor } from '@durable-lua/determinism/host';

/** Gets each command before the host does: to write it down, to perform it, or to answer it from a history. */
export interface CommandHandler {
  /** A command that is answered at once. */
  answer<T>(effect: string, args: readonly unknown[], perform: () => T): T;
  /** A command whose result comes later, as an event. */
  operation<T>(effect: string, args: readonly unknown[], perform: () => Operation<T>): Operation<T>;
  /** The messages that came, in the order of the history. */
  readonly mailbox: MailboxViews;
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
    mailbox: () => handler.mailbox,
    workflow: (next) => ({
      ...next,
      info: () => handler.answer('workflow.info', [], () => next.info()),
      get replaying() {
        return handler.replaying || next.replaying;
      },
      exec: (id, args) => handler.operation('workflow.exec', [id, args], () => next.exec(id, args)),
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
