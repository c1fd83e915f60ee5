import { sleep } from '@temporalio/workflow';
import { canceled } from '@durable-lua/determinism';
import { readCancelReason } from '@durable-lua/temporal-wire';
import { effect } from './effects.js';
import type { Run } from './run.js';

/**
 * The server asks the run to end, once in its life. A run that has asked for its events is told and nothing more; of any
 * other what waits is interrupted as well. A deadline ends both, from the task that has seen the request.
 */
export function cancelRun(run: Run, text: string | null | undefined): void {
  run.cancelRequested = true;
  const { from, deadline: timeout, reason } = readCancelReason(text);
  // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
  const at = Date.now();
  run.endDelay?.();
  run.observed?.job('cancelWorkflow');
  run.post(() => {
    const isLeftToUs = (): boolean => !run.mailbox.eventsOpened;
    run.mailbox.deliverEvent({
      kind: 'pid.cancel',
      at,
      ...(from === undefined ? {} : { from }),
      ...(timeout === undefined ? {} : { timeout, deadline: at + timeout }),
      ...(reason === undefined ? {} : { reason }),
    });
    if (isLeftToUs()) run.vm?.interrupt(isLeftToUs);
  });
  if (timeout === undefined) return;
  const timer = effect(run, () => sleep(Math.max(1, timeout), { summary: 'deadline of the cancel request' }));
  void timer.result.then(() => run.post(() => run.end(canceled('deadline of the cancel request has passed'))));
}
