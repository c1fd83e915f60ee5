import { describe, expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { createTestRuntime, fakeActivity, type TestRuntimeOptions } from '../index.js';

/** What the programs below start. */
const PARTNERS = {
  'lab:greets': 'return function(who) time.sleep("2s") return "hello " .. (who and who.name or "nobody") end',
  'lab:refuses': `return function()
    return nil, errors.new { kind = "NOT_FOUND", message = "no such shelf", retryable = false }
  end`,
  'lab:long': 'return function() time.sleep("720h") return "late" end',
  'lab:tally': `return function(start)
    local sum, add = start.initial, process.listen("add")
    while true do
      local r = channel.select { add:case_receive(), time.after("10s"):case_receive() }
      if r.channel ~= add then return sum end
      sum = sum + r.value.amount
    end
  end`,
  'lab:polite': 'return function() local e = process.events():receive() return { e.kind, e.timeout_ms } end',
};

const runtimeOf = (main: string, options: Partial<TestRuntimeOptions> = {}) =>
  createTestRuntime({ entries: { 'lab:main': main, ...PARTNERS }, ...options });

const run = (body: string, ...args: Data[]): Promise<Data> =>
  runtimeOf(`return function(input)\n${body}\nend`).run('lab:main', ...args);

describe('starting a workflow from a workflow', () => {
  it('with a monitor, by name or with an ID of its own, tells its result', async () => {
    const body = (spawner: string) => `
      local pid, err = ${spawner}spawn_monitored("lab:greets", "lab:worker", { name = "Ada" })
      assert(not err, tostring(err))
      local event = process.events():receive()
      assert(event.kind == process.event.EXIT and event.from == pid and event.result.error == nil)
      return { process.workflow_id(pid), event.result.value }`;
    expect(await run(body('process.'))).toEqual([expect.stringMatching(/^lab:greets-/), 'hello Ada']);
    expect(await run(body('process.with_options({}):with_name("tab-4"):'))).toEqual(['tab-4', 'hello Ada']);
    expect(await run(body('process.with_options({ ["temporal.workflow.id"] = "tab-5" }):'))).toEqual([
      'tab-5',
      'hello Ada',
    ]);
  });

  it.each([
    ['["temporal.workflow.id_conflict_policy"] = "fail"', 'ALREADY_EXISTS'],
    ['["temporal.workflow.execution_error_when_already_started"] = true', 'ALREADY_EXISTS'],
    ['["temporal.workflow.id_conflict_policy"] = "use_existing"', 'the same'],
    ['["temporal.workflow.id_conflict_policy"] = "terminate_existing"', 'the same'],
    ['', 'the same'],
  ])('of an ID whose run is open, with { %s }: %s', async (options, expected) => {
    const body = `
      local spawner = process.with_options { ["temporal.workflow.id"] = "tab-7", ${options} }
      local first = assert(spawner:spawn("lab:long", "lab:worker"))
      local second, err = spawner:spawn("lab:long", "lab:worker")
      return err and err:kind() or first == second and "the same" or "another"`;
    expect(await run(body)).toBe(expected);
  });

  it('takes every option of a start', async () => {
    const body = `
      local spawner = process.with_options({
        ["temporal.workflow.execution_timeout"] = "24h",
        ["temporal.workflow.run_timeout"] = "1h",
        ["temporal.workflow.task_timeout"] = "30s",
        ["temporal.workflow.retry_policy"] = { initial_interval = 500, backoff_coefficient = 1.5, maximum_attempts = 2 },
        ["temporal.workflow.search_attributes"] = { customer = "c-1" },
        ["temporal.workflow.memo"] = { source = "lab" },
        ["temporal.workflow.start_delay"] = "5m",
        ["temporal.workflow.parent_close_policy"] = "terminate",
        ["temporal.workflow.wait_for_cancellation"] = true,
      })
      local began = time.now()
      assert(spawner:exec("lab:greets", "lab:worker") == "hello nobody")
      return time.now():sub(began):seconds()`;
    expect(await run(body)).toBe(302);
  });

  it('brings messages ahead of all others, also to a run that is open', async () => {
    const body = `
      local tally = process.with_options({}):with_name("tally")
      local first = tally:with_message("add", { amount = 2 }):with_message("add", { amount = 5 })
      local pid = first:spawn_monitored("lab:tally", "lab:worker", { initial = 10 })
      local again = tally:with_message("add", { amount = 100 }):spawn("lab:tally", "lab:worker", { initial = 999 })
      return { pid == again, process.events():receive().result.value }`;
    expect(await run(body)).toEqual([true, 117]);
  });

  it('hands context to the run and to what it calls', async () => {
    const reader = 'return function() return { ctx.get("tenant"), ctx.all().user, (funcs.call("lab:who")) } end';
    const who = fakeActivity();
    const runtime = runtimeOf(
      `return function()
        return (process.with_context({ tenant = "acme", user = "u-1" }):exec("lab:reader", "lab:worker"))
      end`,
      {
        functions: { 'lab:who': who },
        workflows: { 'lab:reader': { lua: reader } },
      },
    );
    expect(await runtime.run('lab:main')).toEqual(['acme', 'u-1']);
    expect(who.calls[0]?.context).toEqual({ tenant: 'acme', user: 'u-1' });
  });

  it('and the failure of a child is an error object, from exec as from its event', async () => {
    const body = `
      local events = process.events()
      assert(process.spawn("lab:refuses", "lab:worker"))
      local told = events:receive().result.error
      local _, err = process.exec("lab:refuses", "lab:worker")
      return { told:kind(), told:retryable(), told:message(), err:kind(), err:retryable(), err:message() }`;
    const failure = ['NOT_FOUND', false, 'no such shelf'];
    expect(await run(body)).toEqual([...failure, ...failure]);
  });
});

describe('messages', () => {
  it('are answered as updates are, by each of several coroutines', async () => {
    const runtime = runtimeOf(`return function(input)
      local stock = input.stock
      coroutine.spawn(function()
        local put = process.listen("put", { message = true })
        while true do
          local msg = put:receive()
          local n = msg:payload():data()
          if type(n) ~= "number" then
            process.send(msg:from(), "nak", "a number expected")
          else
            process.send(msg:from(), "ack")
            stock = stock + n
            process.send(msg:from(), "ok", { stock = stock })
          end
        end
      end)
      coroutine.spawn(function()
        local take = process.listen("take", { message = true })
        while true do
          local msg = take:receive()
          local n = msg:payload():data()
          time.sleep("1m")
          if n > stock then
            process.send(msg:from(), "error", errors.new { kind = "CONFLICT", message = "only " .. stock .. " left" })
          else
            stock = stock - n
            process.send(msg:from(), "ok", stock)
          end
        end
      end)
      local msg = process.listen("close", { message = true }):receive()
      process.send(msg:from(), "ok", "closing")
      return stock
    end`);
    const stock = runtime.start('lab:main', [{ stock: 3 }]);
    expect(await stock.update('put', 4)).toEqual({ stock: 7 });
    await expect(stock.update('put', 'four')).rejects.toMatchObject({
      kind: 'INVALID',
      message: 'a number expected',
      details: { rejected: true },
    });
    expect(await stock.update('take', 5)).toBe(2);
    await expect(stock.update('take', 5)).rejects.toMatchObject({ kind: 'CONFLICT', message: 'only 2 left' });
    expect(runtime.now).toEqual(new Date('2024-01-01T00:02:00Z'));
    stock.send('unheard', 1);
    await runtime.settle();
    expect(await stock.query('@topics')).toEqual({ unheard: 1 });
    expect(await stock.query('@pid')).toBe(stock.pid);
    await expect(stock.query('stock')).rejects.toMatchObject({ kind: 'NOT_FOUND' });
    expect(await stock.update('close')).toBe('closing');
    expect(await stock.result()).toBe(2);
  });

  it('go from workflow to workflow, and back to whoever sent them', async () => {
    const ponger = `return function()
      local msg = process.listen("ping", { message = true }):receive()
      assert(process.send(msg:from(), "pong", msg:payload():data() .. " back"))
    end`;
    const runtime = runtimeOf(
      `return function()
        local pid = process.spawn("lab:ponger", "lab:worker")
        local pong = process.listen("pong")
        assert(process.send(pid, "ping", "there and"))
        local r = channel.select { pong:case_receive(), time.after("5s"):case_receive() }
        return r.channel == pong and r.value or "nobody answered"
      end`,
      { workflows: { 'lab:ponger': { lua: ponger } } },
    );
    expect(await runtime.run('lab:main')).toBe('there and back');
  });
});

describe('watching and ending', () => {
  it('monitors what was started before', async () => {
    const body = `
      local pid = process.spawn("lab:greets", "lab:worker")
      assert(process.monitor(pid))
      return process.events():receive().kind`;
    expect(await run(body)).toBe('pid.exit');
  });

  const LINKED = `
    local pid = process.spawn("lab:long", "lab:worker")
    time.sleep("200ms")
    assert(process.link(pid))
    assert(process.terminate(pid))
    local event = process.events():receive()
    return { event.kind == process.event.LINK_DOWN, event.from == pid, event.result.error:kind() }`;

  it('traps the end of what is linked, or ends with it', async () => {
    expect(await run(`assert(process.set_options { trap_links = true }) ${LINKED}`)).toEqual([true, true, 'CANCELED']);
    await expect(run(LINKED)).rejects.toMatchObject({ kind: 'INTERNAL', retryable: false });
  });

  it('hears nothing once it no longer wants to', async () => {
    const body = `
      process.set_options { trap_links = true }
      local pid = process.spawn_linked_monitored("lab:long", "lab:worker")
      process.unmonitor(pid)
      process.unlink(pid)
      process.terminate(pid)
      local events = process.events()
      local r = channel.select { events:case_receive(), time.after("1h"):case_receive() }
      return r.channel == events`;
    expect(await run(body)).toBe(false);
  });

  it('terminates, and cancels with a deadline', async () => {
    const body = `
      local events = process.events()
      process.terminate(process.spawn_monitored("lab:long", "lab:worker"))
      local ended = events:receive().result.error
      local polite = process.spawn_monitored("lab:polite", "lab:worker")
      time.sleep("1s")
      assert(process.cancel(polite, "5s"))
      return { ended:kind(), ended:details().terminated, events:receive().result.value }`;
    expect(await run(body)).toEqual(['CANCELED', true, ['pid.cancel', 5000]]);
  });
});

describe('the handle of a run', () => {
  const WORKER = `return function()
    local event = process.events():receive()
    if event.kind ~= process.event.CANCEL then return event.kind end
    print(event.reason, event.deadline)
    time.sleep("1h")
    return "tidied up"
  end`;

  it('cancels with reason and deadline: the run ends itself, or is ended', async () => {
    const runtime = runtimeOf(WORKER);
    const patient = runtime.start('lab:main');
    await runtime.advance('1m');
    patient.cancel({ reason: 'shop closed', deadline: '2h' });
    expect(await patient.result()).toBe('tidied up');
    const hasty = runtime.start('lab:main');
    await runtime.advance('1m');
    hasty.cancel({ deadline: 1000 });
    await expect(hasty.result()).rejects.toMatchObject({ kind: 'CANCELED' });
    expect(runtime.log.map(({ message }) => message)).toEqual([
      'shop closed 2024-01-01T02:01:00.000Z',
      'nil 2024-01-01T01:02:01.000Z',
    ]);
  });

  it('terminates, hands in events, and follows a run that goes on as another', async () => {
    const runtime = runtimeOf(WORKER);
    const ended = runtime.start('lab:main');
    ended.terminate();
    await expect(ended.result()).rejects.toMatchObject({ kind: 'CANCELED', details: { terminated: true } });
    const told = runtime.start('lab:main');
    told.tell({ kind: 'pid.exit', from: '{lab:tc@lab:w|x}', at: runtime.now.getTime(), result: { value: undefined } });
    expect(await told.result()).toBe('pid.exit');

    const chain = runtimeOf(`return function(n)
      local got = process.listen("n"):receive()
      if n == 3 then return { n, got, workflow.info().continued_from ~= nil } end
      process.upgrade(nil, (n or 0) + 1)
    end`).start('lab:main');
    for (let i = 1; i <= 4; i++) chain.send('n', i);
    expect(await chain.result()).toEqual([3, 4, true]);
  });
});

describe('processes', () => {
  const PROCESS = `return function(order)
    process.registry.register("kitchen")
    local inbox = process.inbox()
    while true do
      local msg = inbox:receive()
      if msg:topic() == "close" then return "closed" end
      process.send(msg:from(), "served", msg:payload():data() .. " on " .. order)
    end
  end`;

  it('run on their hosts, beside workflows', async () => {
    const runtime = createTestRuntime({
      entries: {
        'lab:main': `return function()
          local kitchen = process.spawn("lab:kitchen", "lab:procs", "porcelain")
          local served = process.listen("served")
          process.send(kitchen, "order", "soup")
          local dish = served:receive()
          process.send(process.registry.lookup("kitchen"), "close")
          local event = process.events():receive()
          local _, wrong = process.spawn("lab:kitchen", "lab:nowhere")
          return { dish, event.from == kitchen, event.result.value, wrong:kind() }
        end`,
        'lab:kitchen': PROCESS,
      },
      hosts: { 'lab:procs': 'process.host' },
    });
    expect(await runtime.run('lab:main')).toEqual(['soup on porcelain', true, 'closed', 'NOT_FOUND']);
  });
});
