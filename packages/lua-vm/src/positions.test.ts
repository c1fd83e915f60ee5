import { describe, expect, it } from 'vitest';
import { defineModule, fn, integer, invalid, LuaError, operation, string } from '@durable-lua/determinism';
import { createLua, ReturnedText } from './index.js';

const probe = defineModule(
  { name: 'probe', summary: 'For these tests.' },
  {
    functions: {
      where: fn({ params: {}, returns: string }, ({ lua }) => lua.where()),
      location: fn({ params: {}, returns: string }, ({ lua }) => lua.location()),
      /** Something of its own goes on after the call, so many steps: the last is refused. */
      begin: fn({ params: { steps: integer() } }, ({ lua }, { steps }) => {
        const next = (left: number): void => {
          if (left === 0) throw invalid('refused');
          lua.when(
            operation(new Promise<void>((resolve) => setTimeout(resolve, 1)), () => undefined),
            () => next(left - 1),
          );
        };
        next(steps);
      }),
      stay: fn({ params: {} }, ({ lua }) => lua.map(lua.select([{ channel: lua.channel(0) }], false), () => undefined)),
      /** Waits, but what the wait needs is refused. */
      wait: fn({ params: {}, returns: integer() }, ({ lua }) =>
        lua.map(
          lua.select([{ channel: lua.channel(0) }], false, () => {
            throw invalid('refused');
          }),
          ({ index }) => index,
        ),
      ),
    },
  },
);
const lua = () =>
  createLua({ modules: [probe], entry: 'app:order', host: { name: 'a test', deterministic: true, capabilities: {} } });
const run = (source: string) => lua().run({ name: 'order.lua', source });

/** The call, through so many functions of the library. */
const behind = (count: number, call: string): string => `pcall(${'pcall, '.repeat(count - 1)}${call})`;

describe('where Lua code stands', () => {
  it.each([1, 3, 12])(
    'is told alike by services, policy and globals, past %i functions of the library',
    async (count) => {
      const last = (call: string) => `\nlocal all = table.pack(${behind(count, call)})\nreturn all[all.n]`;
      expect(await run(last('probe.where'))).toBe('order.lua:2');
      expect(await run(last('probe.location'))).toBe('app:order:2');
      const details = async (call: string) => {
        const error = (await run(`${last(call)}:details()`)) as { line: string };
        return error.line;
      };
      expect(await details('os.getenv')).toBe('order.lua:2');
      expect(await details('string.gsub, "nope", "nope", _G')).toBe('order.lua:2');
    },
  );

  it('is the line of the innermost function for the budget', async () => {
    const source = 'local function spin()\n  while true do end\nend\nspin()';
    const error = await run(source).then(
      () => undefined,
      (thrown: unknown) => thrown as LuaError,
    );
    expect(error?.message).toMatch(/^order\.lua:2: more than/);
  });

  it.each([
    ['that it started', 'coroutine.spawn(string.find, s, "(a-)%1%1%1b")\ncoroutine.yield()'],
    ['of a group', 'local g = coroutine.group(1) g:spawn(string.find, s, "(a-)%1%1%1b")\ng:wait()'],
    ['that it resumed', 'coroutine.wrap(string.find)(s, "(a-)%1%1%1b")\n'],
  ])('is for the budget of a coroutine without any, %s, that of the code which did', async (_, source) => {
    await expect(run(`local s = ("a"):rep(20000)\n${source}`)).rejects.toThrow(/^order\.lua:2: more than/);
  });

  it.each([1, 2, 3])('is told of what fails after the call that has asked for it, %i steps later', async (steps) => {
    const source = `\nprobe.begin(${steps})\nprobe.stay()`;
    await expect(run(source)).rejects.toThrow(/^order\.lua:2: refused$/);
  });

  it('is that of the call whose wait is refused, which may be caught', async () => {
    await expect(run('\nprobe.wait()')).rejects.toMatchObject({
      message: 'refused',
      luaStack: expect.stringContaining('order.lua:2') as string,
    });
    expect(await run('local ok, err = pcall(probe.wait) return err:message()')).toBe('refused');
  });
});

describe('a text as second result', () => {
  const returned = async (source: string, method = 'main'): Promise<unknown> => {
    const point = { source, name: 'app/pay.lua', method };
    const failed = createLua().runEntry(point, []);
    return failed.then(
      () => undefined,
      (error: unknown) => (LuaError.is(error) ? [error.message, error.cause] : error),
    );
  };
  const from = (where: string) => ['no money', new ReturnedText(where)];

  it.each([
    ['returned by the method', 'return function()\n  local x = 1\n  return nil, "no money"\nend', 'app/pay.lua:3'],
    [
      'after other calls and a wait',
      'local function f() return 1 end\nreturn { main = function()\n  coroutine.yield()\n  f(f())\n  if f() == 1 then\n    return nil, "no money"\n  end\n  return 2\nend }',
      'app/pay.lua:6',
    ],
    [
      'of a tail call',
      'local function fail()\n  return nil, "no money"\nend\nreturn { main = function() return fail() end }',
      'app/pay.lua:2',
    ],
    [
      'handed on by the method',
      'local function fail()\n  return nil, "no money"\nend\nreturn { main = function()\n  local ok, err = fail()\n  return ok, err\nend }',
      'app/pay.lua:6',
    ],
    [
      'as a table beside nil',
      'return function()\n  local x = 1\n  return nil, { message = "no money", code = 5 }\nend',
      'app/pay.lua:3',
    ],
  ])('says where it was %s', async (_, source, where) => {
    expect(await returned(source)).toEqual(from(where));
  });

  it('has that place as its stack, and a table its content as details', async () => {
    const point = { source: 'return function()\n  return nil, { code = 5 }\nend', name: 'app/pay.lua', method: 'main' };
    const error = await createLua()
      .runEntry(point, [])
      .catch((failed: unknown) => failed as LuaError);
    expect(error).toMatchObject({ kind: 'INTERNAL', message: '{code = 5}', details: { code: 5 } });
    expect((error as LuaError).stack).toBe('LuaError: {code = 5}\n    at app/pay.lua:2: in ?');
  });

  it('means nothing beside a result, as a table', async () => {
    expect(await createLua().run('return 1, { code = 5 }')).toBe(1);
  });
});
