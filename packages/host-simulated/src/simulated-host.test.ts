import { describe, expect, it } from 'vitest';
import { boolean, bytes, defineModule, fn, LuaError, result, type Data, type Payload } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { channel } from '@durable-lua/modules-channel';
import { funcs } from '@durable-lua/modules-funcs';
import { process } from '@durable-lua/modules-process';
import { time } from '@durable-lua/modules-time';
import { simulatedHost, type SimulatedHost, type SimulatedHostOptions } from './index.js';

const modules = [channel, funcs, process, time];

function start(source: string, options: SimulatedHostOptions = {}): { host: SimulatedHost; end: Promise<Data> } {
  const host = simulatedHost({ modules, ...options });
  return { host, end: createLua({ modules, host }).run({ source, name: 'test.lua' }) };
}

const run = (source: string, options?: SimulatedHostOptions): Promise<Data> => start(source, options).end;

describe('virtual time', () => {
  it('passes by itself while all code waits, and no real time with it', async () => {
    const began = performance.now();
    const source = 'local start = time.now() time.sleep("8760h") return time.now():sub(start):hours()';
    expect(await run(source)).toBe(8760);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('ends timers in the order of their time, then of their start', async () => {
    const source = `
      local order = {}
      for _, wait in ipairs { "3s", "1s", "2s", "1s" } do
        coroutine.spawn(function() time.sleep(wait) order[#order + 1] = wait .. #order end)
      end
      time.sleep("1m")
      return order`;
    expect(await run(source)).toEqual(['1s0', '1s1', '2s2', '3s3']);
  });

  it.each([
    ['at once', () => ({ at: new Date(0) })],
    ['by a promise', () => Promise.resolve({ at: new Date(0) })],
  ])('a fake that gives what cannot be sent %s fails with its path', async (_, fake) => {
    const source = 'local v, err = funcs.call("app:f") return { v == nil, err:kind(), err:message() }';
    expect(await run(source, { functions: { 'app:f': fake } })).toEqual([
      true,
      'INVALID',
      "'app:f': result: .at: a Date cannot be sent; use date.toISOString()",
    ]);
  });

  it('stands still while a fake does real work', async () => {
    const slow = () => new Promise((resolve) => setTimeout(() => resolve('done'), 20));
    const source = `
      local start = time.now()
      local late = time.after("10ms")
      local result = funcs.call("app:slow")
      return { result, time.now():sub(start):milliseconds() }`;
    expect(await run(source, { functions: { 'app:slow': slow } })).toEqual(['done', 0]);
  });

  it('begins when it is told to', async () => {
    const options = { now: '2025-06-01T10:00:00Z' };
    expect(await run('return time.now():format(time.RFC3339)', options)).toBe('2025-06-01T10:00:00Z');
    expect(() => simulatedHost({ now: 'soon' })).toThrow("now: a moment expected that Date can read, got 'soon'");
  });

  it('says what the code waits for when nothing can wake it', async () => {
    const { host, end } = start('\nprocess.listen("approve"):receive()');
    await expect(host.until(end)).rejects.toThrow(/nothing can wake the run.*main at test\.lua:2 \(.*receive/);
  });
});

describe('functions', () => {
  it('are TypeScript, Lua in the same time, or an error', async () => {
    const source = `
      local refused = select(2, funcs.call("app:refuse"))
      local absent = select(2, funcs.call("app:absent"))
      local start = time.now()
      return {
        funcs.call("app:double", 21), funcs.call("app:nap", "1h"), time.now():sub(start):hours(),
        refused:kind(), absent:kind(), tostring(absent),
      }`;
    const functions = {
      'app:double': (n: number) => n * 2,
      'app:nap': {
        lua: 'return function(wait) time.sleep(wait) return "slept " .. wait end',
      },
      'app:refuse': new LuaError({ kind: 'REFUSED', message: 'no', retryable: false }),
    };
    const given = (await run(source, {
      functions,
      callOptions: { 'app:nap': { startToCloseTimeout: 7_200_000 } },
    })) as Data[];
    expect(given.slice(0, 5)).toEqual([42, 'slept 1h', 1, 'REFUSED', 'NOT_FOUND']);
    expect(given[5]).toContain("give it { functions: { 'app:absent'");
  });

  it('are retried as an activity is, with backoff in virtual time', async () => {
    const calls: number[] = [];
    const flaky = {
      call: ({ attempt, at }: { attempt: number; at: number }) => {
        calls.push(at);
        if (attempt < 4) throw new LuaError({ kind: 'UNAVAILABLE', message: 'busy' });
        return attempt;
      },
    };
    expect(await run('return (funcs.call("app:flaky"))', { functions: { 'app:flaky': flaky } })).toBe(4);
    expect(calls.map((at) => at - (calls[0] as number))).toEqual([0, 1000, 3000, 7000]);
  });

  it('keep to their limits of time', async () => {
    const source = `
      local hasty = funcs.new():with_options({
        ["activity.start_to_close_timeout"] = "30s", ["activity.retry_policy"] = { maximum_attempts = 2 } })
      local start = time.now()
      local _, err = hasty:call("app:never")
      return { err:kind(), time.now():sub(start):seconds() }`;
    expect(await run(source, { functions: { 'app:never': { never: true } } })).toEqual(['TIMEOUT', 61]);
  });

  it('that fail each time end the run, with what to do', async () => {
    const bug = new TypeError('a bug in the fake');
    const fails = () => {
      throw bug;
    };
    const failed: unknown = await run('funcs.call("app:fails")', { functions: { 'app:fails': fails } }).catch(
      (error: unknown) => error,
    );
    expect(String(failed)).toMatch(/'app:fails' failed 100 times.*a bug in the fake\. Limit maximum_attempts/);
    // Where it was thrown: what shows errors shows their causes.
    const chain: unknown[] = [];
    for (let error = failed; error instanceof Error; error = error.cause) chain.push(error);
    expect(chain).toContain(bug);
  });

  it('let a failed assertion of the test through, whatever Lua does', async () => {
    const asserts = (n: number) => expect(n).toBe(2);
    await expect(run('pcall(funcs.call, "app:a", 1)', { functions: { 'app:a': asserts } })).rejects.toThrow(
      'expected 1 to be 2',
    );
  });
});

describe('runs', () => {
  const workflows = {
    'app:echo': (first: Data) => first,
    'app:tab': {
      lua: `return function(n)
        local add, close = process.listen("add"), process.listen("close")
        while true do
          local r = channel.select { add:case_receive(), close:case_receive() }
          if r.channel == close then return n end
          n = n + r.value
        end
      end`,
    },
    'app:nap': {
      lua: `return function()
        local ok, err = pcall(time.sleep, "24h")
        if not ok then process.send(process.workflow_id("{test:tc@test:w|test-run}"), "gone", err:kind()) end
        return ok and "slept" or error(err)
      end`,
    },
  };

  it('are started, get messages and give their result', async () => {
    const source = `
      local base = process.with_options({})
      local pid = base:with_name("tab-1"):with_message("add", 1):spawn("app:tab", "test:w", 40)
      process.send(pid, "add", 1)
      process.send("tab-1", "close")
      local same = base:with_name("tab-1"):exec("app:echo", "test:w", "x")
      return { process.workflow_id(pid), same, select(2, process.send(pid, "add", 1)):kind() }`;
    expect(await run(source, { workflows })).toEqual(['tab-1', 'x', 'NOT_FOUND']);
  });

  it('find the open run of their ID, or fail, as their policy says', async () => {
    const source = `
      local tab = process.with_options({}):with_name("tab")
      local first, second = tab:spawn("app:tab", "test:w", 0), tab:spawn("app:tab", "test:w", 0)
      local _, err = tab:with_options({ ["workflow.id_conflict_policy"] = "fail" }):spawn("app:tab", "test:w", 0)
      return { first == second, err:kind() }`;
    expect(await run(source, { workflows })).toEqual([true, 'ALREADY_EXISTS']);
  });

  it('get payloads as they were given, from whoever started or reached them, whatever a module says', async () => {
    const sealed: Payload = { metadata: { encoding: Buffer.from('binary/sealed') }, data: Buffer.from([0, 0xff]) };
    const message = { topic: 'given', from: '{test:tc@test:w|somebody}', args: [sealed] };
    const host = simulatedHost({
      modules,
      workflows: { 'app:tab': { lua: `return function() process.listen("never"):receive() end` } },
    });
    const { processes } = host.capabilities;
    if (processes === undefined) throw new Error('a simulation has them');
    const request = { id: 'app:tab', host: 'test:w', args: [], options: {}, name: 'tab', messages: [message] };
    for (const sent of [processes.spawn(request), processes.spawn(request), processes.send('tab', message)])
      await sent.result;
    const inbox = host.simulation.find('tab')?.mailbox.inbox();
    const got = Array.from({ length: 3 }, () => inbox?.take());
    expect(got).toEqual(Array(3).fill({ topic: 'given', from: host.pid, args: [sealed] }));
    for (const one of got) expect(one?.args[0]).toBe(sealed);
  });

  it('are cancelled with the call that waits for them', async () => {
    const { host, end } = start(
      `local gone = process.listen("gone")
       local _, err = process.exec("app:nap", "test:w")
       return { err:kind(), (gone:receive()) }`,
      { workflows },
    );
    host.after(60_000, () => host.cancel());
    expect(await end).toEqual(['CANCELED', 'CANCELED']);
    expect(host.now).toBe(Date.UTC(2024, 0, 1, 0, 1));
  });

  it('get the messages of the test in their order, and print into the log', async () => {
    const { host, end } = start(`
      local inbox = process.inbox()
      for _ = 1, 3 do print((inbox:receive():payload():data())) end`);
    host.send('n', 1);
    host.after(1000, () => host.send('n', 3));
    host.send('n', 2);
    await end;
    expect(host.log.map(({ message, level }) => `${level} ${message}`)).toEqual(['info 1', 'info 2', 'info 3']);
  });
});

describe('randomness', () => {
  it('is the same for the same seed, and another for each stream and run', async () => {
    const bytes = async (seed: string, inner = 'a') => {
      const { random } = simulatedHost({ seed }).capabilities;
      return [...(random?.derived(inner, 8) ?? []), ...((await random?.bytes(8)) ?? [])].join(' ');
    };
    expect(await bytes('1')).toBe(await bytes('1'));
    expect(await bytes('1')).not.toBe(await bytes('2'));
    expect(await bytes('1')).not.toBe(await bytes('1', 'b'));
    const spread = simulatedHost().capabilities.random?.derived('many', 20_000) ?? new Uint8Array();
    const mean = spread.reduce((sum, byte) => sum + byte, 0) / spread.length;
    expect(Math.abs(mean - 127.5)).toBeLessThan(2);
  });
});

describe('signatures', () => {
  const signer = defineModule(
    {
      name: 'signer',
      summary: 'For tests: asks for a signature and for a check.',
      needs: ['signatures'],
    },
    {
      functions: {
        sign: fn({ returns: result(bytes) }, ({ signatures }) => signatures.sign('RS256', 'a key', new Uint8Array(1))),
        verify: fn({ returns: result(boolean) }, ({ signatures }) =>
          signatures.verify('RS256', 'a key', new Uint8Array(1), new Uint8Array(1)),
        ),
      },
    },
  );
  const ask = (options: SimulatedHostOptions) => {
    const host = simulatedHost({ modules: [signer], ...options });
    const source = `
      local signer = require("signer")
      local signed, why = signer.sign()
      local right, whyNot = signer.verify()
      return { signed or { why:kind(), why:message() }, right or { whyNot:kind(), whyNot:message() } }`;
    return host.until(createLua({ modules: [signer], host }).run(source));
  };

  it('are refused, with the remedy, when nobody was given who makes them', async () => {
    const refusal = ['INVALID', 'this simulation makes no signatures: give it { signatures }'];
    expect(await ask({})).toEqual([refusal, refusal]);
  });

  it('are made by whoever was given', async () => {
    const signatures = { sign: () => Promise.resolve(Buffer.from('signed')), verify: () => Promise.resolve(true) };
    expect(await ask({ signatures })).toEqual(['signed', true]);
  });
});
