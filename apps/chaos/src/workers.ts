import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../project', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../dist/worker.js', import.meta.url));

/** The project as the deployment of this number has it; its folder. */
export async function deploy(folder: string, number: number): Promise<string> {
  const project = path.join(folder, `deployment-${number}`);
  await cp(SOURCES, project, { recursive: true });
  await writeFile(path.join(project, 'sources.lua'), `return { deployment = ${number} }\n`);
  return project;
}

export interface WorkerOptions {
  readonly project: string;
  /** ID of the entry. */
  readonly worker: string;
  readonly address: string;
  /** How many workflows it keeps in memory; with 0 each task is a full replay. */
  readonly cached: number;
  /** File to which its functions write. */
  readonly books: string;
  /** File for what it logs. */
  readonly log: number;
}

/** A worker in a process of its own, which polls. */
export class WorkerProcess {
  private constructor(private readonly child: ChildProcess) {}

  static async start({ project, worker, address, cached, books, log }: WorkerOptions): Promise<WorkerProcess> {
    const args = [project, worker, address, String(cached), books];
    // What a test runner tells its own processes is not for this one.
    const { NODE_OPTIONS: _, ...env } = process.env;
    const stdio = ['ignore', log, log, 'ipc'] as const;
    const child = fork(PROGRAM, args, {
      env: { ...env, CHAOS_ADDRESS: address },
      execArgv: ['--expose-gc', '--enable-source-maps'],
      stdio: [...stdio],
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`a worker ended (${code}) before it polled; see its log`);
    });
    await Promise.race([once(child, 'message'), ended]);
    return new WorkerProcess(child);
  }

  /** Whether nobody has ended it, itself included. */
  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Bytes of its JavaScript heap that are in use, after a collection. */
  async heap(): Promise<number> {
    this.child.send('heap');
    const [bytes] = (await once(this.child, 'message')) as [number];
    return bytes;
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
