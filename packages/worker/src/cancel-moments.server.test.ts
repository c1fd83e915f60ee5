import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { inBothModes } from './testing/in-both-modes.js';

const SHAPES = [
  'timer',
  'activity',
  'waiting_activity',
  'local_activity',
  'exec',
  'waiting_exec',
  'left_exec',
  'children',
  'select',
  'startup_messages',
  'messages',
  'updates',
  'continued',
];

/** How many moments for each shape: some for every run of the suite, as many as one likes for a search. */
const MOMENTS = Number(process.env['CANCEL_MOMENTS'] ?? 4);
const TIMEOUT = 60_000 + MOMENTS * 10_000;
const AT_ONCE = 5;
const LATEST_MS = 120;
/** Within which a child has not started yet. */
const EARLIEST_MS = 12;
/** A worker without a cache, on a busy machine, may let a workflow task time out once or twice. */
const LONGEST_MS = 45_000;

inBothModes(
  'cancel-moments',
  (house) => {
    it.each(SHAPES)(
      'a cancel at any moment ends the run as Canceled, after what it cleans up: %s',
      async (shape) => {
        const moments = Array.from({ length: MOMENTS }, (_, index) => (index * LATEST_MS) / MOMENTS);
        for (let first = 0; first < moments.length; first += AT_ONCE) {
          await Promise.all(moments.slice(first, first + AT_ONCE).map((moment) => cancelled(shape, moment)));
        }
      },
      TIMEOUT,
    );

    async function cancelled(shape: string, moment: number): Promise<void> {
      const { workflowId, result } = await house.spawn('shapes', shape);
      const handle = house.plain.workflow.getHandle(workflowId);
      if (shape === 'updates') {
        // What the end of the run leaves unanswered fails.
        for (const name of ['handled', 'message', 'handled', 'message'])
          void handle.executeUpdate(name, { args: [1] }).catch(() => undefined);
      }
      await sleep(moment);
      await handle.cancel();
      const late = sleep(LONGEST_MS).then(() => 'it still runs');
      const outcome: unknown = await Promise.race([result().catch((error: unknown) => error), late]);
      const isCanceled = LuaError.is(outcome) && outcome.kind === 'CANCELED';
      const how = isCanceled ? [] : (await house.events(workflowId)).map(({ eventType }) => eventType);
      expect(outcome, `cancelled after ${moment} ms: ${String(outcome)} ${how.slice(-20).join(' ')}`).toMatchObject({
        kind: 'CANCELED',
      });
      expect(await house.status(workflowId)).toBe('CANCELLED');
      expect(house.journal.count(workflowId)).toBe(1);
    }

    it(
      'a child that was asked to end before it had started ends as soon as it has',
      async () => {
        for (let moment = 0; moment < 3 * MOMENTS; moment += AT_ONCE)
          await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => askedEarly((moment + index) % EARLIEST_MS)));
      },
      TIMEOUT,
    );

    /** How a run that may not have started yet has ended. */
    async function endOf(workflowId: string): Promise<string> {
      for (;;) {
        const status = await house.status(workflowId).catch(() => 'NOT_FOUND');
        if (status !== 'NOT_FOUND' && status !== 'RUNNING') return status;
        await sleep(20);
      }
    }

    async function askedEarly(moment: number): Promise<void> {
      const run = await house.spawn('shapes', 'long_exec');
      await sleep(moment);
      await house.plain.workflow.getHandle(run.workflowId).cancel();
      await house.until(run.workflowId, 'WORKFLOW_EXECUTION_CANCEL_REQUESTED');
      const child = (await house.events(run.workflowId)).find(
        (event) => event.startChildWorkflowExecutionInitiatedEventAttributes,
      )?.startChildWorkflowExecutionInitiatedEventAttributes.workflowId as string | undefined;
      // Asked in the same workflow task as it was started, a child is not started at all.
      if (child !== undefined) {
        expect(await endOf(child)).toBe('CANCELLED');
      }
      await run.send('end');
      await expect(run.result()).rejects.toMatchObject({ kind: 'CANCELED' });
    }
  },
  { concurrent: false, replayTimeout: TIMEOUT },
);
