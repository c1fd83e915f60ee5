import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { House } from './testing/house.js';
import { lines } from './testing/logs.js';

const MODES = [
  ['with workflows kept in memory', {}],
  ['with each workflow task a full replay', { maxCachedWorkflows: 0 }],
] as const;

describe.each(MODES)('log lines %s', (_, workerOptions) => {
  const house = new House({ fixture: 'logging', address: inject('temporalAddress'), runtime: { workerOptions } });
  beforeAll(() => house.open());
  afterAll(() => house.close());

  it('come once each, with who wrote them and where, and leave nothing in the history', async () => {
    const run = await house.spawn('order');
    expect(await run.result()).toBe('charged');
    const ours = () => lines.filter(({ meta }) => 'location' in (meta ?? {}) && belongsTo(meta ?? {}, run.workflowId));
    while (!ours().some(({ message }) => message === 'from a library')) await sleep(10);
    const [first] = ours();
    const { pid, run_id } = (first?.meta ?? {}) as { readonly pid: string; readonly run_id: string };
    expect(pid).toMatch(new RegExp(`^\\{app:tc@app:worker\\|${run.workflowId}\\}$`));

    const facts = { pid, workflow_id: run.workflowId, run_id };
    const written = ours().map(({ level, message, meta }) => [level, message, contract(meta ?? {})]);
    const of = (inActivity: boolean) =>
      written.filter(([, , fields]) => 'activity_id' in (fields as object) === inActivity);
    expect(of(false)).toEqual([
      ['INFO', 'begins', { order: 7, list: [1, { a: true }], logger: 'shop', location: 'app:order:5', ...facts }],
      ['INFO', 'charging nil 12.5', { location: 'app:order:7', ...facts }],
      [
        'WARN',
        'ends',
        { order: 7, big: '9223372036854775807', fn: true, logger: 'shop.end', location: 'app:order:9', ...facts },
      ],
      ['ERROR', 'from a library', { location: 'app:texts:4', ...facts }],
    ]);
    const activity = { pid: expect.stringMatching(/@functions\|/) as string, activity_id: '1', attempt: 1 };
    expect(of(true)).toEqual([
      ['INFO', 'amount 12', { location: 'app:charge:2', ...activity }],
      ['INFO', 'charged', { amount: 12, logger: 'bank', location: 'app:charge:3', ...activity }],
    ]);

    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types.filter((type) => /MARKER|SIGNAL|UPSERT/.test(type))).toEqual([]);
    expect(types.filter((type) => /TIMER_STARTED|ACTIVITY_TASK_SCHEDULED/.test(type))).toHaveLength(2);
  });
});

const belongsTo = (meta: object, workflowId: string): boolean =>
  (meta as { readonly workflowId?: string }).workflowId === workflowId;

/** Without what the SDK adds to every line of its own. */
function contract(meta: object): object {
  const sdk =
    /^(sdkComponent|namespace|taskQueue|workflowId|runId|workflowRunId|workflowType|isLocal|taskToken|activityId|activityType)$/;
  return Object.fromEntries(Object.entries(meta).filter(([name]) => !sdk.test(name)));
}
