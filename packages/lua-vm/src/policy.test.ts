import { describe, expect, it } from 'vitest';
import { defineModule, fn, LuaError, result, string, value } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const clock = { now: () => Date.UTC(2024, 1, 29, 12, 0, 0), timer: () => ({}) as never, zone: 'UTC' };
const workflow: Host = { name: 'a workflow', deterministic: true, capabilities: { clock } };
const node: Host = { name: 'Node', capabilities: { clock } };

const run = (source: string, host = workflow) =>
  createLua({
    host,
    entry: 'app:w',
    libraries: { helper: { name: 'helper.lua', source: 'return { twice = function(x) return 2 * x end }' } },
  })
    .runEntry({ source, name: 'w.lua', method: 'main' }, [])
    .then((payload) => JSON.parse(new TextDecoder().decode(payload.data ?? new Uint8Array()) || 'null') as unknown);

/** The body of a main function, and what it returns. */
const main = (body: string, host = workflow) =>
  run(`local function main()\n${body}\nend\nreturn { main = main }`, host);

describe('what an author forgot', () => {
  const geo = defineModule(
    { name: 'geo', summary: 'G.' },
    {
      functions: {
        find: fn({ params: { name: string } }, () => undefined),
        seek: fn({ params: { name: value }, returns: result(string) }, () => {
          throw new LuaError({ kind: 'INVALID', message: 'name: string expected, got table' });
        }),
        any: fn({ params: { name: value }, returns: string }, () => 'taken'),
        'near.find': fn({ params: { name: value }, returns: string }, () => 'taken'),
      },
    },
  );
  const fails = async (body: string, host: Host, declared: readonly string[]) => {
    const lua = createLua({ modules: [geo], host, entry: 'app:w', declared });
    const failure = lua.run({ source: body, name: 'w.lua' }).catch((error: unknown) => error);
    return ((await failure) as Error).message;
  };

  it.each([workflow, node])('to declare a module: the error says so ($name)', async (host) => {
    expect(await fails('return geo.find("x")', host, [])).toMatch(
      /(undeclared global 'geo' \(entry app:w line 1\)|nil value \(global 'geo'\)); it is a module: add it to modules of app:w$/,
    );
    expect(await fails('return require("geo")', host, [])).toBe(
      "module 'geo' is not declared in modules or imports of app:w: add it to modules",
    );
    expect(await fails('return chanel.new()', host, [])).toMatch(/; did you mean 'channel'\?$/);
    expect(await fails('return require("coroutin")', host, [])).toMatch(/app:w; did you mean 'coroutine'\?$/);
    expect(await fails('return vector.new()', host, [])).not.toMatch(/did you mean|module/);
  });

  it.each(['find', 'seek', 'any'])('that geo.%s is no method: the error says so, at its line', async (name) => {
    expect(await fails(`\nlocal v, e = geo:${name}("x")`, workflow, ['geo'])).toBe(
      `w.lua:2: calling '${name}' with ':' passes the module as its first argument: use geo.${name}(…)`,
    );
    const lua = createLua({ modules: [geo], host: workflow, declared: ['geo'] });
    expect(await lua.run('return geo.any(geo)')).toBe('taken');
  });

  it('that a table of a module is no object either', async () => {
    expect(await fails('\nlocal v = geo.near:find("x")', workflow, ['geo'])).toBe(
      "w.lua:2: calling 'near.find' with ':' passes the module as its first argument: use geo.near.find(…)",
    );
    const lua = createLua({ modules: [geo], host: workflow, declared: ['geo'] });
    expect(await lua.run('return geo.near.find(geo.near)')).toBe('taken');
  });

  it.each([
    ['geo.fnd("x")', 'find'],
    ['local g = require("geo")\nreturn g.seeek("x")', 'seek'],
    ['return geo.near.fidn("x")', 'find'],
    ['return string.fomat("x")', 'format'],
    ['return os.tiem()', 'time'],
    ['return coroutine.spwan(print)', 'spawn'],
    ['return geo.naer.find("x")', 'near'],
  ])('how a function is written: %s', async (source, meant) => {
    for (const host of [workflow, node]) {
      expect(await fails(source, host, ['geo'])).toMatch(new RegExp(`nil value .*; did you mean '${meant}'\\?$`));
    }
  });

  it.each([
    ['return geo.translate("x")', "; geo has no 'translate'"],
    ['local t = {} return t.fnd("x")', "(field 'fnd')"],
    ['local t = {} return geo.any(t.fnd("x")) .. geo.fnd("y")', "(field 'fnd')"],
  ])('what is not known is not guessed: %s', async (source, end) => {
    const text = await fails(source, node, ['geo']);
    expect(text.slice(-end.length)).toBe(end);
  });

  it.each([
    ['tostrin(1)', 'tostring'],
    ['gte.find("x")', undefined],
    ['x', undefined],
    ['id', undefined],
  ])('of the globals there are, %s is near %s', async (name, meant) => {
    const text = await fails(`return ${name}`, workflow, ['geo']);
    expect(/did you mean '(\w+)'/.exec(text)?.[1]).toBe(meant);
  });

  it('which modules there are, where none need be declared', async () => {
    const lua = createLua({ modules: [geo], host: node });
    await expect(lua.run('require("goe")')).rejects.toThrow(
      "module 'goe' is not part of this runtime; did you mean 'geo'?",
    );
    await expect(lua.run('require("vector")')).rejects.toThrow(
      "module 'vector' is not part of this runtime: pass it in modules",
    );
  });

  it('that a module is no value to be sent', async () => {
    const lua = createLua({ modules: [geo], host: workflow });
    await expect(lua.run('return { m = geo }')).rejects.toThrow('.m: a module cannot be sent');
    await expect(lua.run('return geo.near')).rejects.toThrow('a module cannot be sent');
  });
});

describe('the standard library in a workflow', () => {
  const forbidden = [
    ['load("return 1")', 'library entry'],
    ['loadstring("return 1")', 'library entry'],
    ['loadfile("x")', 'library entry'],
    ['dofile("x")', 'library entry'],
    ['collectgarbage()', 'managed by the host'],
    ['collectgarbage("count")', 'managed by the host'],
    ['string.dump(print)', 'precompiled'],
    ['math.random()', 'crypto.random_bytes'],
    ['math.randomseed(1)', 'crypto.random'],
    ['os.time()', 'time.now():unix()'],
    ['os.date()', 'time.now():format'],
    ['os.clock()', 'time.now():sub'],
    ['os.getenv("HOME")', 'ctx'],
    ['os.execute("ls")', 'function'],
    ['os.exit()', 'function'],
    ['os.remove("x")', 'function'],
    ['os.rename("x", "y")', 'function'],
    ['os.tmpname()', 'function'],
    ['os.setlocale("C")', 'function'],
    ['debug.getinfo(1)', 'debug.traceback'],
    ['debug.sethook()', 'debug.traceback'],
    ['io.open("x")', 'funcs.call'],
    ['io.write("x")', 'funcs.call'],
    ['io.popen("ls")', 'funcs.call'],
  ] as const;

  it.each(forbidden)('%s raises and names what to use instead', async (call, use) => {
    const [ok, kind, message, retryable, line] = (await main(
      `local ok, e = pcall(function()\n  return ${call}\nend)\nreturn { ok, e:kind(), e:message(), e:retryable(), e:details().line }`,
    )) as [boolean, string, string, boolean, string];
    expect([ok, kind, retryable, line]).toEqual([false, 'INVALID', false, 'w.lua:3']);
    expect(message).toMatch(/is not allowed in a workflow: use |is not available: use /);
    expect(message).toContain(use);
  });

  it('lets a forbidden function be read and passed around', async () => {
    expect(await main('local time = os.time\nreturn type(time)')).toBe('function');
  });

  it('computes dates from arguments, in UTC', async () => {
    expect(
      await main(`return {
        os.time({ year = 2024, month = 2, day = 29, hour = 13 }),
        os.date("%Y-%m-%d %H:%M:%S %j %a %p", 1709211600),
        os.date("!*t", 0).year,
        os.difftime(20, 5),
        os.date("%c", 0),
      }`),
    ).toEqual([1709211600, '2024-02-29 13:00:00 060 Thu PM', 1970, 15, 'Thu Jan  1 00:00:00 1970']);
    await expect(main('return os.date("%Ez", 0)')).rejects.toThrow("invalid conversion specifier '%Ez'");
  });

  it('keeps what is pure', async () => {
    expect(
      await main(`return {
        unpack({ 1, 2 }), math.pow(2, 3), math.log10(1000), math.atan2(0, 1), string.format("%5.1f", 2), utf8.char(228),
        type(debug.traceback()), os.platform, rawlen({ 1 }), select("#", 1, nil), _VERSION, math.type(1),
      }`),
    ).toEqual([1, 8, 3, 0, '  2.0', 'ä', 'string', 'durable-lua', 1, 2, 'Lua 5.3', 'integer']);
  });

  it.each([workflow, node])('shows what was required in package.loaded, read-only, in $name', async (host) => {
    expect(
      await main(
        `local before = package.loaded.helper
        local helper = require("helper")
        return {
          before == nil, package.loaded.helper == helper, package.loaded.other == nil, package.path == nil,
          (pcall(function() package.loaded.helper = 1 end)), (pcall(function() package.path = "x" end)),
        }`,
        host,
      ),
    ).toEqual([true, true, true, true, false, false]);
  });

  it('gives the same addresses and the same order of keys each time', async () => {
    const source = `local t, keys = { b = 1, a = 2, [3] = 3 }, {}
      for k in pairs(t) do keys[#keys + 1] = tostring(k) end
      return { tostring({}), tostring(print), keys }`;
    const first = await main(source);
    expect(await main(source)).toEqual(first);
    expect((first as unknown[])[2]).toEqual(['b', 'a', '3']);
  });
});

describe('globals in a workflow', () => {
  it('cannot be read before they are declared', async () => {
    await expect(main('return missing')).rejects.toMatchObject({
      kind: 'INVALID',
      message: "undeclared global 'missing' (entry app:w line 2)",
    });
  });

  it('point to a local that is declared too late', async () => {
    await expect(
      run('local function main()\n  return later()\nend\nlocal function later() end\nreturn { main = main }'),
    ).rejects.toThrow(
      "undeclared global 'later' (entry app:w line 2); it is declared as a local at line 4: move it above its first use",
    );
  });

  it('may be defined once, while the chunk loads', async () => {
    expect(
      await run('LIMIT = 10\nfunction helper() return LIMIT end\nreturn { main = function() return helper() end }'),
    ).toBe(10);
    await expect(run('LIMIT = 10\nLIMIT = 11\nreturn { main = function() end }')).rejects.toThrow(
      "assignment to global 'LIMIT' is not allowed in a workflow: use a local",
    );
  });

  it.each([
    ['counter = 1', "assignment to global 'counter'"],
    ['string = nil', "assignment to global 'string'"],
    ['string.extra = 1', "attempt to modify read-only module 'string'"],
    ['table.insert = nil', "attempt to modify read-only module 'table'"],
    ['rawset(_G, "x", 1)', 'rawset(_G'],
    ['setmetatable(_G, {})', 'setmetatable(_G'],
    ['_G.x = 1', "assignment to global 'x'"],
    ['_ENV.x = 1', "assignment to global 'x'"],
  ])('%s is refused once the method runs', async (statement, message) => {
    await expect(main(statement)).rejects.toThrow(message);
  });

  it('can be probed', async () => {
    expect(
      await main('return { rawget(_G, "x") == nil, rawget(_G, "print") == print, jit == nil, setfenv == nil }'),
    ).toEqual([true, true, true, true]);
  });

  it('are fresh in each run, libraries too', async () => {
    const source = `local helper = require("helper")
      local total = 0
      return { main = function() total = total + helper.twice(1) return total end }`;
    expect(await run(source)).toBe(2);
    expect(await run(source)).toBe(2);
  });
});

describe('the standard library elsewhere', () => {
  it('tells the time of the host', async () => {
    expect(await main('return { os.time(), os.date("!%F", os.time()), os.clock() >= 0 }', node)).toEqual([
      1709208000,
      '2024-02-29',
      true,
    ]);
  });

  it('draws random numbers, in each state others', async () => {
    let calls = 0;
    const random = {
      bytes: () => Promise.reject(new Error('not used')),
      derived: () => Uint8Array.of(0, 0, 0, 0, 0, ++calls),
    };
    const host: Host = { ...node, capabilities: { clock, random } };
    const draw = () => main('local r = {} for i = 1, 8 do r[i] = math.random(1, 1000000) end return r', host);
    const first = (await draw()) as number[];
    expect(first.every((one) => one >= 1 && one <= 1_000_000)).toBe(true);
    expect(await draw()).not.toEqual(first);
  });

  it('has plain globals, and no I/O', async () => {
    expect(await main('counter = (counter or 0) + 1 return { counter, missing == nil }', node)).toEqual([1, true]);
    await expect(main('return io.open("x")', node)).rejects.toThrow('http_client, store or a host module');
  });
});
