import { expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { inBothModes } from './testing/in-both-modes.js';

interface Encoded {
  readonly data: string;
}

const json = ({ data }: Encoded): unknown => JSON.parse(Buffer.from(data, 'base64').toString());

const named = (options: Readonly<Record<string, Data>>): Data =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [`activity.${name}`, value]));

// Without a cache the SDK drops a run whose local activity is under way when another one needs the place, and runs it again.
const options = { concurrent: false };

inBothModes(
  'options',
  (house) => {
    /** What came of a call, and what the history says of its schedule. */
    async function call(way: string, ...args: Data[]) {
      const run = await house.spawn('caller', undefined, { args: [way, ...args] });
      const told = await run.result<Readonly<Record<string, Data>>>();
      const scheduled = (await house.events(run.workflowId)).find(
        ({ eventType }) => eventType.endsWith('TASK_SCHEDULED') && eventType.includes('ACTIVITY'),
      );
      return { run, told, scheduled };
    }

    it('every option that a schedule holds is in the history', async () => {
      const all = {
        ...(named({
          id: 'mine',
          task_queue: `${house.queue}-other`,
          start_to_close_timeout: '20s',
          schedule_to_close_timeout: '2s',
          schedule_to_start_timeout: 1500,
          heartbeat_timeout: '10s',
          retry_policy: {
            initialInterval: '100ms',
            backoffCoefficient: 3,
            maximumInterval: '10s',
            maximum_attempts: 2,
            non_retryable_error_types: ['RateLimited'],
          },
          summary: 'asks nobody',
          priority: { priority_key: 3, fairness_key: 'f', fairness_weight: 2 },
          disable_eager_execution: true,
          wait_for_cancellation: true,
        }) as object),
        // Another program's, and so nobody's business here.
        'network.zone': 'x',
      };
      const { told, scheduled } = await call('call', 'app:nobody', all);
      expect(told).toMatchObject({ kind: 'NOT_FOUND', retryable: false });
      expect(scheduled).toMatchObject({
        activityTaskScheduledEventAttributes: {
          activityId: 'mine',
          activityType: { name: 'app:nobody' },
          taskQueue: { name: `${house.queue}-other` },
          startToCloseTimeout: '2s',
          scheduleToCloseTimeout: '2s',
          scheduleToStartTimeout: '1.500s',
          heartbeatTimeout: '2s',
          retryPolicy: {
            initialInterval: '0.100s',
            backoffCoefficient: 3,
            maximumInterval: '10s',
            maximumAttempts: 2,
            nonRetryableErrorTypes: ['RateLimited', 'RATE_LIMITED'],
          },
          priority: { priorityKey: 3, fairnessKey: 'f', fairnessWeight: 2 },
        },
      });
      const { userMetadata } = scheduled as unknown as { userMetadata: { summary: Encoded } };
      expect(json(userMetadata.summary)).toBe('asks nobody');
    });

    it('timeout limits the whole call, and schedule_to_close_timeout comes before it', async () => {
      const { told, scheduled } = await call('call', 'app:slow', { timeout: '1s' }, '30s');
      expect(scheduled?.activityTaskScheduledEventAttributes).toMatchObject({ scheduleToCloseTimeout: '1s' });
      expect(told).toMatchObject({ kind: 'TIMEOUT', retryable: false, details: { activity_type: 'app:slow' } });
      const both = {
        timeout: '1s',
        'temporal.activity.schedule_to_close_timeout': '50s',
        'activity.schedule_to_close_timeout': '9s',
      };
      const other = await call('call', 'app:echo', both, 1);
      expect(other.scheduled?.activityTaskScheduledEventAttributes).toMatchObject({ scheduleToCloseTimeout: '50s' });
    });

    it.each([
      [{ maximum_attempts: 3 }, 'UNAVAILABLE', null, 3],
      [{ maximum_attempts: 3, non_retryable_error_types: ['Unavailable'] }, 'UNAVAILABLE', null, 1],
      [{ maximum_attempts: 3 }, 'INVALID', null, 1],
      [{ maximum_attempts: 3 }, 'INVALID', true, 3],
      [{ maximum_attempts: 3 }, 'MINE', false, 1],
    ])(
      'a retry policy %j and an error %s, retryable %s, make %i attempts',
      async (policy, kind, retryable, attempts) => {
        const retry_policy = { initial_interval: 5, backoff_coefficient: 1, ...policy };
        const { told } = await call('call', 'app:refusing', named({ retry_policy }), kind, retryable);
        expect(told).toMatchObject({ kind, message: 'no', details: { attempt: attempts } });
      },
    );

    it('a local activity has its own options and no event of its own but a marker', async () => {
      const { told, scheduled, run } = await call(
        'call',
        'app:echo',
        named({ local: true, summary: 'here', start_to_close_timeout: '5s', local_retry_threshold: '2s' }),
        'x',
      );
      expect([told, scheduled]).toEqual([{ value: 'x' }, undefined]);
      const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
      expect(types.filter((type) => type === 'EVENT_TYPE_MARKER_RECORDED')).toHaveLength(1);
      const limited = named({ local: true, start_to_close_timeout: '300ms', retry_policy: { maximum_attempts: 1 } });
      expect((await call('call', 'app:slow', limited, '30s')).told).toMatchObject({ kind: 'TIMEOUT' });
    });

    it.each([
      [{ 'activity.sumary': 'x' }, /unknown option 'activity\.sumary'.*activity\.summary/],
      [{ timeot: 1 }, /unknown option 'timeot'.*timeout/],
      [{ 'activity.summary': 1 }, /'activity\.summary': string expected, got 1/],
      [{ 'activity.start_to_close_timeout': -1 }, /start_to_close_timeout.*got -1/],
      [{ 'activity.retry_policy': { attempts: 1 } }, /activity\.retry_policy\.attempts.*maximum_attempts/],
      [{ 'activity.local': true, 'activity.heartbeat_timeout': '1s' }, /activity\.heartbeat_timeout.*local/],
    ])('%j is refused before anything is scheduled', async (wrong, message) => {
      const { told, scheduled } = await call('call', 'app:echo', wrong);
      expect(told).toMatchObject({
        kind: 'INVALID',
        retryable: false,
        message: expect.stringMatching(message) as string,
      });
      expect(scheduled).toBeUndefined();
    });

    it('a future is pending, then gives its value once as a payload, and cannot be cancelled any more', async () => {
      const { told } = await call('future', 'app:echo', { a: [1] });
      expect(told).toEqual({
        pending: [false, false, 2, true],
        ok: true,
        closed: true,
        payload: { a: [1] },
        format: 'json/plain',
        is_result: true,
        failed: false,
        cancel: false,
        complete: true,
      });
      expect((await call('future', 'app:refusing', 'MINE', false)).told).toMatchObject({
        failed: true,
        kind: 'MINE',
        is_result: true,
        closed: true,
        cancel: false,
      });
    });

    it.each([false, true])('a cancelled future is over at once; wait_for_cancellation %s', async (wait) => {
      const settings = named({ wait_for_cancellation: wait, heartbeat_timeout: '900ms' });
      const { told } = await call('cancel', 'app:beating', settings);
      expect(told).toEqual({
        first: true,
        again: true,
        canceled: true,
        complete: true,
        same: true,
        delivered: false,
        kind: 'CANCELED',
        error: false,
      });
    });

    it('a cancelled call ends at once, or with what the activity ends with when it is to be waited for', async () => {
      const outcomes: unknown[] = [];
      for (const wait of [false, true]) {
        const settings = named({ wait_for_cancellation: wait, heartbeat_timeout: '900ms' });
        const run = await house.spawn('caller', undefined, { args: ['interrupted', 'app:beating', settings] });
        await house.until(run.workflowId, 'WORKFLOW_EXECUTION_SIGNALED');
        await run.cancel();
        const told = await run.result<{ kind: string; details?: { beats?: boolean } }>();
        const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
        outcomes.push([told.kind, told.details?.beats ?? false, types.includes('EVENT_TYPE_ACTIVITY_TASK_CANCELED')]);
      }
      expect(outcomes).toEqual([
        ['CANCELED', false, false],
        ['CANCELED', true, true],
      ]);
    });
  },
  options,
);
