import { setTimeout as sleep } from 'node:timers/promises';
import { LuaError, type Closed, type Log, type Millis } from '@durable-lua/determinism';
import type { LiveProcess } from './live-process.js';
import type { ProcessNode } from './process-node.js';

/** When a service that has failed is started again. Times in milliseconds. */
export interface RestartPolicy {
  readonly initialDelay: Millis;
  readonly maxDelay: Millis;
  readonly backoffFactor: number;
  /** By which part of itself a delay may be longer or shorter, so that services do not restart in step. */
  readonly jitter: number;
  /** 0: endless. */
  readonly maxAttempts: number;
}

/** A process that is started with the application and kept running. */
export interface Service {
  readonly id: string;
  /** Entry ID of its `process.lua`. */
  readonly process: string;
  /** Entry ID of its `process.host`. */
  readonly host: string;
  readonly stopTimeout: Millis;
  /** Running this long makes the next failure count as the first. */
  readonly stableThreshold: Millis;
  readonly restart: RestartPolicy;
}

/** How long to wait before a restart. @param attempt 1 for the first after a stable run. @param random in [0, 1) */
export function restartDelay(
  { initialDelay, maxDelay, backoffFactor, jitter }: RestartPolicy,
  attempt: number,
  random: number,
): Millis {
  const delay = Math.min(maxDelay, initialDelay * backoffFactor ** (attempt - 1));
  return Math.round(delay * (1 + jitter * (2 * random - 1)));
}

/** Keeps the services of a node running: one that fails is started again, one that returns has done its work. */
export class Services {
  private readonly running = new Map<string, RunningService>();
  private alive: NodeJS.Timeout | undefined;

  constructor(
    private readonly node: ProcessNode,
    private readonly log: Log,
  ) {}

  /** Starts a service, or finds it running. @throws LuaError when its process cannot be started */
  start(service: Service): void {
    if (this.running.has(service.id)) return;
    const running = new RunningService(this.node, this.log, service);
    running.begin();
    this.running.set(service.id, running);
    // What waits for messages alone does not keep Node alive: a service shall.
    this.alive ??= setInterval(() => undefined, 2 ** 30);
  }

  /** The PID under which a service runs, if it does. */
  pid(id: string): string | undefined {
    return this.running.get(id)?.process?.pid;
  }

  /** Stops all of them one after another, the last started first. */
  async stop(): Promise<void> {
    for (const [id, running] of [...this.running].reverse()) {
      await running.stop();
      this.running.delete(id);
    }
    clearInterval(this.alive);
    this.alive = undefined;
  }
}

class RunningService {
  process: LiveProcess | undefined;
  private readonly stopping = new AbortController();
  private attempt = 0;
  private since = 0;

  constructor(
    private readonly node: ProcessNode,
    private readonly log: Log,
    private readonly service: Service,
  ) {}

  begin(): void {
    const { process: id, host } = this.service;
    this.since = performance.now();
    const process = this.node.spawn({ id, host, args: [], options: {}, messages: [] });
    this.process = process;
    process.onEnd((how) => void this.ended(how));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const { process, service } = this;
    if (process !== undefined)
      await this.node.end(process, { deadline: service.stopTimeout, reason: 'the service stops' });
  }

  private async ended(how: Closed): Promise<void> {
    this.process = undefined;
    if (this.stopping.signal.aborted) return;
    const { id, restart, stableThreshold } = this.service;
    if ('value' in how) return this.log.write('info', `service '${id}' has returned`);
    if (performance.now() - this.since >= stableThreshold) this.attempt = 0;
    this.attempt += 1;
    const message = `service '${id}' failed: ${how.error.toString()}`;
    if (restart.maxAttempts > 0 && this.attempt > restart.maxAttempts) {
      return this.log.write('error', `${message}; it was restarted ${restart.maxAttempts} times and stays stopped`);
    }
    const delay = restartDelay(restart, this.attempt, Math.random());
    this.log.write('warn', `${message}; it is restarted in ${delay} ms`, { attempt: this.attempt });
    await sleep(delay, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    if (this.stopping.signal.aborted) return;
    try {
      this.begin();
    } catch (error) {
      await this.ended({ error: LuaError.is(error) ? error : internalError(error) });
    }
  }
}

const internalError = (error: unknown): LuaError =>
  new LuaError({ kind: 'INTERNAL', message: (error as Error).message, retryable: false, cause: error });
