import { operation, type MailboxViews, type Operation } from '@durable-lua/determinism';
import { type Interceptor } from '@durable-lua/determinism/host';

/** Where effects are written down, or read back instead of being performed. */
export interface Tape {
  /** An effect that answers at once. */
  answer<T>(effect: string, args: readonly unknown[], perform: () => T): T;
  /** An effect that ends later. */
  operation<T>(effect: string, args: readonly unknown[], perform: () => Operation<T>): Operation<T>;
  /** Holds the messages that came, in the order of the journal. */
  readonly mailbox: MailboxViews;
  readonly replaying: boolean;
}

const once = <T>(result: Promise<T>): Operation<T> => operation(result, () => undefined);

/** Puts a tape between a Lua state and any host: one wrapper for each capability. */
export function journalInterceptor(tape: Tape): Interceptor {
  return {
    clock: (next) => ({
      now: () => tape.answer('clock.now', [], () => next.now()),
      timer: (ms, options) =>
        tape.operation('clock.timer', options === undefined ? [ms] : [ms, options], () => next.timer(ms, options)),
      get zone() {
        return tape.answer('clock.zone', [], () => next.zone);
      },
    }),
    random: (next) => ({
      bytes: (count) => Promise.resolve(tape.operation('random.bytes', [count], () => once(next.bytes(count))).result),
      derived: (stream, count) =>
        tape.answer('random.derived', [stream, count], () => next.derived(stream, count)).slice(),
    }),
    // What is signed is told by its length: a journal is read by people, and keys are not for them.
    signatures: (next) => ({
      sign: (algorithm, key, data) =>
        Promise.resolve(
          tape.operation('signatures.sign', [algorithm, data.length], () => once(next.sign(algorithm, key, data)))
            .result,
        ),
      verify: (algorithm, key, data, signature) =>
        Promise.resolve(
          tape.operation('signatures.verify', [algorithm, data.length], () =>
            once(next.verify(algorithm, key, data, signature)),
          ).result,
        ),
    }),
    functions: (next) => ({
      start: (call) => tape.operation('functions.start', [call], () => next.start(call)),
    }),
    processes: (next) => ({
      ...next,
      get id() {
        return tape.answer('processes.id', [], () => next.id);
      },
      get pid() {
        return tape.answer('processes.pid', [], () => next.pid);
      },
      send: (to, message) => tape.operation('processes.send', [to, message], () => next.send(to, message)),
      spawn: (request) => tape.operation('processes.spawn', [request], () => next.spawn(request)),
      exec: (request) => tape.operation('processes.exec', [request], () => next.exec(request)),
    }),
    mailbox: () => tape.mailbox,
    workflow: (next) => ({
      ...next,
      info: () => tape.answer('workflow.info', [], () => next.info()),
      get replaying() {
        return tape.replaying || next.replaying;
      },
      exec: (id, args) => tape.operation('workflow.exec', [id, args], () => next.exec(id, args)),
    }),
    context: (next) => ({ values: () => tape.answer('context.values', [], () => next.values()) }),
    log: (next) => ({
      write: (level, message, fields) =>
        tape.answer('log.write', fields === undefined ? [level, message] : [level, message, fields], () =>
          next.write(level, message, fields),
        ),
    }),
  };
}
