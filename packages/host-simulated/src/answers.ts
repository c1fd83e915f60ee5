import {
  invalid,
  LuaError,
  type Handlers,
  type OutgoingMessage,
  type Payload,
  type QueryHandler,
  type UpdateHandler,
} from '@durable-lua/determinism';
import {
  builtInQueries,
  checkUpdateAnswer,
  formatPid,
  updateFailure,
  updateUnanswered,
} from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { Deferred } from './deferred.js';
import type { SimulatedRun } from './run.js';
import { handedOn, sized } from './sizes.js';

/** The host in the PID of an update. */
export const UPDATE = 'update';
const RESERVED = ['@', '__temporal_', '__stack_trace', '__enhanced_stack_trace'];

/** What one run answers: queries, and updates by a handler or as messages. */
export class SimulatedHandlers implements Handlers {
  private readonly queries = new Map<string, QueryHandler>();
  private readonly updates = new Map<string, UpdateHandler>();
  /** Updates that are messages, by ID. */
  private readonly asked = new Map<string, Deferred<Payload>>();

  constructor(private readonly run: SimulatedRun) {
    for (const [name, answer] of Object.entries(builtInQueries(run)))
      this.queries.set(name, () => encodeData(answer()));
  }

  query(name: string, handler: QueryHandler | undefined): void {
    set(this.queries, name, handler);
  }

  update(name: string, handler: UpdateHandler | undefined): void {
    set(this.updates, name, handler);
  }

  /** Asks the run, as an event. */
  ask(name: string, args: readonly Payload[]): Promise<Payload> {
    const end = new Deferred<Payload>();
    this.run.post(() => {
      const handler = this.queries.get(name);
      if (handler !== undefined) return this.attempt(end, () => end.resolve(this.sized(handler(args))));
      const known = [...this.queries.keys()].join(', ');
      const message = `no query '${name}': this workflow answers ${known}`;
      end.reject(new LuaError({ kind: 'NOT_FOUND', message, retryable: false }));
    });
    return end.promise;
  }

  /** Carries out an update, as an event: by its handler, or as a message that the code answers. */
  carryOut(name: string, id: string, args: readonly Payload[]): Promise<Payload> {
    const end = new Deferred<Payload>();
    this.asked.set(id, end);
    this.run.post(() => {
      const handler = this.updates.get(name);
      if (handler === undefined) {
        return this.run.mailbox.deliver({ topic: name, args, from: formatPid({ host: UPDATE, id }) });
      }
      this.attempt(end, () => {
        handler.validate?.(args);
        handler.handle(args).result.then(
          (value) => this.attempt(end, () => end.resolve(this.sized(value))),
          (error: unknown) => end.reject(this.handedOn(error)),
        );
      });
    });
    return end.promise;
  }

  /**
   * An answer, as a message to the PID of an update.
   * @throws LuaError `NOT_FOUND`, `CONFLICT`, `INVALID`
   */
  answer(id: string, { topic, args }: OutgoingMessage): void {
    const asked = this.asked.get(id);
    checkUpdateAnswer(id, topic, asked && (asked.settled ? 'answered' : 'open'));
    if (asked === undefined || topic === 'ack') return;
    const [value = encodeData(undefined)] = args;
    if (topic === 'ok') asked.resolve(this.sized(value));
    else asked.reject(this.handedOn(updateFailure(topic as 'error' | 'nak', decodeData(value))));
  }

  /** The run has ended: what was not answered fails where it was asked, as a server lets it. How many there were. */
  abandon(): number {
    const open = [...this.asked.values()].filter(({ settled }) => !settled);
    for (const asked of open) asked.reject(updateUnanswered());
    return open.length;
  }

  private attempt(end: Deferred<Payload>, work: () => void): void {
    try {
      work();
    } catch (error) {
      end.reject(this.handedOn(error));
    }
  }

  private sized(value: Payload): Payload {
    return sized(value, this.run.simulation.sizeLimits);
  }

  private handedOn(error: unknown): unknown {
    return handedOn(error, this.run.simulation.sizeLimits);
  }
}

function set<T>(handlers: Map<string, T>, name: string, handler: T | undefined): void {
  if (name === '') throw invalid('name: non-empty string expected');
  const prefix = RESERVED.find((one) => name.startsWith(one));
  if (prefix !== undefined) throw invalid(`name '${name}': names that begin with '${prefix}' are reserved`);
  if (handler === undefined) handlers.delete(name);
  else handlers.set(name, handler);
}
