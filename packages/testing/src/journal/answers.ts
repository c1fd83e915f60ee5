import { operation, type Payload, type QueryHandler, type UpdateHandler } from '@durable-lua/determinism';
import { Deferred } from '@durable-lua/host-simulated';
import type { HistoryEvent } from './history.js';

export type UpdateEvent = Extract<HistoryEvent, { readonly kind: 'update' }>;

/**
 * What the code answers. The host keeps handlers that outlive the Lua state which registered them: each asks that of the latest
 * attempt. A query changes nothing and is no event; an update is one, and replayed.
 */
export class Answers {
  private readonly queries = new Map<string, QueryHandler>();
  private readonly updates = new Map<string, UpdateHandler>();
  private readonly ends = new Map<number, Deferred<Payload>>();

  /** @param push takes an update as an event. */
  constructor(private readonly push: (event: UpdateEvent) => void) {}

  query(name: string, given: QueryHandler | undefined): QueryHandler | undefined {
    if (given === undefined) return void this.queries.delete(name);
    this.queries.set(name, given);
    return (args) => (this.queries.get(name) ?? given)(args);
  }

  update(name: string, given: UpdateHandler | undefined): UpdateHandler | undefined {
    if (given === undefined) return void this.updates.delete(name);
    this.updates.set(name, given);
    return {
      validate: (args) => this.updates.get(name)?.validate?.(args),
      handle: (args) => {
        const number = this.ends.size + 1;
        const end = new Deferred<Payload>();
        this.ends.set(number, end);
        this.push({ kind: 'update', name, number, args });
        return operation(end.promise, () => undefined);
      },
    };
  }

  /** Carries out an update by the handler of the latest attempt. The first attempt that comes to its end answers. */
  carryOut({ name, number, args }: UpdateEvent): void {
    const end = this.ends.get(number);
    this.updates
      .get(name)
      ?.handle(args)
      .result.then(
        (value) => end?.resolve(value),
        (error: unknown) => end?.reject(error),
      );
  }
}
