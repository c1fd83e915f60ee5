import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { replayHistory, type RunHandle } from './index.js';
import type { ExportedHistory, HistoryEvent } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

interface Schedule {
  readonly activityType: { readonly name: string };
}

/** The same history with one more marker before that of its first local activity, as the SDK's core writes it for a run that it dropped. */
function takenBackOnce({ events }: ExportedHistory): ExportedHistory {
  const at = events.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_MARKER_RECORDED');
  const [before, marker, after] = [events.slice(0, at), events[at] as HistoryEvent, events.slice(at + 1)];
  const attributes = marker['markerRecordedEventAttributes'];
  const about = JSON.parse(Buffer.from(attributes.details.data.payloads[0].data, 'base64').toString()) as {
    readonly seq: number;
  };
  const data = (more: object) => {
    const text = JSON.stringify({ ...about, ...more });
    return { payloads: [{ ...attributes.details.data.payloads[0], data: Buffer.from(text).toString('base64') }] };
  };
  const taken = {
    ...attributes,
    details: { data: data({ attempt: 0, original_schedule_time: null }) },
    failure: { message: 'Activity cancelled', canceledFailureInfo: {} },
  };
  const details = { ...attributes.details, data: data({ seq: about.seq + 1, activity_id: `${about.seq + 1}` }) };
  const again = { ...marker, markerRecordedEventAttributes: { ...attributes, details } };
  const all = [...before, { ...marker, markerRecordedEventAttributes: taken }, again, ...after];
  const moved = (last: number, id: string): string => (Number(id) > last ? `${Number(id) + 1}` : id);
  return JSON.parse(
    JSON.stringify({ events: all.map((event, index) => ({ ...event, eventId: `${index + 1}` })) }, (key, value) => {
      if (key === 'activityId') return moved(about.seq, value as string);
      return /^(scheduled|started|workflowTaskCompleted)EventId$/.test(key) ? moved(at, value as string) : value;
    }),
  ) as ExportedHistory;
}

// Without a cache the SDK drops a run whose local activity is under way when another one needs the place, and runs it again.
const options = { concurrent: false };

inBothModes(
  'calls',
  (house) => {
    async function call(id: string, options: Data, ...args: Data[]) {
      const run = await house.spawn('locally', undefined, { args: [id, options, ...args] });
      const value = await run.result();
      const events = await house.events(run.workflowId);
      const schedules = events.map((event) => event['activityTaskScheduledEventAttributes'] as Schedule | undefined);
      return {
        value,
        markers: events.filter(({ eventType }) => eventType === 'EVENT_TYPE_MARKER_RECORDED').length,
        scheduled: schedules.find((schedule) => schedule !== undefined && schedule.activityType.name !== 'app:pause'),
      };
    }

    it('a local activity is a marker of the history, runs once and has the context', async () => {
      const key = randomUUID();
      const { value, markers, scheduled } = await call('app:count', {}, key);
      expect(value).toEqual({ n: 1, who: 'Ada' });
      expect(house.journal.count(key)).toBe(1);
      expect(markers).toBe(1);
      expect(scheduled).toBeUndefined();
    });

    it('a local activity that the SDK took back, though nobody cancelled it, is asked for again', async () => {
      const run = await house.spawn('locally', undefined, { args: ['app:count', {}, randomUUID()] });
      await run.result();
      const history = await house.history(run.workflowId);
      await replayHistory({ ...house.composition, history: takenBackOnce(history) });
    });

    it('a local activity is retried, after a timer when the wait is long, and keeps its context', async () => {
      const key = randomUUID();
      const options = {
        'activity.retry_policy': { initial_interval: 20 },
        'activity.local_retry_threshold': '1ms',
      };
      const { value } = await call('app:count', options, key, 2);
      expect(value).toEqual({ n: 3, who: 'Ada' });
      expect(house.journal.count(key)).toBe(3);
    });

    it('a call may say that it is not local', async () => {
      const { value, markers, scheduled } = await call('app:count', { 'activity.local': false }, randomUUID());
      expect(value).toEqual({ n: 1, who: 'Ada' });
      expect(markers).toBe(0);
      expect(scheduled).toMatchObject({ taskQueue: { name: house.queue } });
    });

    it('a call may say that it is local', async () => {
      const { markers, scheduled } = await call('app:note', { 'activity.local': true }, randomUUID());
      expect([markers, scheduled]).toEqual([1, undefined]);
    });

    it.each([{}, { 'activity.local': true }])(
      'the local activity of another worker is an ordinary one there: %j',
      async (options) => {
        const { value, scheduled } = await call('app:count_elsewhere', options, randomUUID());
        expect(value).toEqual({ n: 1, who: 'Ada' });
        expect(scheduled).toMatchObject({ taskQueue: { name: `${house.queue}-other` } });
      },
    );

    it('a local call of a function that nobody has is NOT_FOUND', async () => {
      const { value } = await call('app:nobody', { 'activity.local': true });
      expect(value).toMatchObject({ kind: 'NOT_FOUND', message: expect.stringContaining("no activity 'app:nobody'") });
    });

    it.each(['id', 'task_queue'])('the option activity.%s is refused for a local activity', async (option) => {
      const { value, markers } = await call('app:count', { [`activity.${option}`]: 'x' }, randomUUID());
      expect(value).toMatchObject({ kind: 'INVALID', message: expect.stringContaining(`activity.${option}`) });
      expect(markers).toBe(0);
    });

    it('options of the call come over those of the entry', async () => {
      const { scheduled } = await call('app:who', {});
      expect(scheduled).toMatchObject({ startToCloseTimeout: '7s', retryPolicy: { maximumAttempts: 3 } });
      const options = {
        'temporal.activity.start_to_close_timeout': '1.5s',
        'activity.schedule_to_start_timeout': 9_000,
        'activity.heartbeat_timeout': '1s',
        'activity.id': 'mine',
        'activity.retry_policy': { initial_interval: '100ms', backoff_coefficient: 1.5, maximum_interval: 300 },
      };
      const { scheduled: other } = await call('app:who', options);
      expect(other).toMatchObject({
        activityId: 'mine',
        startToCloseTimeout: '1.500s',
        scheduleToStartTimeout: '9s',
        heartbeatTimeout: '1s',
        retryPolicy: { initialInterval: '0.100s', backoffCoefficient: 1.5, maximumInterval: '0.300s' },
      });
    });

    it('an activity without options has ten minutes', async () => {
      const { scheduled } = await call('app:note', {}, randomUUID());
      expect(scheduled).toMatchObject({ startToCloseTimeout: '600s', activityType: { name: 'app:note' } });
    });

    it('an activity that is silent for longer than its heartbeat timeout lives on by automatic heartbeats alone', async () => {
      const options = { 'activity.heartbeat_timeout': '1s', 'activity.retry_policy': { maximum_attempts: 1 } };
      const { value: silent } = await call('app:nap', options, '3s');
      expect(silent).toMatchObject({ kind: 'TIMEOUT', message: expect.stringContaining('eartbeat') });
      const { value: heard } = await call('app:nap', { ...options, 'activity.auto_heartbeat': true }, '3s');
      expect(heard).toBe(true);
    });

    it('recorded bytes and ids are the same after replay, different between runs, and no secret is derived', async () => {
      const runs: RunHandle[] = [];
      const drawn: Record<'line' | 'secret' | 'id', string>[] = [];
      for (let i = 0; i < 2; i++) {
        const run = await house.spawn('chance');
        runs.push(run);
        drawn.push(await run.result<(typeof drawn)[0]>());
      }
      for (const [index, { line, secret }] of drawn.entries()) {
        // Written down by the first task, and given by the last one.
        expect(house.journal.count(line)).toBe(1);
        expect(drawn[index]).toMatchObject({ sorted: true });
        const events = await house.events(runs[index]?.workflowId as string);
        const markers = JSON.stringify(events.filter(({ eventType }) => eventType === 'EVENT_TYPE_MARKER_RECORDED'));
        expect(markers).toContain(Buffer.from(secret, 'hex').toString('base64'));
      }
      const [one, other] = drawn;
      const words = (draw: { line: string } | undefined) => (draw?.line ?? '').split(' ');
      expect(new Set([...words(one), ...words(other)]).size).toBe(10);
      expect(one?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });

    it('the context goes along to functions, children, and what functions start', async () => {
      const context = { who: 'Ada', tags: ['a', 'b'] };
      const inside = { ...context, by: 'workflow', extra: [1, 2] };
      expect(await house.exec('contexts', 1, { context })).toEqual({
        here: context,
        call: inside,
        child: { here: context, call: inside },
        from_function: { here: { ...inside, by: 'function' }, call: inside },
      });
    });
  },
  options,
);
