import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { temporalCli } from './testing/cli.js';
import type { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const ATTRIBUTES = {
  LuaKeyword: 'Keyword',
  LuaList: 'KeywordList',
  LuaBool: 'Bool',
  LuaInt: 'Int',
  LuaDouble: 'Double',
  LuaDatetime: 'Datetime',
};

interface StartedEvent {
  readonly memo?: { readonly fields: Readonly<Record<string, Encoded>> };
  readonly searchAttributes?: { readonly indexedFields: Readonly<Record<string, Encoded>> };
}

interface Encoded {
  readonly data?: string;
}

interface Told {
  readonly value?: Data;
  readonly kind?: string;
  readonly message?: string;
  readonly details?: Readonly<Record<string, Data>>;
}

type Options = Readonly<Record<string, Data>>;
type Start = (house: House, options: Options, ...more: Data[]) => Promise<Told>;

const named = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [`temporal.workflow.${name}`, value]));

const SIDES: Readonly<Record<string, Start>> = {
  'a client': (house, options, ...more) => house.runtime.call<Told>('app:as_client', named(options), ...more),
  // The child outlives its parent.
  'a parent': async (house, options, ...more) => {
    const all = named({ parent_close_policy: 'abandon', ...options });
    return (await house.exec('as_child', undefined, { args: [all, ...more] })) as Told;
  },
};
const sides = Object.entries(SIDES).map(([name, start]) => ({ by: name, start }));

const textOf = (payload: Encoded | undefined): string => Buffer.from(payload?.data ?? '', 'base64').toString();
const json = (payload: Encoded | undefined): unknown => JSON.parse(textOf(payload));
const fields = (payloads: Readonly<Record<string, Encoded>> = {}) =>
  Object.fromEntries(Object.entries(payloads).map(([name, payload]) => [name, json(payload)]));

/** Options, and what the server says of them in the first event of the run. */
const ALL: readonly (readonly [Options, object])[] = [
  [{ execution_timeout: '2h' }, { workflowExecutionTimeout: '7200s' }],
  [{ run_timeout: 90_000 }, { workflowRunTimeout: '90s' }],
  [{ task_timeout: '15s' }, { workflowTaskTimeout: '15s' }],
  [
    {
      retry_policy: {
        initial_interval: '2s',
        backoff_coefficient: 1.5,
        maximum_interval: '20s',
        maximum_attempts: 4,
        non_retryable_error_types: ['PermissionDenied'],
      },
    },
    {
      retryPolicy: {
        initialInterval: '2s',
        backoffCoefficient: 1.5,
        maximumInterval: '20s',
        maximumAttempts: 4,
        nonRetryableErrorTypes: ['PermissionDenied', 'PERMISSION_DENIED'],
      },
    },
  ],
  [
    { priority: { priority_key: 2, fairness_key: 'blue', fairness_weight: 1.5 } },
    { priority: { priorityKey: 2, fairnessKey: 'blue', fairnessWeight: 1.5 } },
  ],
];

const WRONG: readonly (readonly [Options, RegExp])[] = [
  [{ idd: 'x' }, /unknown option 'temporal\.workflow\.idd'.*temporal\.workflow\.id\b/],
  [{ memo: 'x' }, /'temporal\.workflow\.memo'.*table.*"x"/],
  [{ id_conflict_policy: 'replace' }, /id_conflict_policy.*use_existing.*"replace"/],
  [{ cron_schedule: '@hourly', start_delay: '1s' }, /cron_schedule.*start_delay/],
  [
    { id_reuse_policy: 'reject_duplicate', id_conflict_policy: 'terminate_existing' },
    /id_reuse_policy.*id_conflict_policy/,
  ],
  [
    { execution_error_when_already_started: true, id_conflict_policy: 'use_existing' },
    /execution_error_when_already_started.*id_conflict_policy/,
  ],
  [{ run_timeout: '2h', execution_timeout: '1h' }, /run_timeout.*execution_timeout/],
];

const address = inject('temporalAddress');

beforeAll(async () => {
  for (const [name, type] of Object.entries(ATTRIBUTES)) {
    await temporalCli(address, 'operator', 'search-attribute', 'create', '--name', name, '--type', type);
  }
});

inBothModes('options', (house) => {
  const started = async (id: string) => {
    const [first] = await house.events(id);
    return first?.workflowExecutionStartedEventAttributes as StartedEvent;
  };
  const end = async (id: string): Promise<void> => void (await house.plain.workflow.getHandle(id).terminate());

  for (const { by, start } of sides) {
    it(`timeouts, retry policy, priority and cron schedule, started by ${by}`, async () => {
      const [id, cron] = [randomUUID(), randomUUID()];
      const options = Object.assign({ id }, ...ALL.map(([option]) => option)) as Options;
      expect(await start(house, options)).toEqual({ value: `{app:tc@app:worker|${id}}` });
      expect(await started(id)).toMatchObject(Object.assign({}, ...ALL.map(([, recorded]) => recorded)) as object);
      await end(id);
      await start(house, { id: cron, cron_schedule: 'CRON_TZ=Europe/Berlin 0 0 1 1 *' });
      expect(await started(cron)).toMatchObject({ cronSchedule: 'CRON_TZ=Europe/Berlin 0 0 1 1 *' });
      await end(cron);
    });

    it(`memo, search attributes, summary and details, started by ${by}`, async () => {
      const id = randomUUID();
      const memo = { note: { by: ['web', 9_007_199_254_740_993n] }, none: {} };
      const search = { LuaKeyword: 'c1', LuaList: ['x', 'y'], LuaBool: true, LuaInt: 7, LuaDouble: 2.5 };
      await start(house, { id, memo, search_attributes: search, summary: 'An order', details: 'of **tea**' });
      const { memo: stored, searchAttributes } = await started(id);
      expect(textOf(stored?.fields['note'])).toBe('{"by":["web",9007199254740993]}');
      expect(fields(searchAttributes?.indexedFields)).toMatchObject(search);
      const description = await house.plain.workflow.getHandle(id).describe();
      expect([await description.staticSummary(), await description.staticDetails()]).toEqual([
        'An order',
        'of **tea**',
      ]);
      await house.plain.workflow.getHandle(id).signal('end');
      expect(await house.runtime.call('app:echo', 1)).toBe(1);
      const told = (await house.result(id)) as { info: object; unix: number; run_unix: number };
      expect(told).toMatchObject({
        start: expect.stringMatching(/^userdata \d{4}-.* UTC$/) as string,
        cancelled: false,
        length: true,
        info: {
          workflow_id: id,
          run_id: description.runId,
          first_run_id: description.runId,
          workflow_type: 'app:subject',
          task_queue: house.queue,
          namespace: 'default',
          attempt: 1,
          continue_as_new_suggested: false,
          search_attributes: search,
        },
      });
      expect('parent' in told.info).toBe(by === 'a parent');
      expect(Math.abs(told.unix - description.startTime.getTime())).toBeLessThan(5);
      expect(told.run_unix).toBeGreaterThanOrEqual(told.unix);
    });

    it(`a task queue of its own, started by ${by}`, async () => {
      const id = randomUUID();
      await start(house, { id, task_queue: `${house.queue}-nobody` });
      expect(await started(id)).toMatchObject({ taskQueue: { name: `${house.queue}-nobody` } });
      await end(id);
    });

    it(`an ID that is open: use_existing, fail, terminate_existing and the error option, started by ${by}`, async () => {
      const id = randomUUID();
      const pid = `{app:tc@app:worker|${id}}`;
      await start(house, { id });
      const { runId } = await house.plain.workflow.getHandle(id).describe();
      const taken = { kind: 'ALREADY_EXISTS', retryable: false, details: { workflow_id: id } };
      expect(await start(house, { id })).toEqual({ value: pid });
      expect(await start(house, { id, id_conflict_policy: 'fail' })).toMatchObject(taken);
      expect(await start(house, { id, execution_error_when_already_started: true })).toMatchObject(taken);
      expect(await start(house, { id, execution_error_when_already_started: false })).toEqual({ value: pid });
      expect((await house.plain.workflow.getHandle(id).describe()).runId).toBe(runId);
      expect(await start(house, { id, id_conflict_policy: 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING' })).toEqual({
        value: pid,
      });
      const replaced = await house.plain.workflow.getHandle(id).describe();
      expect([replaced.status.name, replaced.runId === runId]).toEqual(['RUNNING', false]);
      expect((await house.plain.workflow.getHandle(id, runId).describe()).status.name).toBe('TERMINATED');
      // The same as a reuse policy.
      expect(await start(house, { id, id_reuse_policy: 'terminate_if_running' }, 'message')).toEqual({ value: pid });
      expect(await house.result(id)).toMatchObject({ info: { workflow_id: id } });
    });

    it(`exec of an ID that is open waits for the run that is there, started by ${by}`, async () => {
      const id = randomUUID();
      await start(house, { id });
      const waiting = start(house, { id }, 'exec');
      const { runId } = await house.plain.workflow.getHandle(id).describe();
      await sleep(200);
      await house.plain.workflow.getHandle(id).signal('end');
      expect(await waiting).toMatchObject({ value: { info: { run_id: runId } } });
    });

    it(`an ID that was used: the reuse policies, started by ${by}`, async () => {
      const id = randomUUID();
      const taken = { kind: 'ALREADY_EXISTS', retryable: false, details: { workflow_id: id } };
      await start(house, { id }, 'message');
      await house.result(id);
      expect(await start(house, { id, id_reuse_policy: 'reject_duplicate' })).toMatchObject(taken);
      expect(await start(house, { id, id_reuse_policy: 'allow_duplicate_failed_only' })).toMatchObject(taken);
      expect(await start(house, { id, id_reuse_policy: 'allow_duplicate' })).toHaveProperty('value');
      await end(id);
      expect(await start(house, { id, id_reuse_policy: 'AllowDuplicateFailedOnly' })).toHaveProperty('value');
      await end(id);
    });

    it(`options that are wrong are refused before anything starts, by ${by}`, async () => {
      for (const [options, message] of WRONG) {
        const id = randomUUID();
        expect(await start(house, { id, ...options })).toMatchObject({
          kind: 'INVALID',
          retryable: false,
          message: expect.stringMatching(message) as string,
        });
        await expect(house.plain.workflow.getHandle(id).describe()).rejects.toThrow(/not found/i);
      }
    });
  }

  it('a delayed start by a client waits on the server, and an eager one begins at once', async () => {
    const [delayed, eager] = [randomUUID(), randomUUID()];
    await SIDES['a client']?.(house, { id: delayed, start_delay: '10m' });
    expect(await started(delayed)).toMatchObject({ firstWorkflowTaskBackoff: '600s' });
    await end(delayed);
    await SIDES['a client']?.(house, { id: eager, enable_eager_start: true });
    expect(await started(eager)).toMatchObject({ eagerExecutionAccepted: true });
    await end(eager);
  });

  it('what only a client has is refused or has no effect for a child, and the other way round', async () => {
    const version = { mode: 'pinned', deployment_name: 'shop', build_id: '1' };
    const child = SIDES['a parent'] as Start;
    expect(await child(house, { versioning_override: version })).toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining('temporal.workflow.versioning_override') as string,
    });
    const [eager, closing, pinned] = [randomUUID(), randomUUID(), randomUUID()];
    expect(await child(house, { id: eager, enable_eager_start: true }, 'message')).toHaveProperty('value');
    const client = SIDES['a client'] as Start;
    const both = { parent_close_policy: 'terminate', wait_for_cancellation: true };
    expect(await client(house, { id: closing, ...both }, 'message')).toHaveProperty('value');
    await client(house, { id: pinned, versioning_override: version });
    expect(await started(pinned)).toMatchObject({
      versioningOverride: { pinned: { version: { deploymentName: 'shop', buildId: '1' } } },
    });
    await end(pinned);
  });

  it.each([
    ['terminate', 'TERMINATE'],
    ['request_cancel', 'REQUEST_CANCEL'],
    ['abandon', 'ABANDON'],
  ])(
    'the history of a parent holds the close policy %s and the reuse policy of its child',
    async (policy, recorded) => {
      const parent = await house.spawn('as_child', undefined, {
        args: [named({ parent_close_policy: policy, id_reuse_policy: 'allow_duplicate_failed_only' }), 'message'],
      });
      await parent.result();
      const initiated = (await house.events(parent.workflowId)).find(({ eventType }) => eventType.includes('CHILD'));
      expect(initiated?.startChildWorkflowExecutionInitiatedEventAttributes).toMatchObject({
        parentClosePolicy: `PARENT_CLOSE_POLICY_${recorded}`,
        workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY',
      });
    },
  );

  it('a workflow changes its search attributes and its memo, and sees that at once', async () => {
    const id = randomUUID();
    const settings = { id, memo: { z: 1, by: 'a client', a: 2 } };
    const run = await house.spawn('subject', 'changes', settings);
    expect(await run.result()).toEqual({
      order: ['a', 'by', 'z'],
      seen: [
        {
          memo: { z: 1, by: 'me', a: 2, n: 9_007_199_254_740_993n },
          search: { LuaKeyword: 'b', LuaInt: 2, LuaDatetime: '2023-11-14T22:13:20Z' },
        },
        {
          memo: { z: 1, a: 2, n: 9_007_199_254_740_993n, empty: {} },
          search: { LuaKeyword: 'b', LuaDatetime: '2023-11-14T22:13:20Z', LuaBool: false, LuaList: ['p', 'q'] },
        },
      ],
    });
    const { memo, typedSearchAttributes } = await house.plain.workflow.getHandle(id).describe();
    expect(Object.keys(memo ?? {}).sort()).toEqual(['a', 'empty', 'n', 'z']);
    const found = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(found)).toMatchObject({
      LuaKeyword: 'b',
      LuaBool: false,
      LuaList: ['p', 'q'],
      LuaDatetime: new Date('2023-11-14T22:13:20Z'),
    });
    expect(found.map(([name]) => name)).not.toContain('LuaInt');
  });

  it('a search attribute that the namespace does not have, or has otherwise, is an error of the call', async () => {
    const id = randomUUID();
    const run = await house.spawn('subject', 'unregistered', { id });
    const none = (name: string) =>
      expect.stringMatching(
        `^INVALID: search attribute '${name}' is none that the namespace has.* register it`,
      ) as string;
    const wrong = "INVALID: search attribute 'LuaInt' is registered as Int: an integer expected, got a string";
    expect(await run.result()).toEqual([
      ...Array<unknown>(3).fill(none('LuaNone')),
      ...Array<unknown>(3).fill(wrong),
      ...Array<unknown>(3).fill(none('WorkflowId')),
      'taken',
      'taken',
    ]);
    const events = await house.events(id);
    // A task that ends while a new event comes is done again: that is the server's way, and no fault.
    const failed = events.filter(
      (event) => event.eventType.includes('TASK_FAILED') && !JSON.stringify(event).includes('UNHANDLED_COMMAND'),
    );
    expect(failed).toEqual([]);
    const searchAttributes = { LuaNone: { type: 'int', value: 1 } } as const;
    await expect(house.spawn('subject', undefined, { searchAttributes })).rejects.toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining('LuaNone') as string,
    });
  });

  it('a run of a cron schedule has the result of the one before', async () => {
    const id = randomUUID();
    await house.spawn('subject', 'counting', { id, cronSchedule: '@every 1s' });
    const first = await house.plain.workflow.getHandle(id).describe();
    const results: unknown[] = [];
    for (let runId = first.runId; results.length < 3;) {
      // Rejects when the run has closed: it goes on as another.
      await house.plain.workflow
        .getHandle(id, runId, { followRuns: false })
        .result()
        .catch(() => undefined);
      const closed = (await house.events(id, runId)).at(-1)?.workflowExecutionCompletedEventAttributes as {
        readonly result: { readonly payloads: readonly Encoded[] };
        readonly newExecutionRunId: string;
      };
      results.push(json(closed.result.payloads[0]));
      runId = closed.newExecutionRunId;
    }
    await end(id);
    expect(results).toEqual([
      { n: 1, cron: '@every 1s', continued: false },
      { n: 2, cron: '@every 1s', continued: true },
      { n: 3, cron: '@every 1s', continued: true },
    ]);
  });
});
