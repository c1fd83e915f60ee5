import { describe, expect, it } from 'vitest';
import type { Data } from '../data.js';
import { optionTableOf } from './option-table.js';
import { startOptions, type StartOptions } from './start-options.js';

const read = (options: Record<string, Data>): StartOptions => startOptions(optionTableOf(options));
const long = (options: Record<string, Data>): Record<string, Data> =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [`temporal.workflow.${key}`, value]));

describe('startOptions', () => {
  it('reads every option under both prefixes', () => {
    const values: Record<string, [Data, StartOptions]> = {
      id: ['order-7', { id: 'order-7' }],
      task_queue: ['fast', { taskQueue: 'fast' }],
      execution_timeout: ['24h', { executionTimeout: 86_400_000 }],
      run_timeout: [3_600_000, { runTimeout: 3_600_000 }],
      task_timeout: ['30s', { taskTimeout: 30_000 }],
      id_conflict_policy: ['fail', { idConflictPolicy: 'fail' }],
      id_reuse_policy: ['reject_duplicate', { idReusePolicy: 'reject_duplicate' }],
      execution_error_when_already_started: [false, { executionErrorWhenAlreadyStarted: false }],
      retry_policy: [
        { initial_interval: 1000, backoff_coefficient: 2, maximum_interval: 300_000, maximum_attempts: 3 },
        { retryPolicy: { initialInterval: 1000, backoffCoefficient: 2, maximumInterval: 300_000, maximumAttempts: 3 } },
      ],
      cron_schedule: ['0 */6 * * *', { cronSchedule: '0 */6 * * *' }],
      memo: [{ source: 'api', list: [] }, { memo: { source: 'api', list: [] } }],
      search_attributes: [
        { a: 'x', b: true, c: 3, d: 0.5, e: ['x', 'y'], gone: {} },
        {
          searchAttributes: {
            a: { type: 'keyword', value: 'x' },
            b: { type: 'bool', value: true },
            c: { type: 'int', value: 3 },
            d: { type: 'double', value: 0.5 },
            e: { type: 'keyword_list', value: ['x', 'y'] },
          },
        },
      ],
      typed_search_attributes: [{ a: 'x' }, { searchAttributes: { a: { type: 'keyword', value: 'x' } } }],
      enable_eager_start: [true, { enableEagerStart: true }],
      start_delay: ['5m', { startDelay: 300_000 }],
      parent_close_policy: ['abandon', { parentClosePolicy: 'abandon' }],
      wait_for_cancellation: [true, { waitForCancellation: true }],
      namespace: ['other', { namespace: 'other' }],
      summary: ['s', { summary: 's' }],
      static_summary: ['s', { summary: 's' }],
      details: ['d', { details: 'd' }],
      static_details: ['d', { details: 'd' }],
      priority: [{ priority_key: 2 }, { priority: { priorityKey: 2 } }],
      versioning_override: ['auto_upgrade', { versioningOverride: { mode: 'auto_upgrade' } }],
    };
    for (const [name, [value, expected]] of Object.entries(values)) {
      expect(read({ [`workflow.${name}`]: value }), name).toEqual(expected);
      expect(read({ [`temporal.workflow.${name}`]: value }), name).toEqual(expected);
    }
  });

  it('reads a pinned version', () => {
    const pinned = { mode: 'PINNED', deployment_name: 'shop', build_id: 'b1' };
    expect(read(long({ versioning_override: pinned }))).toEqual({
      versioningOverride: { mode: 'pinned', deploymentName: 'shop', buildId: 'b1' },
    });
  });

  it.each([
    ['terminate_existing'],
    ['TERMINATE-EXISTING'],
    ['TerminateExisting'],
    ['WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING'],
  ])('reads the word %s in any spelling', (word) => {
    expect(read(long({ id_conflict_policy: word }))).toEqual({ idConflictPolicy: 'terminate_existing' });
  });

  it('takes the long spelling and the newer name when several are given', () => {
    expect(read({ 'workflow.id': 'short', 'temporal.workflow.id': 'long' })).toEqual({ id: 'long' });
    expect(read(long({ static_summary: 'old', summary: 'new' }))).toEqual({ summary: 'new' });
  });

  it('turns the old reuse policy into the two it stands for', () => {
    expect(read(long({ id_reuse_policy: 'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING' }))).toEqual({
      idReusePolicy: 'allow_duplicate',
      idConflictPolicy: 'terminate_existing',
    });
  });

  it('lets the options of other hosts pass', () => {
    expect(read({ pool: 3, 'cloud.region': 'eu', workflow: true, id: 5 })).toEqual({});
  });

  it('counts a zero timeout as not given, and a zero delay as at once', () => {
    expect(read(long({ run_timeout: 0, start_delay: '0s' }))).toEqual({ startDelay: 0 });
  });

  it('keeps any key of a memo as an own one', () => {
    const memo = JSON.parse('{"__proto__": 1}') as Record<string, Data>;
    expect(Object.keys(read(long({ memo })).memo ?? {})).toEqual(['__proto__']);
  });

  it.each<[Record<string, Data>, RegExp]>([
    [
      { 'temporal.workflow.run_timout': 1 },
      /unknown option 'temporal\.workflow\.run_timout'; did you mean 'temporal\.workflow\.run_timeout'\?/,
    ],
    [{ 'workflow.memos': {} }, /did you mean 'workflow\.memo'\?/],
    [{ 'temporal.id': 'x' }, /did you mean 'temporal\.workflow\.id'\?/],
    [{ 'temporal.activity.summary': 'x' }, /unknown option 'temporal\.activity\.summary'/],
    [long({ id: '' }), /option 'temporal\.workflow\.id': non-empty string expected, got ""/],
    [
      long({ task_queue: '@durable-lua/n' }),
      /name that does not begin with '@durable-lua\/', which is reserved expected/,
    ],
    [long({ id: 7 }), /non-empty string expected, got 7/],
    [long({ run_timeout: {} }), /option 'temporal\.workflow\.run_timeout': duration .* expected, got table/],
    [long({ run_timeout: '-1s' }), /duration from 0 to 100 years expected, got "-1s"/],
    [long({ id_conflict_policy: 'replace' }), /"use_existing", "fail" or "terminate_existing" expected, got "replace"/],
    [long({ id_conflict_policy: true }), /"terminate_existing" expected, got true/],
    [long({ execution_error_when_already_started: 1 }), /boolean expected, got 1/],
    [
      long({ retry_policy: { maximum_attempts: 'x' } }),
      /'temporal\.workflow\.retry_policy\.maximum_attempts': integer/,
    ],
    [long({ cron_schedule: '61 * * * *' }), /cron schedule .* expected, got "61 \* \* \* \*": '61' is no minute/],
    [long({ memo: 'x' }), /option 'temporal\.workflow\.memo': table with string keys expected, got "x"/],
    [long({ memo: [1] }), /table with string keys expected, got table/],
    [long({ search_attributes: ['x'] }), /table with string keys expected, got table/],
    [
      long({ search_attributes: { big: 2n ** 60n } }),
      /'temporal\.workflow\.search_attributes\.big': string, number within .* expected, got 1152921504606846976/,
    ],
    [
      long({ search_attributes: { list: ['x', 1] } }),
      /search_attributes\.list': list of strings expected, got a list with another type at \[2\]/,
    ],
    [long({ search_attributes: { raw: new Uint8Array([255]) } }), /got a string that is not UTF-8/],
    [long({ versioning_override: 'pinned' }), /"auto_upgrade" expected, got "pinned"/],
    [
      long({ versioning_override: { mode: 'pinned', build_id: 'b' } }),
      /deployment_name = …, .* expected, got a table without all of them/,
    ],
    [
      long({ versioning_override: { mode: 'pinned', deployment: 'b' } }),
      /unknown field 'temporal\.workflow\.versioning_override\.deployment'/,
    ],
    [long({ priority: { priority_key: 0 } }), /integer of at least 1 expected, got 0/],
    [
      long({ cron_schedule: '@daily', start_delay: 5 }),
      /'temporal\.workflow\.cron_schedule' and 'temporal\.workflow\.start_delay' cannot be given together/,
    ],
    [
      { 'workflow.id_reuse_policy': 'reject_duplicate', 'temporal.workflow.id_conflict_policy': 'terminate_existing' },
      /'workflow\.id_reuse_policy' and 'temporal\.workflow\.id_conflict_policy' cannot/,
    ],
    [
      long({ execution_error_when_already_started: true, id_conflict_policy: 'use_existing' }),
      /'temporal\.workflow\.execution_error_when_already_started' and 'temporal\.workflow\.id_conflict_policy' cannot/,
    ],
    [
      long({ run_timeout: '2h', execution_timeout: '1h' }),
      /run_timeout' and 'temporal\.workflow\.execution_timeout' cannot .*7200000ms/,
    ],
    [
      long({ id_reuse_policy: 'terminate_if_running', id_conflict_policy: 'fail' }),
      /id_reuse_policy' and 'temporal\.workflow\.id_conflict_policy' cannot/,
    ],
  ])('refuses %o', (options, message) => {
    const attempt = (): StartOptions => read(options);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ kind: 'INVALID', retryable: false }));
  });
});
