import { open, mkdtemp, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDevServer, type DevServer, type DevServerOptions } from '@durable-lua/dev-server';
import type { Dice } from './dice.js';
import { Network } from './network.js';
import { deploy, WorkerProcess } from './workers.js';

/** How many processes poll the queue whose workers are killed. */
const SHAKY = 2;

type Fault = 'kill' | 'restart' | 'cut' | 'silence' | 'deploy';

/** How often each kind of fault struck. */
export interface Struck {
  kills: number;
  restarts: number;
  cuts: number;
  silences: number;
  deployments: number;
}

/** Server, network and workers, and what befalls them. */
export class Scene {
  readonly struck: Struck = { kills: 0, restarts: 0, cuts: 0, silences: 0, deployments: 0 };
  private readonly shaky: WorkerProcess[] = [];
  private server!: DevServer;
  private network!: Network;
  private log!: FileHandle;
  private project = '';
  private steady!: WorkerProcess;

  private constructor(
    readonly folder: string,
    private readonly dice: Dice,
    private readonly say: (line: string) => void,
  ) {}

  static async open(dice: Dice, say: (line: string) => void): Promise<Scene> {
    const scene = new Scene(await mkdtemp(path.join(tmpdir(), 'durable-lua-chaos-')), dice, say);
    await writeFile(scene.books, '');
    scene.log = await open(scene.logFile, 'a');
    scene.server = await ensureDevServer({ ...scene.serverOptions, onProgress: say });
    scene.network = await Network.to(scene.port);
    scene.project = await deploy(scene.folder, 0);
    scene.steady = await scene.startWorker('chaos:steady', 50);
    await scene.fill();
    return scene;
  }

  /** The server, by a way that is never cut. */
  get address(): string {
    return this.server.address;
  }

  get books(): string {
    return path.join(this.folder, 'books.txt');
  }

  get logFile(): string {
    return path.join(this.folder, 'workers.log');
  }

  /** The folder of the newest sources. */
  get sources(): string {
    return this.project;
  }

  /** Of the worker that is never killed. */
  heap(): Promise<number> {
    return this.steady.heap();
  }

  /** One fault, and what follows from it. */
  async strike(): Promise<void> {
    const fault = this.dice.pick<Fault>([
      'kill',
      'kill',
      'kill',
      'kill',
      'cut',
      'cut',
      'silence',
      'restart',
      'deploy',
      'deploy',
    ]);
    await this[fault]();
  }

  /** No fault from now on: the network is whole and there are workers. */
  async calm(): Promise<void> {
    this.network.heal();
    await this.fill();
    if (!this.steady.isRunning) throw new Error(`the steady worker has ended by itself; see ${this.logFile}`);
  }

  async close({ keep = false } = {}): Promise<void> {
    await Promise.all([...this.shaky, this.steady].map((worker) => worker.kill()));
    await this.network.close();
    await this.server.stop();
    await this.log.close();
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }

  private async kill(): Promise<void> {
    this.struck.kills += 1;
    this.say('a worker is killed');
    await this.shaky.shift()?.kill();
    await sleep(this.dice.between(0, 1_000));
    await this.fill();
  }

  private async restart(): Promise<void> {
    this.struck.restarts += 1;
    this.say('the server is killed');
    await this.server.kill();
    await sleep(this.dice.between(0, 2_000));
    this.server = await ensureDevServer({ ...this.serverOptions, port: this.port });
  }

  private async cut(): Promise<void> {
    this.struck.cuts += 1;
    this.say('the network is cut');
    this.network.cut();
    await sleep(this.dice.between(100, 4_000));
    this.network.heal();
  }

  private async silence(): Promise<void> {
    this.struck.silences += 1;
    this.say('the network is silent');
    this.network.silence();
    await sleep(this.dice.between(100, 6_000));
    this.network.heal();
  }

  private async deploy(): Promise<void> {
    this.struck.deployments += 1;
    this.say(`the sources change, for the ${this.struck.deployments}. time`);
    this.project = await deploy(this.folder, this.struck.deployments);
    await Promise.all(this.shaky.splice(0).map((worker) => worker.kill()));
    await this.fill();
  }

  private async fill(): Promise<void> {
    while (this.shaky.length < SHAKY) {
      this.shaky.push(await this.startWorker('chaos:shaky', this.dice.pick([0, 3, 100])));
    }
  }

  private startWorker(worker: string, cached: number): Promise<WorkerProcess> {
    const { project, books, network } = this;
    return WorkerProcess.start({ project, worker, address: network.address, cached, books, log: this.log.fd });
  }

  private get port(): number {
    return Number(this.server.address.split(':')[1]);
  }

  private get serverOptions(): DevServerOptions {
    // A server of our own: the one of somebody else is not ours to kill.
    const { TEMPORAL_ADDRESS: _, ...env } = process.env;
    return { persistTo: path.join(this.folder, 'temporal.db'), ui: false, logLevel: 'never', env };
  }
}
