import { describe, expect, it } from 'vitest';
import { LuaError, type ResultSchema } from '@durable-lua/determinism';
import { createTestRuntime, fakeActivity } from '../index.js';

const ORDER = `
local function main(order)
  local charge, err = funcs.call("shop:charge", order)
  if err then return nil, err end
  local approved = process.listen("approve")
  local r = channel.select { approved:case_receive(), time.after("24h"):case_receive() }
  if r.channel ~= approved then
    funcs.call("shop:refund", charge.id)
    return { state = "expired" }
  end
  print("approved by " .. r.value.by)
  return { state = "approved", by = r.value.by, parcel = process.exec("shop:ship", "shop:w", charge.id) }
end
return { main = main }`;

function shop() {
  const charge = fakeActivity(({ total }: { total: number }) => ({ id: `charge of ${total}` }));
  const refund = fakeActivity();
  const runtime = createTestRuntime({
    entries: {
      'shop:order': ORDER,
      'shop:ship': 'return function(id) time.sleep("72h") return "parcel for " .. id end',
    },
    functions: { 'shop:charge': charge, 'shop:refund': refund },
  });
  return { runtime, charge, refund };
}

describe('createTestRuntime', () => {
  it('runs a workflow in virtual time with fake activities, messages and children', async () => {
    const { runtime, charge, refund } = shop();
    const run = runtime.start('shop:order', [{ total: 12 }]);
    run.sendAfter('5h', 'approve', { by: 'Ada' });
    expect(await run.result()).toEqual({ state: 'approved', by: 'Ada', parcel: 'parcel for charge of 12' });
    expect(charge.calls).toMatchObject([{ args: [{ total: 12 }], attempt: 1 }]);
    expect(refund.calls).toEqual([]);
    expect(runtime.now).toEqual(new Date('2024-01-04T05:00:00Z'));
    expect(runtime.log.map(({ message }) => message)).toEqual(['approved by Ada']);
  });

  it('lets a fake fail once, some times, or always', async () => {
    const error = new LuaError({ kind: 'DECLINED', message: 'no', retryable: false });
    const charge = fakeActivity(() => 'paid')
      .fail(error, 2)
      .fail(error, Infinity);
    const source =
      'return function() local kinds = {} for i = 1, 9 do kinds[i] = select(2, funcs.call("x:y")):kind() end return #kinds end';
    const runtime = createTestRuntime({ entries: { 'x:w': source }, functions: { 'x:y': charge } });
    expect(await runtime.run('x:w')).toBe(9);
    expect(charge.calls).toHaveLength(9);
    expect(() => fakeActivity().fail(error, 0)).toThrow('1 time or more expected, got 0');
  });

  it('takes objects of interfaces, and gives results as a schema has them', async () => {
    interface Order {
      readonly total: number;
    }
    const order: Order = { total: 3 };
    const schema: ResultSchema<Order> = {
      '~standard': {
        version: 1,
        vendor: 'this test',
        validate: (value) =>
          (value as Order).total > 2
            ? { value: { total: (value as Order).total * 2 } }
            : { issues: [{ message: 'too little', path: ['lines', { key: 0 }, 'total'] }, { message: 'no' }] },
      },
    };
    const runtime = createTestRuntime({ entries: { 'x:w': 'return function(order) return order end' } });
    expect((await runtime.run<Order>('x:w', order)).total).toBe(3);
    expect(await runtime.start('x:w', [order]).result(schema)).toEqual({ total: 6 });
    await expect(runtime.start('x:w', [{ total: 1 }]).result(schema)).rejects.toMatchObject({
      kind: 'INVALID',
      message: 'result: it does not match its schema: .lines[0].total: too little (and 1 more)',
      details: {
        issues: [
          { path: '.lines[0].total', message: 'too little' },
          { path: '', message: 'no' },
        ],
      },
    });
  });

  it('has messages that nobody read in its log', async () => {
    const runtime = createTestRuntime({ entries: { 'x:w': 'return function() time.sleep("1h") return "done" end' } });
    const run = runtime.start('x:w');
    run.send('approve', { by: 'Ada' });
    run.send('approve');
    expect(await run.result()).toBe('done');
    expect(runtime.log).toMatchObject([
      { level: 'warn', message: "the workflow ends with 2 unread message(s) of topic 'approve'" },
    ]);
  });

  it('has a message that came after the end in its log', async () => {
    const runtime = createTestRuntime({ entries: { 'x:w': 'return function() return "done" end' } });
    const run = runtime.start('x:w');
    expect(await run.result()).toBe('done');
    run.send('approve');
    await runtime.settle();
    expect(runtime.log).toMatchObject([{ level: 'warn', message: "a message of topic 'approve' came after the end" }]);
  });

  it('says of a function that it is no workflow', async () => {
    const runtime = createTestRuntime({
      entries: { 'x:w': 'return function() return workflow.exec("x:f") end' },
      functions: { 'x:f': fakeActivity() },
    });
    await expect(runtime.run('x:w')).rejects.toThrow("'x:f' is a function, not a workflow: call it with funcs.call");
  });

  it('stops a function that calls itself without end', async () => {
    const runtime = createTestRuntime({ entries: { 'x:w': 'return function() return funcs.call("x:w") end' } });
    await expect(runtime.run('x:w')).rejects.toThrow("'x:w' calls itself: 100 calls are under way, each in another");
  });

  it('has fakes that fail with errors only', () => {
    expect(() => fakeActivity().fail('no funds' as never)).toThrow(/^fail: an error expected/);
  });

  it('refuses options that nobody knows, with the one that was meant', () => {
    const wrong = (options: object) => () => createTestRuntime(options);
    expect(wrong({ entrys: {} })).toThrow("createTestRuntime: unknown option 'entrys'; did you mean 'entries'?");
    const runtime = createTestRuntime({ entries: { 'x:w': 'return function() end' } });
    expect(() => runtime.start('x:w', [], { ide: 'x' } as never)).toThrow(
      "start: unknown option 'ide'; did you mean 'id'?",
    );
    const { cancel } = runtime.start('x:w');
    expect(() => cancel({ deadlin: '5s' } as never)).toThrow(
      "cancel: unknown option 'deadlin'; did you mean 'deadline'?",
    );
    expect(() => runtime.start('x:w', 'Ada' as never)).toThrow(
      'a list of arguments expected, got a value of type string',
    );
    expect(() => runtime.start('x:v')).toThrow("no workflow 'x:v' in this simulation; did you mean 'x:w'?");
  });

  it('lets time pass only while the test waits', async () => {
    const { runtime, refund } = shop();
    const run = runtime.start('shop:order', [{ total: 1 }]);
    await runtime.advance('23h59m');
    expect(refund.calls).toEqual([]);
    await runtime.advance(60_000);
    expect(refund.calls).toHaveLength(1);
    expect(await run.result()).toEqual({ state: 'expired' });
  });

  it('tells every effect in order', async () => {
    const { runtime } = shop();
    await runtime.run('shop:order', { total: 3 });
    expect(runtime.trace.map(({ text }) => text)).toEqual([
      'functions.start({id: "shop:charge", args: [{"total":3}], options: {}})',
      'clock.timer(86400000)',
      'functions.start({id: "shop:refund", args: ["charge of 3"], options: {}})',
    ]);
  });

  it('tries a failed activity again as the server would', async () => {
    const { runtime, charge } = shop();
    charge.fail(new LuaError({ kind: 'UNAVAILABLE', message: 'bank closed' }), 2);
    await runtime.run('shop:order', { total: 3 });
    expect(charge.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('gives the failure of a workflow as it would come from a server', async () => {
    const { runtime, charge } = shop();
    charge.fail(new LuaError({ kind: 'PAYMENT_DECLINED', message: 'card expired', retryable: false }));
    await expect(runtime.run('shop:order', { total: 3 })).rejects.toMatchObject({
      kind: 'PAYMENT_DECLINED',
      message: 'card expired',
    });
    await expect(runtime.run('shop:absent')).rejects.toMatchObject({ kind: 'NOT_FOUND' });
  });

  it('cancels a run', async () => {
    const { runtime } = shop();
    const run = runtime.start('shop:order', [{ total: 1 }]);
    await runtime.advance('1h');
    run.cancel();
    await expect(run.result()).rejects.toMatchObject({ kind: 'CANCELED' });
  });

  it('says what a run waits for when nothing can end it', async () => {
    const runtime = createTestRuntime({
      entries: { 'a:waits': 'return function()\n  process.inbox():receive()\nend' },
    });
    await expect(runtime.run('a:waits')).rejects.toThrow(/nothing can wake the run.*a:waits: main at a:waits:2/);
  });

  it('is the same for the same seed', async () => {
    const ids = (seed: string) =>
      createTestRuntime({ seed, entries: { 'a:id': 'return function() return uuid.v4() end' } }).run('a:id');
    expect(await ids('one')).toBe(await ids('one'));
    expect(await ids('one')).not.toBe(await ids('two'));
  });

  it('gives context, options and facts to the run', async () => {
    const entries = {
      'a:facts':
        'return function() return { ctx.get("tenant"), workflow.info().workflow_id, workflow.info().attempt } end',
    };
    const runtime = createTestRuntime({ entries });
    const run = runtime.start('a:facts', [], { id: 'facts-1', context: { tenant: 'acme' }, info: { attempt: 3 } });
    expect(await run.result()).toEqual(['acme', 'facts-1', 3]);
  });

  it('runs functions and libraries of a test as they are', async () => {
    const entries = {
      'a:main': 'return function(n) return (funcs.call("a:double", n)) end',
      'a:double': {
        source: 'local m = require("maths") return { twice = m.twice }',
        method: 'twice',
        imports: { maths: 'return { twice = function(n) return 2 * n end }' },
      },
    };
    expect(await createTestRuntime({ entries }).run('a:main', 21)).toBe(42);
  });

  it('takes runs for such as began with older code, and fails one whose version the code does not have', async () => {
    const entries = {
      'shop:order': `return function(oldest)
        return { workflow.version("fees", oldest, 3), workflow.version("fees", 1, 9), workflow.version("other", 1, 2) }
      end`,
    };
    expect(await createTestRuntime({ entries }).run('shop:order', 1)).toEqual([3, 3, 2]);
    const older = createTestRuntime({ entries, versions: { fees: 2 } });
    expect(await older.run('shop:order', 1)).toEqual([2, 2, 2]);
    await expect(older.run('shop:order', 3)).rejects.toThrow(
      "workflow.version 'fees': recorded as version 2, no longer supported; this code supports 3 to 3",
    );
  });

  it('shows in workflow.info what a run changes of its memo and search attributes, also after it went on as a new run', async () => {
    const entries = {
      'shop:order': `return function(n)
        if n == 1 then
          assert(workflow.attrs({ memo = { by = "web", step = 1 }, search = { Customer = "c1", Due = time.unix(5), Gone = 1 } }))
          assert(workflow.attrs({ memo = { step = json.null }, search = { Gone = {} } }))
          workflow.continue_as_new(2)
        end
        local info = workflow.info()
        return { memo = info.memo, search = info.search_attributes, due = info.search_attributes.Due:unix(), begun = info.start_time:unix() }
      end`,
    };
    const runtime = createTestRuntime({ entries, now: '2024-05-06T07:08:09Z' });
    expect(await runtime.run('shop:order', 1)).toEqual({
      memo: { by: 'web' },
      search: { Customer: 'c1', Due: '1970-01-01T00:00:05Z' },
      due: 5,
      begun: Date.parse('2024-05-06T07:08:09Z') / 1000,
    });
    const told = expect.stringMatching(
      /^assertion failed!|'Due' is registered as Int: an integer expected, got a Time$/,
    );
    const registered = createTestRuntime({
      entries,
      searchAttributes: { Customer: 'Keyword', Due: 'Int', Gone: 'Int' },
    });
    await expect(registered.run('shop:order', 1)).rejects.toMatchObject({ kind: 'INVALID', message: told });
  });
});
