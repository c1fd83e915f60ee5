import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';
import { fixtureFolder } from './fixture.js';

const script = fileURLToPath(new URL('../../fixtures/worker-process.mjs', import.meta.url));

export interface WorkerProcess {
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  /** Settles when it has ended. */
  readonly exited: Promise<unknown>;
}

export interface WorkerProcessOptions {
  readonly fixture: string;
  readonly address: string;
  readonly queue: string;
  /** File to which its functions append. */
  readonly journal?: string;
  readonly workerOptions?: Partial<WorkerOptions>;
  /** When it ends itself: `before=3`, just before its worker answers the third activation that is no replay, or `after=3`. */
  readonly dieAt?: string;
}

/** Starts a worker in a process of its own; it polls when this ends. Needs the built packages. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { fixture, address, queue, journal, workerOptions = {}, dieAt } = options;
  const own = {
    TEMPORAL_ADDRESS: address,
    QUEUE: queue,
    JOURNAL: journal,
    WORKER_OPTIONS: JSON.stringify(workerOptions),
    DIE_AT: dieAt,
  };
  const env: NodeJS.ProcessEnv = { ...process.env, ...own };
  // What a test runner tells its own processes is not for this one.
  delete env.NODE_OPTIONS;
  const child = spawn(process.execPath, [script, fixtureFolder(fixture)], { env, stdio: 'pipe' });
  const exited = once(child, 'exit');
  await untilPolling(child);
  return {
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function untilPolling(child: ChildProcess): Promise<void> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (line === 'polling') return;
  }
  throw new Error(`the worker process ended before it polled:\n${errors}`);
}
