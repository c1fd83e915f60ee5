import { Worker } from 'node:worker_threads';
import path from 'node:path';
import { logOutput, type LogFormat } from '@durable-lua/host-node';
import { dist } from '../dist.js';

/** Milliseconds until a call into the sandbox is worth a line in the log. A turn of Lua ends sooner, by its budget. */
const PATIENCE = 5_000;

/** Positions in the memory that the threads share. */
export const INSIDE = 0;
export const ENTERED = 1;

export interface WatchdogData {
  readonly beats: Int32Array;
  readonly patience: number;
  /** As the bundle is called in stack traces. */
  readonly filename: string;
  /** Where the line goes. */
  readonly fd: number;
  readonly format: LogFormat;
}

/**
 * Watches from another thread for a call into a sandbox that does not end, which would be a module that computes in JavaScript for
 * ever: nothing in this thread could tell of it then. Writes one line to the log that names the workflow, and where
 * the module is.
 */
export class Watchdog {
  private static shared: Watchdog | undefined;
  private static users = 0;

  /** The one of this process. Whoever uses it says so at the end. */
  static use(filename: string): Watchdog {
    this.users += 1;
    return (this.shared ??= new Watchdog({ filename, patience: PATIENCE, ...whereLogsGo() }));
  }

  static release(): void {
    this.users -= 1;
    if (this.users > 0) return;
    this.shared?.close();
    this.shared = undefined;
  }

  private readonly beats = new Int32Array(new SharedArrayBuffer(8));
  private readonly thread: Worker;

  constructor(options: Omit<WatchdogData, 'beats'>) {
    const workerData: WatchdogData = { beats: this.beats, ...options };
    this.thread = new Worker(path.join(dist, 'workflows', 'watchdog-thread.js'), {
      workerData,
      // It is small, and none of its business what the process was started with.
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
      execArgv: [],
      env: {},
    });
    this.thread.unref();
    // Without it workflows run as well.
    this.thread.on('error', () => undefined);
  }

  begin(): void {
    this.beats[ENTERED] = (this.beats[ENTERED] as number) + 1;
    this.beats[INSIDE] = 1;
  }

  end(): void {
    this.beats[INSIDE] = 0;
  }

  close(): void {
    void this.thread.terminate();
  }
}

function whereLogsGo(): Pick<WatchdogData, 'fd' | 'format'> {
  const { format, stream } = logOutput();
  return { format, fd: process[stream].fd };
}
