import { expect, it } from 'vitest';
import { LuaError, type Data } from '@durable-lua/determinism';
import { defined, type RegisteredAttributes } from '@durable-lua/determinism/host';
import { run, start } from './worlds.fixture.js';

const TOLD =
  'local function told(value, err) return err and err:kind() .. ": " .. err:message():sub(1, 120) or value end ';
const functions = {
  'app:length': (text: string) => text.length,
  'app:give': (length: number) => 'x'.repeat(length),
  'app:fail': new LuaError({ message: 'e'.repeat(3_000_000), kind: 'SHORTAGE', retryable: false }),
};
const outcome = (source: string): Promise<Data> => run(TOLD + source, { functions });

it('what is larger than a server takes is refused as by one', async () => {
  const tooLarge = expect.stringMatching(/^INVALID: payload of 2200\d{3} bytes exceeds the limit of 2097152/);
  for (const call of [
    'funcs.call("app:length", large)',
    'funcs.call("app:give", 2200000)',
    'process.send("test-run", "topic", large)',
    'process.spawn("app:echo", "test:w", large)',
    'process.exec("app:echo", "test:w", large)',
  ]) {
    expect([call, await outcome(`local large = ("x"):rep(2200000) return told(${call})`)]).toEqual([call, tooLarge]);
  }
});

it('all calls of one turn count together; after a wait there is room again', async () => {
  const calls = (wait: string): string => `
    local text, told_of = ("x"):rep(1500000), {}
    for n = 1, 4 do
      local _, err = funcs.async("app:length", text)
      told_of[n] = told(true, err)
      ${wait}
    end
    return told_of`;
  const refused = expect.stringMatching(/^INVALID: what this workflow task asks for would take 4500\d{3} bytes, m/);
  expect(await outcome(calls(''))).toEqual([true, true, refused, refused]);
  expect(await outcome(calls('time.sleep(1)'))).toEqual([true, true, true, true]);
});

it('an error that is too large is cut, and stays what it is', async () => {
  const source =
    'local _, err = funcs.call("app:fail") return { err:kind(), err:message():sub(-28), #err:message() < 1e6 }';
  expect(await outcome(source)).toEqual(['SHORTAGE', '[cut: 3000000 bytes in all]'.padStart(28), true]);
});

it('results of local activities at the same time count together; one after the other they do not', async () => {
  const give = (wait: string): string => `
    local calls, results = funcs.new():with_options({ ["activity.local"] = true }), channel.new(3)
    for n = 1, 3 do
      coroutine.spawn(function()
        local text, err = calls:call("app:give", 1500000)
        results:send(err and told(nil, err) or #text)
      end)
      ${wait}
    end
    local all = {}
    for n = 1, 3 do all[n] = (results:receive()) end
    return all`;
  const refused = expect.stringMatching(/^INVALID: the results of local activities/);
  expect(await outcome(give(''))).toEqual([1_500_000, refused, refused]);
  expect(await outcome(give('time.sleep(1)'))).toEqual([1_500_000, 1_500_000, 1_500_000]);
});

it('the limits are those that a test gives', async () => {
  const limited = (source: string) =>
    run(TOLD + source, { functions, sizeLimits: { payload: 4096, request: 300_000 } });
  const call = 'return told(funcs.call("app:length", ("x"):rep(5000)))';
  expect(await limited(call)).toMatch(/^INVALID: payload of 5\d{3} bytes exceeds the limit of 4096/);
  expect(await outcome(call)).toBe(5000);
  const flood = `
    for n = 1, 100 do
      local _, err = funcs.async("app:length", ("x"):rep(3000))
      if err then return told(nil, err) end
    end`;
  expect(await limited(flood)).toMatch(/^INVALID: what this workflow task asks for would take \d+ bytes, more/);
  const many = `
    for n = 1, 3 do
      local _, err = funcs.async("app:length", "")
      if err then return told(nil, err) end
    end`;
  expect(await run(TOLD + many, { functions, sizeLimits: { pending: 2 } })).toMatch(/^RATE_LIMITED: 2 activities of/);
  const children = `
    for n = 1, 3 do
      local _, err = process.spawn("app:waits", "test:w")
      if err then return told(nil, err) end
    end`;
  expect(await run(TOLD + children, { sizeLimits: { pending: 2 } })).toMatch(/^RATE_LIMITED: 2 children of/);
  const sends = `
    local refused
    for n = 1, 3 do
      coroutine.spawn(function()
        local _, err = process.send("test-run", "topic")
        refused = refused or err
      end)
    end
    time.sleep("1s")
    return told(nil, refused)`;
  expect(await run(TOLD + sends, { sizeLimits: { pending: 2 } })).toMatch(/^RATE_LIMITED: 2 messages of/);
  const long = 'while true do local _, err = funcs.call("app:length", "") if err then return told(nil, err) end end';
  expect(await run(TOLD + long, { functions, sizeLimits: { events: 60 } })).toMatch(
    /^INVALID: the history of this run has 60 events/,
  );
  expect(() => start('return 1', { sizeLimits: { payload: 1 } })).toThrow(
    /^sizeLimits\.payload: an integer of at least/,
  );
});

it('names, memos and search attributes are measured as by a server', async () => {
  const name = expect.stringMatching(/^INVALID: .* of 100[13] bytes exceeds the limit of 1000/);
  for (const call of [
    'process.send("test-run", long)',
    'funcs.call(long .. ":x")',
    'funcs.new():with_options({ ["activity.id"] = long }):call("app:give", 1)',
    'process.with_options({ ["workflow.id"] = long }):exec("app:echo", "test:w")',
  ]) {
    expect([call, await outcome(`local long = ("n"):rep(1001) return told(${call})`)]).toEqual([call, name]);
  }
  const options = (text: string) => `process.with_options({ ${text} }):exec("app:echo", "test:w", 1)`;
  expect(await outcome(`return told(${options('["workflow.memo"] = { a = ("m"):rep(2200000) }')})`)).toMatch(
    /^INVALID: memo of 2200\d{3} bytes exceeds the limit of 2097152/,
  );
  const long = '{ Key = ("k"):rep(2047) }';
  expect(await outcome(`return told(${options(`["workflow.search_attributes"] = ${long}`)})`)).toMatch(
    /^INVALID: search attribute 'Key' of 2049 bytes exceeds the limit/,
  );
});

it('search attributes are those that a test says are registered', async () => {
  const started = (search: string, searchAttributes?: RegisteredAttributes) => {
    const options = `{ ["temporal.workflow.search_attributes"] = { ${search} } }`;
    const source = `return told(process.with_options(${options}):spawn("app:waits", "test:w"))`;
    return run(TOLD + source, defined({ searchAttributes }));
  };
  const registered = { Id: 'Keyword', Total: 'Int' } as const;
  expect(await started('Id = "a", Total = 3', registered)).toMatch(/^\{/);
  expect(await started('Other = 1')).toMatch(/^\{/);
  expect(await started('Other = 1', registered)).toMatch(
    /^INVALID: search attribute 'Other' is none that the namespace has/,
  );
  expect(await started('Total = "b"', registered)).toBe(
    "INVALID: search attribute 'Total' is registered as Int: an integer expected, got a string",
  );
});
