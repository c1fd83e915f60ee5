import type { Context } from '@temporalio/activity';
import type { Payload } from '@durable-lua/determinism';
import {
  DEFAULT_SIZE_LIMITS,
  fieldBytes,
  LOCAL_MARKER_BYTES,
  localsTooLarge,
  type SizeLimits,
} from '@durable-lua/determinism/host';
import { payloadConverter, readLocalRoom, toFailure, type Headers } from '@durable-lua/temporal-wire';
import { Recent } from '../processes/recent.js';

/** Of a local activity a failure travels with everything else of its workflow task: it gets no more than this. */
export const LOCAL_FAILURE_BYTES = 16 * 1024;

/**
 * What the local activities of a run have returned and the run had not seen when it scheduled the next. All of it travels in one
 * request, for which a server has a limit.
 */
export class LocalResults {
  /** Bytes, those that the run has seen among them, by the instance of the run. */
  private readonly given = new Recent<number>();

  constructor(private readonly limits: SizeLimits = DEFAULT_SIZE_LIMITS) {}

  /** Runs an activity; one for whose result there is no room fails, for good, in its place. */
  async run<T>({ info }: Context, headers: Headers, work: () => Promise<T>): Promise<T> {
    const room = info.isLocal ? readLocalRoom(headers) : undefined;
    if (room === undefined) return work();
    const key = `${info.workflowExecution?.runId}/${room.instance}`;
    const left = (): number => room.room - Math.max(0, (this.given.get(key) ?? 0) - room.seen);
    const check = (bytes: number): void => {
      const most = left();
      if (bytes <= most) return;
      throw toFailure(localsTooLarge(room.room - most + bytes, room.room));
    };
    check(LOCAL_MARKER_BYTES);
    const value = await work();
    const bytes = fieldBytes([payloadOf(value)], this.limits) + LOCAL_MARKER_BYTES;
    check(bytes);
    this.given.add(key, Math.max(this.given.get(key) ?? 0, room.seen) + bytes);
    return value;
  }
}

/** As which it will travel. */
function payloadOf(value: unknown): Payload {
  const { metadata, data } = payloadConverter.toPayload(value);
  return { metadata: metadata ?? {}, data: data ?? null };
}
