import { setTimeout as sleep } from 'node:timers/promises';
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ActivityCancelledError, ActivityNotFoundError, type Client } from '@temporalio/client';
import { LuaError, type Closed } from '@durable-lua/determinism';
import { encodeData } from '@durable-lua/lua-vm';
import { fromFailure, outgoingOne, toFailure } from '@durable-lua/temporal-wire';

interface OpenWatch {
  readonly token: Uint8Array;
  stop: () => void;
}

/** Temporal takes a watch that has not been heard of for three times as long for lost. */
const HEARTBEAT_MS = 10_000;
const RETRY_MS = 1_000;

/** Activities `@watch` that are under way: they hold no slot of a worker, and end when what they watch does. */
export class OpenWatches {
  private readonly open = new Set<OpenWatch>();
  private readonly reports = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly client: Client) {}

  /**
   * Makes the activity that runs one that completes when the watch tells.
   * @throws CompleteAsyncError; what `watch` rejects with
   */
  async begin(watch: (tell: (how: Closed) => void) => Promise<() => void>): Promise<never> {
    const one: OpenWatch = { token: Context.current().info.taskToken, stop: () => undefined };
    let told = false;
    const stop = await watch((how) => {
      told = true;
      this.report(one, () => this.complete(one, how));
    });
    if (!told) {
      one.stop = stop;
      this.open.add(one);
      this.timer ??= setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    }
    throw new CompleteAsyncError();
  }

  /** Gives every watch back to Temporal, so that another worker goes on with it, and waits for what is being reported. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    const left = [...this.open];
    this.open.clear();
    const gone = new LuaError({ kind: 'UNAVAILABLE', retryable: true, message: 'the worker that watched has stopped' });
    for (const one of left) {
      one.stop();
      this.report(one, () => this.client.activity.fail(one.token, toFailure(gone)));
    }
    await Promise.all(this.reports);
  }

  private beat(): void {
    for (const one of this.open) {
      this.client.activity.heartbeat(one.token).catch((error: unknown) => {
        const cancelled = error instanceof ActivityCancelledError;
        // Anything else will be known with the next beat, or by Temporal.
        if (!cancelled && !(error instanceof ActivityNotFoundError)) return;
        if (!this.open.delete(one)) return;
        one.stop();
        if (cancelled) this.report(one, () => this.client.activity.reportCancellation(one.token));
      });
    }
  }

  private async complete({ token }: OpenWatch, how: Closed): Promise<void> {
    const { activity } = this.client;
    if ('error' in how) return activity.fail(token, toFailure(how.error, { nonRetryable: true }));
    try {
      const result = outgoingOne(how.value ?? encodeData(undefined));
      return await activity.complete(token, result);
    } catch (error) {
      // A result that no server takes, or not this one.
      const refusal = fromFailure(error);
      if (refusal.kind === 'INVALID') return activity.fail(token, toFailure(refusal, { nonRetryable: true }));
      throw error;
    }
  }

  /** Tells Temporal until it knows. Meanwhile the watch stays alive. */
  private report(one: OpenWatch, tell: () => Promise<void>): void {
    const work = async (): Promise<void> => {
      for (;;) {
        try {
          return await tell();
        } catch (error) {
          if (error instanceof ActivityNotFoundError || this.closed) return;
          await sleep(RETRY_MS, undefined, { ref: false });
        }
      }
    };
    const report = work().finally(() => {
      this.open.delete(one);
      this.reports.delete(report);
    });
    this.reports.add(report);
  }
}
