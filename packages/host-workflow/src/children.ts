import { CancellationScope, ParentClosePolicy, workflowInfo, type ChildWorkflowHandle } from '@temporalio/workflow';
import type { Workflow as WorkflowFunction } from '@temporalio/workflow';
import { canceled, operation, type Operation, type StartOptions } from '@durable-lua/determinism';
import { fromFailure } from '@durable-lua/temporal-wire';
import type { Run } from './run.js';

export type Child = ChildWorkflowHandle<WorkflowFunction>;

export const PARENT_CLOSE = {
  terminate: ParentClosePolicy.TERMINATE,
  abandon: ParentClosePolicy.ABANDON,
  request_cancel: ParentClosePolicy.REQUEST_CANCEL,
} as const;

/** What a cancel means for a child: `leave` it alone, `ask` it to end, or ask and `wait` for its end. */
type Manner = 'leave' | 'ask' | 'wait';

const mannerOf = ({ parentClosePolicy, waitForCancellation }: StartOptions): Manner =>
  parentClosePolicy === 'abandon' ? 'leave' : waitForCancellation === true ? 'wait' : 'ask';

/**
 * Starts a child and waits for `until`, which says what comes after the start, whether or not it is cancelled by then. A cancel may come at any moment: before the start is recorded
 * it takes the start back; between that and the child's first event, of which the SDK says nothing, the child is asked to
 * end as soon as it has started, because no server finds it sooner; from then on at once.
 */
export function childOperation<T>(
  run: Run,
  options: StartOptions,
  start: () => Promise<Child>,
  until: (child: Child, isCanceled: boolean) => Promise<T>,
): Operation<T> {
  const manner = mannerOf(options);
  // Never one of those that are used again: the SDK cancels the child with its scope as long as the child runs.
  const scope = new CancellationScope({ cancellable: true, parent: run.scope });
  const task = workflowInfo().historyLength;
  let state: 'starting' | 'started' | 'ended' = 'starting';
  let isCanceled = false;
  let command: object | undefined;
  let wake!: () => void;
  const result = new Promise<T>((resolve, reject) => {
    wake = () => reject(canceled());
    const ended = async (): Promise<void> => {
      const over = run.sizes.begins('children');
      let child: Child;
      try {
        run.observed?.mark();
        const starting = scope.run(start);
        command = run.observed?.marked;
        child = await starting;
        run.observed?.ended(command);
      } catch (error) {
        over();
        throw error;
      }
      void child.result().then(over, over);
      state = 'started';
      if (isCanceled && manner === 'leave') return;
      if (isCanceled) scope.cancel();
      const value = await until(child, isCanceled);
      run.observed?.ended(command);
      resolve(value);
    };
    void ended().then(
      () => (state = 'ended'),
      (error: unknown) => {
        state = 'ended';
        reject(fromFailure(error));
      },
    );
  });
  return operation(result, () => {
    if (isCanceled || state === 'ended') return;
    isCanceled = true;
    run.observed?.canceling(command);
    if (manner === 'leave') return wake();
    // The history grows with each workflow task: as long as it has not, the start is only a command of this task.
    const isRecorded = workflowInfo().historyLength !== task;
    if (state === 'started' || !isRecorded) scope.cancel();
    else if (manner === 'ask') wake();
  });
}
