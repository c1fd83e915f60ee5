import { expect, it } from 'vitest';
import { LuaError, type Data } from '@durable-lua/determinism';
import { run } from './worlds.fixture.js';

const TOLD =
  'local function told(value, err) return err and err:kind() .. ": " .. err:message():sub(1, 60) or value end ';
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
