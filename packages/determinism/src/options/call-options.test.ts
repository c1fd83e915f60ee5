import { describe, expect, it } from 'vitest';
import type { Data } from '../data.js';
import { callOptionProblems, callOptions, type CallOptions } from './call-options.js';
import { optionTableOf } from './option-table.js';

describe('callOptionProblems', () => {
  it('finds everything that is wrong, each at its path, in a fixed order', () => {
    const options = {
      'activity.retry_policy': { maximum_attempts: 1.5, nope: 1, non_retryable_error_types: ['A', 7] },
      timout: 1,
      timeout: 'soon',
      'activity.id': '',
    };
    expect(
      callOptionProblems(optionTableOf(options), false).map((problem) => [problem.kind, problem.path.join(' > ')]),
    ).toEqual([
      ['unknown', 'timout'],
      ['value', 'activity.id'],
      ['unknown', 'activity.retry_policy > nope'],
      ['value', 'activity.retry_policy > maximum_attempts'],
      ['value', 'activity.retry_policy > non_retryable_error_types'],
      ['value', 'timeout'],
    ]);
  });

  it('counts a function whose entry is local as local, unless its options say otherwise', () => {
    const heartbeat = { 'temporal.activity.heartbeat_timeout': '5s' };
    const kinds = (options: Record<string, Data>) =>
      callOptionProblems(optionTableOf(options), true).map((problem) => [problem.kind, ...problem.path]);
    expect(kinds(heartbeat)).toEqual([['unavailable', 'temporal.activity.heartbeat_timeout']]);
    expect(kinds({ ...heartbeat, 'activity.local': false })).toEqual([]);
    expect(kinds({ ...heartbeat, 'activity.local': true })).toHaveLength(1);
  });

  it('does not look deeper than options have fields', () => {
    const loop: Record<string, Data> = {};
    loop['retry'] = loop;
    expect(callOptionProblems(optionTableOf({ retry: loop }), false)).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('callOptions', () => {
  const read = (options: Record<string, Data>): CallOptions => callOptions(optionTableOf(options));

  it('reads every option under both prefixes', () => {
    const values: Record<string, [Data, Partial<CallOptions>]> = {
      start_to_close_timeout: ['2h45m', { startToCloseTimeout: 9_900_000 }],
      schedule_to_close_timeout: [250, { scheduleToCloseTimeout: 250 }],
      schedule_to_start_timeout: ['500ms', { scheduleToStartTimeout: 500 }],
      heartbeat_timeout: ['30s', { heartbeatTimeout: 30_000 }],
      id: ['charge-7', { activityId: 'charge-7' }],
      task_queue: ['gpu', { taskQueue: 'gpu' }],
      wait_for_cancellation: [true, { waitForCancellation: true }],
      auto_heartbeat: [true, { autoHeartbeat: true }],
      disable_eager_execution: [false, { disableEagerExecution: false }],
      retry_policy: [{ maximum_attempts: 3 }, { retryPolicy: { maximumAttempts: 3 } }],
      summary: ['', { summary: '' }],
      priority: [
        { priority_key: 1, fairness_key: 'a', fairness_weight: 0.5 },
        { priority: { priorityKey: 1, fairnessKey: 'a', fairnessWeight: 0.5 } },
      ],
      local: [true, { local: true }],
      local_retry_threshold: ['1m', { localRetryThreshold: 60_000 }],
    };
    for (const [name, [value, expected]] of Object.entries(values)) {
      expect(read({ [`activity.${name}`]: value }), name).toEqual(expected);
      expect(read({ [`temporal.activity.${name}`]: value }), name).toEqual(expected);
    }
    expect(read({ timeout: '5s', retry: { max_attempts: 3, initialDelay: '1s', backoff_factor: 1.5 } })).toEqual({
      timeout: 5000,
      retry: { maxAttempts: 3, initialDelay: 1000, backoffFactor: 1.5 },
    });
  });

  it('takes the long spelling when both are given', () => {
    expect(read({ 'activity.id': 'short', 'temporal.activity.id': 'long' })).toEqual({ activityId: 'long' });
  });

  it('counts a zero timeout as not given, and rounds what is shorter than a millisecond up', () => {
    expect(read({ timeout: 0, 'activity.heartbeat_timeout': '0s' })).toEqual({});
    expect(read({ timeout: '1us' })).toEqual({ timeout: 1 });
    expect(read({ timeout: 0.25 })).toEqual({ timeout: 1 });
    expect(read({ timeout: 1.5 })).toEqual({ timeout: 2 });
  });

  it('reads a retry policy in both letter cases, and adds the canonical form of error kinds', () => {
    const policy = { initialInterval: 1000, maximum_interval: '1m', backoffCoefficient: 1, maximumAttempts: 0 };
    expect(
      read({
        'activity.retry_policy': { ...policy, non_retryable_error_types: ['PermissionDenied', 'MyOwn', 'INVALID'] },
      }),
    ).toEqual({
      retryPolicy: {
        initialInterval: 1000,
        maximumInterval: 60_000,
        backoffCoefficient: 1,
        nonRetryableErrorKinds: ['PermissionDenied', 'PERMISSION_DENIED', 'MyOwn', 'INVALID'],
      },
    });
  });

  it('lets the options of other programs pass', () => {
    expect(read({ network: 'x', priority: 7, 'cloud.region': 'eu', 'workflow.id': 1 })).toEqual({});
  });

  it.each<[Record<string, Data>, RegExp]>([
    [{ 'activity.start_to_close_timout': 1 }, /unknown option .*did you mean 'activity\.start_to_close_timeout'\?/],
    [{ 'temporal.activity.retry_polcy': 1 }, /did you mean 'temporal\.activity\.retry_policy'\?/],
    [{ 'temporal.heartbeat_timeout': 1 }, /did you mean 'temporal\.activity\.heartbeat_timeout'\?/],
    [{ task_queue: 'x' }, /unknown option 'task_queue'; did you mean 'activity\.task_queue'\?/],
    [{ timout: '5s' }, /did you mean 'timeout'\?/],
    [{ zzzzzzzzzzzz: 1 }, /unknown option 'zzzzzzzzzzzz'; known: activity\.start_to_close_timeout, /],
    [{ timeout: 'soon' }, /option 'timeout': duration .*"30s".* expected, got "soon"/],
    [{ timeout: -1 }, /option 'timeout': duration from 0 to 100 years expected, got -1/],
    [{ timeout: '1000000h' }, /from 0 to 100 years/],
    [{ timeout: true }, /duration .* expected, got true/],
    [{ 'activity.id': '' }, /option 'activity\.id': non-empty string expected, got ""/],
    [
      { 'activity.id': '@1' },
      /option 'activity\.id': name that does not begin with '@', which is reserved expected, got "@1"/,
    ],
    [
      { 'activity.task_queue': '@durable-lua/n' },
      /'activity\.task_queue': name that does not begin with '@durable-lua\/'/,
    ],
    [{ 'activity.id': 7 }, /non-empty string expected, got 7/],
    [{ 'activity.local': 'yes' }, /option 'activity\.local': boolean expected, got "yes"/],
    [{ 'activity.retry_policy': 3 }, /table with the fields initial_interval, .* expected, got 3/],
    [{ 'activity.retry_policy': [1] }, /table with the fields .* expected, got table/],
    [
      { 'activity.retry_policy': { max_attempts: 1 } },
      /unknown field 'activity\.retry_policy\.max_attempts'; did you mean 'activity\.retry_policy\.maximum_attempts'\?/,
    ],
    [
      { 'activity.retry_policy': { maximum_attempts: -1 } },
      /'activity\.retry_policy\.maximum_attempts': integer of at least 0 expected, got -1/,
    ],
    [{ 'activity.retry_policy': { maximum_attempts: 1.5 } }, /integer of at least 0 expected, got 1\.5/],
    [{ 'activity.retry_policy': { backoff_coefficient: 0.5 } }, /number of at least 1 expected, got 0\.5/],
    [
      { 'activity.retry_policy': { initial_interval: 0 } },
      /'activity\.retry_policy\.initial_interval': duration above zero expected, got 0/,
    ],
    [
      { 'activity.retry_policy': { maximum_interval: 500 } },
      /initial_interval' and .*maximum_interval' cannot be given together/,
    ],
    [
      { 'activity.retry_policy': { non_retryable_error_types: ['A', 1] } },
      /list of strings expected, got a list with another type at \[2\]/,
    ],
    [{ 'activity.retry_policy': { non_retryable_error_types: 'A' } }, /list of strings expected, got "A"/],
    [{ 'activity.priority': { priority_key: 0 } }, /integer of at least 1 expected, got 0/],
    [
      { 'activity.local': true, 'activity.heartbeat_timeout': 1 },
      /'activity\.heartbeat_timeout' is not available for a local activity/,
    ],
  ])('refuses %j', (options, message) => {
    const attempt = (): CallOptions => read(options);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ kind: 'INVALID', retryable: false }));
  });
});
