import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../step.js';

/** How long whoever watches sees that nobody works. */
const REPLACED_AFTER_MS = 2_500;
/** How long it may take to finish what it does. */
const GRACE_MS = 10_000;

/** What is on the other end of an activity. */
export const SERVICES = ['bank', 'courier'] as const;
export type Service = (typeof SERVICES)[number];
export type Services = Readonly<Record<Service, boolean>>;

/** What the process tells. */
export type WorkerMessage = { readonly is: 'polling' } | { readonly is: 'step'; readonly step: Step };

export type WorkerState = 'starting' | 'working' | 'dead';

/** The shop's worker, in a process of its own; when it dies, another takes its place, as the system that runs workers does. */
export class WorkerProcess extends EventEmitter<{ step: [Step]; change: [] }> {
  state: WorkerState = 'starting';
  /** How many have been started. */
  started = 0;
  private child: ChildProcess | undefined;
  private services: Services = { bank: true, courier: true };
  private isEnding = false;

  /** @param program the file that is its program */
  constructor(
    private readonly program: string,
    private readonly address: string,
  ) {
    super();
  }

  /** Ends once it polls for the first time. @throws Error when the first one ends before that */
  async start(): Promise<void> {
    await this.run();
  }

  get working(): Services {
    return this.services;
  }

  setService(name: Service, works: boolean): void {
    this.services = { ...this.services, [name]: works };
    if (this.child?.connected === true) this.child.send(this.services);
    this.emit('change');
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Lets it finish what it does. */
  async stop(): Promise<void> {
    this.isEnding = true;
    const { child } = this;
    if (child === undefined || !child.connected) return;
    const exited = once(child, 'exit');
    child.disconnect();
    const tooLate = sleep(GRACE_MS, 'late', { ref: false });
    if ((await Promise.race([exited, tooLate])) === 'late') child.kill('SIGKILL');
  }

  private async run(): Promise<void> {
    this.started += 1;
    this.change('starting');
    const child = fork(this.program, [this.address, JSON.stringify(this.services)], { execArgv: [] });
    this.child = child;
    const exited = once(child, 'exit');
    child.on('message', (message: WorkerMessage) => {
      if (message.is === 'polling') this.change('working');
      else this.emit('step', message.step);
    });
    void exited.then(() => this.replace());
    const failed = exited.then(() => {
      throw new Error('the worker of the shop ended before it had begun');
    });
    failed.catch(() => undefined);
    await Promise.race([once(child, 'message'), failed]);
  }

  private async replace(): Promise<void> {
    if (this.isEnding) return;
    this.change('dead');
    await sleep(REPLACED_AFTER_MS, undefined, { ref: false });
    if (!this.isEnding) await this.run().catch(() => undefined);
  }

  private change(state: WorkerState): void {
    this.state = state;
    this.emit('change');
  }
}
