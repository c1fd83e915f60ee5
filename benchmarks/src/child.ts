import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Methods, Response } from './rpc.js';

const STOP_MS = 10_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A program of ours in a process of its own, called by its methods. */
export class Child<M extends Methods> {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;

  /** @param execArgv options of Node, which its worker threads get too */
  constructor(
    private readonly program: string,
    execArgv: readonly string[],
  ) {
    // Its standard output is not ours: there stands the table.
    this.process = fork(program, { execArgv: [...execArgv], stdio: ['ignore', 2, 2, 'ipc'] });
    this.process.on('message', (response: Response) => this.receive(response));
    this.process.on('error', (error) => this.fail(error));
    this.process.on('exit', (code, signal) => this.fail(new Error(`${program} ended (${signal ?? code})`)));
  }

  call<K extends keyof M & string>(method: K, argument: Parameters<M[K]>[0]): Promise<Awaited<ReturnType<M[K]>>> {
    const id = this.calls++;
    return new Promise<unknown>((resolve, reject) => {
      if (!this.process.connected) return reject(new Error(`${this.program} has ended`));
      this.waiting.set(id, { resolve, reject });
      this.process.send({ id, method, argument });
    }) as Promise<Awaited<ReturnType<M[K]>>>;
  }

  /** Asks it to end, then ends it. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    if (this.process.connected) this.process.disconnect();
    const late = new AbortController();
    const kill = sleep(STOP_MS, undefined, { signal: late.signal }).then(
      () => this.process.kill('SIGKILL'),
      () => undefined,
    );
    await ended;
    late.abort();
    await kill;
  }

  private receive(response: Response): void {
    const waiting = this.waiting.get(response.id);
    this.waiting.delete(response.id);
    if ('error' in response) waiting?.reject(new Error(`${this.program}: ${response.error}`));
    else waiting?.resolve(response.value);
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
