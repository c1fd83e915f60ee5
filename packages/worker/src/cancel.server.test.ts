import { expect, inject, it } from 'vitest';
import { temporalCli } from './testing/cli.js';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const address = inject('temporalAddress');
const CANCELED = { kind: 'CANCELED', message: 'operation canceled', retryable: false };

inBothModes('cancel', (house) => {
  /** Starts a workflow, cancels it once its history shows that it waits, and gives how it ended. */
  async function cancelled(way: string, waiting: string) {
    const run = await house.spawn('waits', way);
    await house.until(run.workflowId, waiting);
    await house.plain.workflow.getHandle(run.workflowId).cancel();
    const outcome: unknown = await run.result().catch((error: unknown) => error);
    return { id: run.workflowId, outcome, status: await house.status(run.workflowId) };
  }

  it.each([
    ['sleep', 'TIMER_STARTED'],
    ['receive', 'WORKFLOW_TASK_COMPLETED'],
    ['select', 'TIMER_STARTED'],
    ['future', 'ACTIVITY_TASK_SCHEDULED'],
  ])('uncaught in the main coroutine, it ends the run as Canceled: %s', async (way, waiting) => {
    const { outcome, status } = await cancelled(way, waiting);
    expect(status).toBe('CANCELLED');
    expect(outcome).toMatchObject(CANCELED);
  });

  it.each([
    ['call', 'ACTIVITY_TASK_SCHEDULED'],
    ['caught', 'TIMER_STARTED'],
    ['exec', 'CHILD_WORKFLOW_EXECUTION_STARTED'],
  ])('what was begun can be undone by an activity before the run ends as Canceled: %s', async (way, waiting) => {
    const { id, outcome, status } = await cancelled(way, waiting);
    expect(status).toBe('CANCELLED');
    expect(outcome).toMatchObject(CANCELED);
    expect(house.journal.count(id)).toBe(1);
  });

  it('the request goes on to a child that is waited for', async () => {
    const { id } = await cancelled('exec', 'CHILD_WORKFLOW_EXECUTION_STARTED');
    const started = (await house.events(id)).find((event) => event.childWorkflowExecutionStartedEventAttributes);
    const child = started?.childWorkflowExecutionStartedEventAttributes?.workflowExecution.workflowId as string;
    await house.result(child).catch(() => undefined);
    // Whether the child ends by itself or with its parent is a race; that it was asked is none.
    const asked = (await house.events(child)).some((event) => event.workflowExecutionCancelRequestedEventAttributes);
    expect(asked).toBe(true);
  });

  it('a run that catches it and returns a value is Completed', async () => {
    const { outcome, status } = await cancelled('goes_on', 'TIMER_STARTED');
    expect(status).toBe('COMPLETED');
    expect(outcome).toEqual({ slept: false, then_done: 1 });
  });

  it.each([
    ['the next wait is interrupted in its place', 'result_first', ['brief', false, 'CANCELED']],
    ['code that asks for its events before that is not', 'result_then_events', ['brief', 'pid.cancel']],
  ])('of a call that ends with its result: %s', async (_, way, expected) => {
    const { outcome } = await cancelled(way, 'ACTIVITY_TASK_SCHEDULED');
    expect(outcome).toEqual(expected);
  });

  it('a run that then fails otherwise is Failed', async () => {
    const { outcome, status } = await cancelled('fails', 'TIMER_STARTED');
    expect(status).toBe('FAILED');
    expect(outcome).toMatchObject({ kind: 'CONFLICT', message: 'cannot undo' });
  });

  it('another coroutine that does not catch it ends alone', async () => {
    const { outcome, status } = await cancelled('side', 'TIMER_STARTED');
    expect(status).toBe('COMPLETED');
    expect(outcome).toEqual(['main interrupted', 'interrupted']);
  });

  it('a second request has no effect', async () => {
    const run = await house.spawn('waits', 'twice');
    await house.until(run.workflowId, 'TIMER_STARTED');
    const handle = house.plain.workflow.getHandle(run.workflowId);
    await handle.cancel();
    await house.until(run.workflowId, 'TIMER_CANCELED');
    await handle.cancel();
    await run.send('end');
    expect(await run.result()).toBe('end');
  });

  it('the Temporal CLI cancels as any client does', async () => {
    const run = await house.spawn('waits', 'sleep');
    await house.until(run.workflowId, 'TIMER_STARTED');
    await temporalCli(address, 'workflow', 'cancel', '--workflow-id', run.workflowId);
    await expect(run.result()).rejects.toMatchObject(CANCELED);
    expect(await house.status(run.workflowId)).toBe('CANCELLED');
  });
});

it('a request that comes before the run has begun interrupts its first wait', async () => {
  const house = new House({ fixture: 'cancel', address });
  await house.open({ start: false });
  try {
    const runs = await Promise.all(['sleep', 'goes_on'].map((way) => house.spawn('waits', way)));
    await Promise.all(runs.map(({ workflowId }) => house.plain.workflow.getHandle(workflowId).cancel()));
    await house.runtime.start();
    await expect(runs[0]?.result()).rejects.toMatchObject(CANCELED);
    expect(await runs[1]?.result()).toEqual({ slept: false, then_done: 1 });
  } finally {
    await house.close();
  }
});
