import { patched, sleep, workflowInfo } from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { operation, type ContextValues, type Operation, type Payload } from '@durable-lua/determinism';
import { fieldBytes, LOCAL_MARKER_BYTES, localRoom } from '@durable-lua/determinism/host';
import { RawPayload, type LocalRoom } from '@durable-lua/temporal-wire';
import { effect, payloadOf, sending } from './effects.js';
import type { Run } from './run.js';
import { askingOf } from './steps.js';
import type { TaskSizes } from './task-sizes.js';

/**
 * Sizes of the results of local activities. They travel in the request of the task in which they come, which lasts as long
 * as one of them runs, and are known only then: so something is kept free for them, and each is told how much.
 */
export class LocalResults {
  private running = 0;
  private seen = 0;
  private count = 0;
  private instance: number | undefined;

  constructor(private readonly sizes: TaskSizes) {}

  /**
   * Whether the next one has to wait for a task with room. History says so by a marker.
   * @param most bytes that it may return
   */
  mustWait(most: number): boolean {
    const marker = `@local#${(this.count += 1)}`;
    const { isReplaying } = workflowInfo().unsafe;
    if (isReplaying) return patched(marker);
    const isFull = this.running === 0 && !this.sizes.isEmpty && this.sizes.room < most + LOCAL_MARKER_BYTES;
    return isFull && patched(marker);
  }

  begin(): LocalRoom {
    const { sizes } = this;
    sizes.reserved = Math.max(sizes.reserved, Math.min(localRoom(sizes.limits), sizes.room));
    this.running += 1;
    // No history holds it: it only tells the worker whether what it remembers of this run is still true.
    this.instance ??= workflowInfo().unsafe.now();
    return { room: sizes.reserved, seen: this.seen, instance: this.instance };
  }

  returned(payload: Payload): void {
    this.sizes.add([payload], LOCAL_MARKER_BYTES);
    const bytes = fieldBytes([payload], this.sizes.limits) + LOCAL_MARKER_BYTES;
    this.seen += bytes;
    this.end(bytes);
  }

  failed(error: unknown): void {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    const details = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
    const texts = 3 * ((cause?.message.length ?? 0) + (cause?.stack?.length ?? 0));
    this.sizes.add(
      details.filter((detail) => RawPayload.is(detail)).map(({ payload }) => payload),
      texts + LOCAL_MARKER_BYTES,
    );
    this.end(0);
  }

  /** One that was never started. */
  dropped(): void {
    this.end(0);
  }

  private end(bytes: number): void {
    this.running -= 1;
    this.sizes.reserved = this.running === 0 ? 0 : Math.max(0, this.sizes.reserved - bytes);
  }
}

/**
 * Runs a local activity: `schedule` gives what the SDK gives.
 * @param most bytes that it may return, where that is known
 */
export function localActivity(
  run: Run,
  schedule: () => Promise<unknown>,
  {
    context,
    most = run.sizes.limits.payload,
  }: { readonly context?: ContextValues | undefined; readonly most?: number },
): Operation<Payload> {
  const { locals } = run;
  let isRunning = false;
  const begin = (): Promise<unknown> => {
    const room = locals.begin();
    try {
      const scheduled = sending(run, { context, room }, schedule);
      isRunning = true;
      return scheduled;
    } catch (error) {
      locals.dropped();
      throw error;
    }
  };
  const ended = (how: () => void): void => {
    if (isRunning) how();
    isRunning = false;
  };
  const asking = askingOf(run);
  let isCanceled = false;
  // The SDK's core takes back what a run has under way that it drops, and may tell a replay of the same run. History holds that.
  const unlessTakenBack = (result: Promise<unknown>): Promise<unknown> =>
    result.catch((error: unknown) => {
      if (isCanceled || !(error instanceof ActivityFailure && error.cause instanceof CancelledFailure)) throw error;
      ended(() => locals.failed(error));
      return asking(() => unlessTakenBack(begin()));
    });
  const source = effect(
    run,
    () => unlessTakenBack(locals.mustWait(most) ? sleep(1).then(begin) : begin()),
    (value) => {
      const payload = payloadOf(value);
      ended(() => locals.returned(payload));
      return payload;
    },
    (error) => ended(() => locals.failed(error)),
  );
  return operation(source.result, () => {
    isCanceled = true;
    source.cancel();
  });
}
