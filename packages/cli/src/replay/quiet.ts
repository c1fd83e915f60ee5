import { DefaultLogger, Runtime } from '@temporalio/worker';

let isInstalled = false;

/** Keeps the SDK from logging what a replay finds, which is shown as its result. Once per process, before the first replay. */
export function replayQuietly(verbose: boolean): void {
  if (isInstalled) return;
  isInstalled = true;
  const core = verbose ? 'INFO' : 'ERROR';
  Runtime.install({
    logger: new DefaultLogger(core),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core, other: 'ERROR' } } },
  });
}
