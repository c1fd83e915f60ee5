import { Runtime, type NativeConnection } from '@temporalio/worker';

/** How the server of a `temporal.client` has answered last. */
export interface ClientHealth {
  /** The last check has failed. Workers go on: they find the server again by themselves. */
  readonly degraded: boolean;
  /** Why it has failed. */
  readonly reason?: string;
}

/** An answer that takes longer than the interval is none, but so long there is always time, and no longer than this. Milliseconds. */
const LEAST_WAIT = 1_000;
const MOST_WAIT = 10_000;

/** Asks a server from time to time whether it is there. */
export class HealthCheck {
  health: ClientHealth = { degraded: false };
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  /** @param interval between two checks, in milliseconds */
  constructor(
    private readonly client: string,
    private readonly connection: NativeConnection,
    private readonly interval: number,
  ) {
    this.next();
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** One at a time: a check may take longer than the interval. */
  private next(): void {
    if (!this.isOver)
      this.timer = setTimeout(() => void this.check().finally(() => this.next()), this.interval).unref();
  }

  private async check(): Promise<void> {
    const { connection, client } = this;
    const { logger } = Runtime.instance();
    const wasDegraded = this.health.degraded;
    try {
      const deadline = Date.now() + Math.min(MOST_WAIT, Math.max(LEAST_WAIT, this.interval));
      await connection.withDeadline(deadline, () => connection.workflowService.getSystemInfo({}));
      this.health = { degraded: false };
      if (wasDegraded && !this.isOver) logger.info(`${client}: the Temporal server answers again`);
    } catch (error) {
      const reason = (error as Error).message;
      this.health = { degraded: true, reason };
      if (!this.isOver) logger.warn(`${client}: the Temporal server fails its health check: ${reason}`);
    }
  }
}
