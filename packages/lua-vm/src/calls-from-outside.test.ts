import { describe, expect, it } from 'vitest';
import {
  boolean,
  LuaError,
  defineModule,
  fn,
  func,
  operation,
  optional,
  string,
  value,
  data,
  result,
} from '@durable-lua/determinism';
import type { Channel, Data, LuaCallable, LuaServices, LuaValue, Operation } from '@durable-lua/determinism';
import type { HostedVm } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const CHANNEL = Symbol('channel');
/** With room for one value. */
const channelOf = (lua: LuaServices): Channel => lua.state(CHANNEL, () => lua.channel(1));

/** A module that keeps functions of Lua, and a host that calls them as a workflow host does. */
function setUp(source: string) {
  let lua!: LuaServices;
  let vm!: HostedVm;
  const kept = new Map<string, LuaCallable>();
  let timers = 0;
  const keep = defineModule(
    { name: 'keep', summary: 'Keeps functions.', needs: ['clock', 'log'] },
    {
      functions: {
        keep: fn({ params: { name: string, handler: func } }, (env, { name, handler }) => {
          ({ lua } = env);
          kept.set(name, handler);
        }),
        raise: fn({ params: { kind: string }, returns: optional(data) }, (_, { kind }) => {
          throw new LuaError({ kind, message: 'no' });
        }),
        give: fn({ params: { kind: string }, returns: result(optional(data)) }, (_, { kind }) => {
          throw new LuaError({ kind, message: 'no' });
        }),
        send: fn({ params: { value }, returns: boolean }, (env, args) => channelOf(env.lua).send(args.value)),
        receive: fn(
          { returns: optional(value) },
          (env) => env.lua.map(channelOf(env.lua).receive(), ([got]) => got) as never,
        ),
        now: fn({ returns: optional(data) }, ({ clock }) => clock.now()),
        sleep: fn({ returns: result(optional(value)) }, ({ clock }) => clock.timer(1) as Operation<never>),
      },
    },
  );
  const run = createLua({
    modules: [keep],
    host: {
      name: 'a test',
      deterministic: true,
      capabilities: {
        clock: {
          now: () => 42,
          timer: () => {
            timers += 1;
            return operation(new Promise<void>(() => undefined), () => undefined);
          },
          zone: 'UTC',
        },
        log: { write: () => undefined },
      },
      attach: (hosted) => void (vm = hosted),
    },
    defer: (turn) => turn(),
  }).run({ source, name: 'test.lua' });
  void run.catch(() => undefined);
  const as = (given: LuaValue | undefined): Data => lua.as(given, data);
  return {
    run,
    timers: () => timers,
    vm: () => vm,
    call: (name: string, ...args: Data[]): Data =>
      as(
        lua.call(
          kept.get(name) as LuaCallable,
          args.map((arg) => lua.make(data, arg)),
        ),
      ),
    start: (name: string): Promise<Data> =>
      new Promise((resolve, reject) =>
        vm.post(() => {
          void lua.run(kept.get(name) as LuaCallable, []).result.then((given) => resolve(as(given)), reject);
        }),
      ),
  };
}

const WAITS = 'keep.sleep()';

describe('a call at once', () => {
  it('gives the first result, of the values as they are now, and may read the clock', () => {
    const { call } = setUp(`local n = 7
      keep.keep("add", function(by) n = n + by return n, nil end)
      keep.keep("now", function() return keep.now() end)
      ${WAITS}`);
    expect(call('add', 1)).toBe(8);
    expect(call('add', 2)).toBe(10);
    expect(call('now')).toBe(42);
  });

  it.each([
    ['an effect', 'keep.sleep()'],
    ['a receive, though a value waits', 'keep.receive()'],
    ['a send', 'keep.send(1)'],
    ['a new coroutine', 'coroutine.spawn(function() end)'],
    ['a pause', 'coroutine.yield()'],
  ])('refuses %s before anything is begun', (_, code) => {
    const { call, timers, vm } = setUp(`
      keep.send("kept")
      keep.keep("bad", function() ${code} end)
      keep.keep("caught", function()
        local ok, err = pcall(function() ${code} end)
        return { ok, tostring(err) }
      end)
      ${WAITS}`);
    expect(() => call('bad')).toThrow(
      expect.objectContaining({ kind: 'INVALID', message: expect.stringMatching(/^cannot wait here/) }),
    );
    expect(call('caught')).toEqual([false, expect.stringMatching(/cannot wait here/)]);
    expect(timers()).toBe(1);
    expect(vm().coroutines()).toHaveLength(1);
  });

  it('throws what it raises, and what it returns as second result', () => {
    const { call } = setUp(`
      keep.keep("raise", function() keep.raise("CONFLICT") end)
      keep.keep("give", function() return keep.give("NOT_FOUND") end)
      keep.keep("text", function() return nil, "not today" end)
      keep.keep("wrong", function() return (1).there end)
      ${WAITS}`);
    expect(() => call('raise')).toThrow(expect.objectContaining({ kind: 'CONFLICT' }));
    expect(() => call('give')).toThrow(expect.objectContaining({ kind: 'NOT_FOUND' }));
    expect(() => call('text')).toThrow(expect.objectContaining({ kind: 'INTERNAL', message: 'not today' }));
    expect(() => call('wrong')).toThrow(/test\.lua:\d+/);
  });

  it('is stopped in an endless loop, and takes nothing from the budget of the run', async () => {
    const { call, start } = setUp(`
      keep.keep("loop", function() while true do end end)
      keep.keep("work", function() for _ = 1, 100000 do end return "done" end)
      ${WAITS}`);
    for (let i = 0; i < 3; i++) expect(() => call('loop')).toThrow(/endless loop/);
    expect(await start('work')).toBe('done');
  });
});

describe('a call in a coroutine of its own', () => {
  it('waits like any other, and its failure is that of the call alone', async () => {
    const { run, start, vm } = setUp(`
      keep.keep("ask", function() return keep.receive(1, 2) end)
      keep.keep("fail", function() keep.raise("CONFLICT") end)
      keep.keep("tell", function() keep.send("it") end)
      keep.keep("end", function() ending:send(1) end)
      ${WAITS}`);
    const asked = start('ask');
    expect(
      vm()
        .coroutines()
        .map(({ traceback }) => traceback),
    ).toContainEqual(expect.stringMatching(/test\.lua:2/));
    await expect(start('fail')).rejects.toMatchObject({ kind: 'CONFLICT' });
    await start('tell');
    expect(await asked).toBe('it');
    expect(await Promise.race([run.catch(() => 'failed'), Promise.resolve('goes on')])).toBe('goes on');
  });
});
