import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packModule } from '../kit/module/pack.js';
import type { Job, Told } from './thread.fixture.js';

/** Longest time of one program, in ms of the processor: what else runs on the machine does not count. */
export const LONGEST = 5_000;
/** After so much it is taken to hang, in ms of the processor, and of the clock on a machine that is busy otherwise. */
const HANGS = 30_000;
const HANGS_BY_CLOCK = 600_000;
/** Most memory of one program, MB. */
export const MOST_MEMORY = 512;

/** A thread that runs programs, with so much memory and no more; one that hangs, or dies, is replaced. */
export class Thread {
  private worker: Worker | undefined;
  private folder: string | undefined;
  private tell: (told: Told) => void = () => undefined;

  async run(job: Job): Promise<Told & { readonly took: number }> {
    const worker = (this.worker ??= await this.start());
    const began = process.cpuUsage();
    let timer: NodeJS.Timeout | undefined;
    const told = await new Promise<Told>((resolve) => {
      this.tell = resolve;
      const since = performance.now();
      timer = setInterval(() => {
        const { user, system } = process.cpuUsage(began);
        if ((user + system) / 1_000 < HANGS && performance.now() - since < HANGS_BY_CLOCK) return;
        resolve(dead(`it did not end within ${HANGS} ms`));
      }, 1_000);
      worker.postMessage(job);
    });
    clearInterval(timer);
    if (told.error !== undefined && told.error.kind === undefined) await this.end();
    const { user, system } = process.cpuUsage(began);
    return { ...told, took: (user + system) / 1_000 };
  }

  async close(): Promise<void> {
    await this.end();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private async start(): Promise<Worker> {
    if (this.folder === undefined) {
      this.folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-hostile-'));
      const entry = fileURLToPath(new URL('./thread.fixture.ts', import.meta.url));
      await writeFile(path.join(this.folder, 'thread.mjs'), await packModule(entry, 'everything'));
    }
    const worker = new Worker(path.join(this.folder, 'thread.mjs'), {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    });
    worker.on('message', (told: Told) => this.tell(told));
    worker.on('error', (error) => this.tell(dead(`the thread died: ${error.message}`)));
    await new Promise<void>((resolve) => worker.once('online', resolve));
    return worker;
  }
}

const dead = (message: string): Told => ({ error: { message, luaStack: '' }, neighbour: 0 });
