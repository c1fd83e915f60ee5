import { IllegalStateError } from '@temporalio/common';
import { Runtime, type RuntimeOptions } from '@temporalio/worker';
import { stderrLog } from '@durable-lua/host-node';

/** What the SDK's part that all workers and clients of a process share shall be like. */
let wanted: RuntimeOptions | undefined;
let ours: Runtime | undefined;
let isTold = false;

/** Says so, for {@link ensureSdkRuntime}. */
export function wantSdkRuntime(options: RuntimeOptions): void {
  wanted = options;
}

/**
 * Before the SDK is used: makes its runtime as it is wanted. The SDK ends it when its last client and worker have gone, and
 * would make one with nothing of that for the next; while it has never been used, it holds the process open.
 */
export function ensureSdkRuntime(): void {
  if (wanted === undefined) return;
  try {
    ours = Runtime.install(wanted);
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
    if (Runtime.instance() === ours || isTold) return;
    isTold = true;
    stderrLog.write('warn', "installTelemetry has no effect: the SDK's Runtime.instance() was asked for before it");
  }
}

/** Ends the SDK's runtime if it is ours, and forgets what it was to be like. */
export async function endSdkRuntime(): Promise<void> {
  const runtime = ours;
  wanted = undefined;
  ours = undefined;
  // Does nothing if it has ended by itself.
  await runtime?.shutdown();
}
