import { describe, expect, it } from 'vitest';
import { LuaError, operation } from '@durable-lua/determinism';
import { optionTableOf } from '@durable-lua/determinism/host';
import type { CallOptions, Data, FunctionCall, Functions, Operation, Payload } from '@durable-lua/determinism';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { callOptions, funcs } from './index.js';

testModule(
  funcs,
  {
    files: new URL('..', import.meta.url),
    samples: {
      call: ['"test:echo"', '1'],
      async: ['"test:echo"', '1'],
      'funcs.Executor:call': ['"test:echo"', '1'],
      'funcs.Executor:async': ['"test:echo"', '1'],
    },
    readme: { functions: { 'shop:reserve': () => ({ id: 'r-1' }), 'shop:charge': () => ({ id: 'p-1' }) } },
  },
  { describe, it },
);

/** What the functions of the host below do with their decoded arguments. */
const BODIES: Readonly<Record<string, (args: readonly Data[], call: FunctionCall) => Data>> = {
  'test:echo': ([first]) => first,
  'test:arguments': (args) => ({ n: args.length, first: args[0] }),
  'test:context': (_, call) => call.context ?? {},
  'test:options': (_, call) => call.options as unknown as Data,
  'test:decline': () => {
    throw new LuaError({ kind: 'PAYMENT_DECLINED', message: 'card expired', retryable: false, details: { code: 51 } });
  },
};

/** Functions in memory. `test:never` ends only by being cancelled; `test:stubborn` not even then. */
class MemoryFunctions implements Functions {
  readonly calls: FunctionCall[] = [];
  readonly canceled: string[] = [];

  start(call: FunctionCall): Operation<Payload> {
    this.calls.push(call);
    const { id } = call;
    let cancel = (): void => undefined;
    const result = new Promise<Payload>((resolve, reject) => {
      cancel = () => {
        this.canceled.push(id);
        if (id !== 'test:stubborn') reject(new LuaError({ kind: 'CANCELED', message: 'operation canceled' }));
      };
      if (id === 'test:never' || id === 'test:stubborn') return;
      const body = BODIES[id];
      setTimeout(() => {
        try {
          if (body === undefined)
            throw new LuaError({ kind: 'NOT_FOUND', message: `no function ${id}`, retryable: false });
          resolve(encodeData(body(call.args.map(decodeData), call)));
        } catch (error) {
          reject(error);
        }
      }, 1);
    });
    return operation(result, () => cancel());
  }
}

function state(functions: Functions = new MemoryFunctions()) {
  return createLua({ modules: [funcs], host: { name: 'a test', capabilities: { functions } } });
}

const run = (source: string, functions?: Functions) => state(functions).run({ source, name: 'test.lua' });

describe('a call', () => {
  it('schedules nothing when an argument, an ID or an option is wrong', async () => {
    const functions = new MemoryFunctions();
    const kinds = await run(
      `local kinds = {}
       local function note(_, err) kinds[#kinds + 1] = err:kind() end
       note(funcs.call())
       note(funcs.call("charge", 1))
       note(funcs.call("test:echo", { 1, 2, print }))
       note(funcs.async("test:echo", 0/0))
       note(funcs.new():with_options({ ["activity.id"] = "" }):call("test:echo"))
       note(funcs.new():with_options({ ["activity.nonsense"] = 1 }):async("test:echo"))
       return kinds`,
      functions,
    );
    expect(kinds).toEqual(Array(6).fill('INVALID'));
    expect(functions.calls).toEqual([]);
  });

  it('hands options and context to the host checked, in milliseconds', async () => {
    const functions = new MemoryFunctions();
    await run(
      `local e = funcs.new():with_context({ tenant = "t1", n = 1 }):with_context({ n = 2, deep = { a = { true } } })
       e:with_options({ ["activity.start_to_close_timeout"] = "1.5s" }):call("test:echo")
       e:call("test:echo")`,
      functions,
    );
    const context = { tenant: 't1', n: 2, deep: { a: [true] } };
    expect(functions.calls.map((call) => [call.options, JSON.parse(JSON.stringify(call.context))])).toEqual([
      [{ startToCloseTimeout: 1500 }, context],
      [{}, context],
    ]);
  });

  it('cancels a call once, and only one that still runs', async () => {
    const functions = new MemoryFunctions();
    await run(
      `local never = funcs.async("test:never")
       local done = funcs.async("test:echo", 1)
       done:response():receive()
       never:cancel() never:cancel() done:cancel()`,
      functions,
    );
    expect(functions.canceled).toEqual(['test:never']);
  });

  it('ends the run for a defect of the host, which is no failure of a call', async () => {
    const broken: Functions = { start: () => operation(Promise.reject(new TypeError('a bug')), () => undefined) };
    await expect(run('pcall(funcs.call, "a:b")', broken)).rejects.toThrow('a bug');
    await expect(run('funcs.async("a:b"):response():receive()', broken)).rejects.toThrow('a bug');
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
    [{ 'activity.id': '' }, /option 'activity\.id': string that is not empty expected, got ""/],
    [{ 'activity.id': 7 }, /string that is not empty expected, got 7/],
    [{ 'activity.local': 'yes' }, /option 'activity\.local': boolean expected, got "yes"/],
    [{ 'activity.retry_policy': 3 }, /table with the fields initial_interval, .* expected, got 3/],
    [{ 'activity.retry_policy': [1] }, /table with the fields .* expected, got table/],
    [
      { 'activity.retry_policy': { max_attempts: 1 } },
      /unknown field 'activity\.retry_policy\.max_attempts'; did you mean 'activity\.retry_policy\.maximum_attempts'\?/,
    ],
    [
      { 'activity.retry_policy': { maximum_attempts: -1 } },
      /'activity\.retry_policy\.maximum_attempts': whole number of at least 0 expected, got -1/,
    ],
    [{ 'activity.retry_policy': { maximum_attempts: 1.5 } }, /whole number of at least 0 expected, got 1\.5/],
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
    [{ 'activity.priority': { priority_key: 0 } }, /whole number of at least 1 expected, got 0/],
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
