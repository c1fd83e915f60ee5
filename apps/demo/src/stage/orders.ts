import { EventEmitter, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../shop.js';
import type { Step } from '../step.js';
import { Timeline, type OrderState, type Row } from './timeline.js';

const LOOK_MS = 700;
/** Older ones are not shown. */
const MOST = 300;

/** An order as the page shows it. */
export interface OrderView {
  readonly id: string;
  readonly state: OrderState;
  readonly began: number;
  readonly ended?: number;
  readonly outcome?: string;
  readonly rows: readonly Row[];
}

/** The orders on a server, each followed from its first event to its last. */
export class Orders extends EventEmitter<{ change: [string] }> {
  private readonly followed = new Map<string, Timeline>();
  private readonly over = new AbortController();
  private readonly following = new Set<Promise<void>>();
  private watching: Promise<void> | undefined;

  constructor(private readonly client: Client) {
    super();
    // One for each order that is followed.
    setMaxListeners(0, this.over.signal);
  }

  /** Looks for new ones until it is stopped. */
  watch(): void {
    this.watching ??= this.goOnLooking();
  }

  /** Ends what it asks the server, and waits until that has ended: then the connection may be closed. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.watching;
    await Promise.all(this.following);
  }

  /** What a worker says of an attempt, which is in no history before its end. */
  tell({ workflowId, activity, text, failed }: Step): void {
    if (activity === undefined || !failed) return;
    this.followed.get(workflowId)?.attempt(activity, text);
    this.emit('change', workflowId);
  }

  view(id: string): OrderView | undefined {
    const timeline = this.followed.get(id);
    if (timeline === undefined) return undefined;
    const { state, began, ended, outcome, rows } = timeline;
    return {
      id,
      state,
      began,
      ...(ended === undefined ? {} : { ended }),
      ...(outcome === undefined ? {} : { outcome }),
      rows,
    };
  }

  get ids(): readonly string[] {
    return [...this.followed.keys()];
  }

  private async goOnLooking(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      await this.client.withAbortSignal(signal, () => this.look()).catch(() => undefined);
      await this.pause();
    }
  }

  private async pause(): Promise<void> {
    await sleep(LOOK_MS, undefined, { signal: this.over.signal }).catch(() => undefined);
  }

  private async look(): Promise<void> {
    const query = `WorkflowType = '${WORKFLOW_TYPE}'`;
    let count = 0;
    for await (const { workflowId, runId } of this.client.workflow.list({ query, pageSize: 100 })) {
      if ((count += 1) > MOST) break;
      if (this.followed.has(workflowId)) continue;
      this.followed.set(workflowId, new Timeline());
      const { signal } = this.over;
      const following = this.client
        .withAbortSignal(signal, () => this.follow(workflowId, runId))
        .finally(() => this.following.delete(following));
      this.following.add(following);
    }
  }

  /** Each event of a run as it happens, to the last. */
  private async follow(workflowId: string, runId: string): Promise<void> {
    const timeline = this.followed.get(workflowId) as Timeline;
    const { namespace } = this.client.options;
    let nextPageToken: Uint8Array | undefined;
    while (!this.over.signal.aborted) {
      try {
        const answer = await this.client.workflowService.getWorkflowExecutionHistory({
          namespace,
          execution: { workflowId, runId },
          waitNewEvent: true,
          ...(nextPageToken === undefined ? {} : { nextPageToken }),
        });
        for (const event of answer.history?.events ?? []) timeline.add(event);
        this.emit('change', workflowId);
        if (timeline.state !== 'running') return;
        nextPageToken = answer.nextPageToken;
      } catch {
        // The server is away, or has nothing to say for long.
        await this.pause();
      }
    }
  }
}
