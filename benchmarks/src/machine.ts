import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Where the figures are from; they mean nothing without it. */
export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryGB: number;
  readonly os: string;
  readonly node: string;
  /** Load averages of 1, 5 and 15 minutes before the start: other work on the machine makes figures worthless. */
  readonly load: readonly number[];
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${release()}`,
    node: process.version,
    load: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}
