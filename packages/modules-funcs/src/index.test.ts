import { describe, expect, it } from 'vitest';
import { LuaError, operation } from '@durable-lua/determinism';
import type { Data, FunctionCall, Functions, Operation, Payload } from '@durable-lua/determinism';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { funcs } from './index.js';

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
  'test:options': (_, call) => call.options,
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
