import type { Client } from '@temporalio/client';
import type { Child } from './child.js';
import type { Result } from './figures.js';
import { inDist } from './paths.js';
import type { Settings } from './settings.js';
import type { WorkerMethods, WorkerSpec } from './worker/protocol.js';

/** Something that is measured. */
export interface Benchmark {
  readonly name: string;
  /** For `--help`. */
  readonly summary: string;
  run(bench: Bench): Promise<Result>;
}

/** What a benchmark may use. */
export interface Bench {
  readonly settings: Settings;
  readonly server: { readonly address: string; readonly namespace: string };
  readonly client: Client;
  /** A task queue that nobody else uses. */
  queue(name: string): string;
  /** A child process, stopped at the end at the latest. */
  spawn<M extends Record<string, (argument: never) => unknown>>(
    program: string,
    execArgv?: readonly string[],
  ): Child<M>;
  /** Aborts when everything is to stop. */
  readonly signal: AbortSignal;
  /** Says what goes on. */
  say(line: string): void;
}

export type WorkerProcess = Child<WorkerMethods>;

/** The two that are compared. */
export const SIDES = ['typescript', 'lua'] as const;
export type Side = (typeof SIDES)[number];

/** The sides in an order that changes from round to round, so that neither always comes second. */
export const turns = <T>(all: readonly T[], round: number): readonly T[] =>
  all.map((_, index) => all[(index + round) % all.length] as T);

/** A process for a worker; with the agent when its threads are to be looked into. */
export function workerProcess(bench: Bench, { agent = false }: { agent?: boolean } = {}): WorkerProcess {
  return bench.spawn<WorkerMethods>(inDist('worker-program.js'), agent ? agentOptions() : []);
}

const agentOptions = (): string[] => ['--expose-gc', '--import', inDist('agent.js')];

export const workerSpec = (
  { server: { address, namespace }, settings: { workflowThreads } }: Bench,
  kind: WorkerSpec['kind'],
  taskQueue: string,
): WorkerSpec => ({ kind, address, namespace, taskQueue, workflowThreads });
