import { describe, expect, it } from 'vitest';
import {
  LuaError,
  channel as channelType,
  defineClass,
  defineModule,
  fn,
  instance,
  integer,
  operation,
  optional,
  present,
  result,
  string,
} from '@durable-lua/determinism';
import { type Host, type HostedVm } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const probe = defineModule(
  {
    name: 'probe',
    summary: 'For these tests.',
  },
  {
    functions: {
      later: fn(
        { params: { ms: integer(), text: optional(string, 'done') }, returns: result(string) },
        (_, { ms, text }) =>
          operation(
            wait(ms).then(() => text),
            () => undefined,
          ),
      ),
      fail: fn({ params: { kind: string }, returns: result(string) }, async (_, { kind }) => {
        throw new LuaError({ kind, message: 'asked to fail' });
      }),
      bug: fn({}, () => {
        throw new TypeError('a bug in the binding');
      }),
    },
  },
);

/** The VM knows channels; the module that makes them is a package above it. */
const channel = defineModule(
  {
    name: 'channel',
    summary: 'Only new, for these tests.',
  },
  {
    functions: {
      new: fn({ params: { size: optional(integer(), 0) }, returns: channelType }, ({ lua }, { size }) =>
        lua.channel(size),
      ),
    },
  },
);

const host: Host = { name: 'a test', capabilities: {} };
const run = (source: string) => createLua({ modules: [probe], host }).run({ source, name: 'test.lua' });

describe('a Lua state', () => {
  it('runs a chunk and gives its result as plain data', async () => {
    expect(
      await run('local t = {} for i = 1, 3 do t[i] = i * i end return { list = t, text = "é", yes = true }'),
    ).toEqual({
      list: [1, 4, 9],
      text: 'é',
      yes: true,
    });
  });

  it('suspends only the calling coroutine', async () => {
    const opened = new Map<string, () => void>();
    const gate = defineModule(
      { name: 'gate', summary: 'For this test.' },
      {
        functions: {
          wait: fn({ params: { name: string } }, (_, { name }) => new Promise<void>((open) => opened.set(name, open))),
          open: fn({ params: { name: string } }, (_, { name }) => opened.get(name)?.()),
        },
      },
    );
    expect(
      await createLua({ modules: [gate], host }).run(`
        local order = {}
        coroutine.spawn(function() gate.wait("first") order[#order + 1] = "first" gate.open("main") end)
        coroutine.spawn(function() gate.wait("second") order[#order + 1] = "second" gate.open("first") end)
        coroutine.spawn(function() gate.open("second") end)
        order[#order + 1] = "main"
        gate.wait("main")
        return order`),
    ).toEqual(['main', 'second', 'first']);
  });

  it('waits inside pcall, metamethods, iterators and inner coroutines', async () => {
    expect(
      await run(`
        local seen = {}
        seen[1] = select(2, pcall(probe.later, 1, "pcall"))
        local t = setmetatable({}, { __index = function(_, k) return (probe.later(1, k)) end })
        seen[2] = t.index
        for v in function(_, last) if not last then return (probe.later(1, "iterator")) end end do seen[3] = v end
        local inner = coroutine.wrap(function()
          local got = probe.later(1, "inner")
          coroutine.yield(got)
          return (probe.later(1, "inner end"))
        end)
        seen[4] = inner()
        seen[5] = inner()
        return seen`),
    ).toEqual(['pcall', 'index', 'iterator', 'inner', 'inner end']);
  });

  it('says so when a wait is impossible, instead of losing it', async () => {
    expect(
      await run(`return (select(2, pcall(table.sort, { 2, 1 }, function(a, b) probe.later(1) return a < b end)))`),
    ).toMatch(/attempt to wait in 'later' across a JS-call boundary/);
  });

  it('drops the result of what it could not wait for, also a rejection', async () => {
    const sorting = 'local ok = pcall(table.sort, { 2, 1 }, function(a, b) probe.fail("INVALID") return a < b end)';
    expect(await run(`${sorting} probe.later(1) return ok`)).toBe(false);
  });

  it('gives an expected failure as nil and an error object', async () => {
    expect(
      await run(
        `local v, err = probe.fail("NotFound") return { v == nil, err:kind(), err:message(), tostring(err), type(err) }`,
      ),
    ).toEqual([true, 'NOT_FOUND', 'asked to fail', 'asked to fail', 'userdata']);
  });

  it("reports a bad argument in Lua's words with the caller's position", async () => {
    await expect(run('\nprobe.later("soon")')).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: "test.lua:2: bad argument #1 to 'later' (integer expected, got string)",
    });
  });

  it('tells where a call failed, in the traceback of what it gave back', async () => {
    const stack = await run(
      'local function ask()\n  local _, err = probe.fail("INVALID")\n  return err\nend\nreturn ask():stack()',
    );
    expect(stack).toMatch(/^stack traceback:\n\ttest\.lua:2: in .*\n\ttest\.lua:5: in main chunk/);
  });

  it('lets no pcall swallow a bug of a binding', async () => {
    await expect(run('pcall(probe.bug) return 1')).rejects.toThrow('a bug in the binding');
  });

  it('lets no pcall swallow a bug outside a function body', async () => {
    const broken = defineClass(
      { type: instance<object>('broken') },
      {
        methods: {},
        tostring: () => {
          throw new TypeError('a bug in tostring');
        },
      },
    );
    const module = defineModule(
      {
        name: 'broken',
        summary: 'For this test.',
      },
      {
        functions: { make: fn({ returns: broken.type }, () => ({})) },
        classes: [broken],
      },
    );
    const lua = createLua({ modules: [module], host });
    await expect(lua.run('pcall(tostring, broken.make()) return 1')).rejects.toThrow('a bug in tostring');
  });

  it.each<[string, string, unknown]>([
    ['{ code = 5 }', '{code = 5}', { code: 5 }],
    ['{ message = "no tea", code = 5 }', 'no tea', { message: 'no tea', code: 5 }],
    [
      '{ 1, { "a b", x = true, ["no name"] = 1.5 } }',
      '{1, {"a b", x = true, ["no name"] = 1.5}}',
      { unsent: '[2]: a table with mixed or non-sequence integer keys cannot be sent' },
    ],
    ['{ 1, 2, 3 }', '{1, 2, 3}', { value: [1, 2, 3] }],
    [
      '{ f = print, a = { b = { c = { d = 1 } } } }',
      '{f = (function), a = {b = {c = (table)}}}',
      { a: { b: { c: { d: 1 } } }, unsent: '.f: function cannot be sent' },
    ],
    [
      '{ text = ("x"):rep(500), code = 5 }',
      `{text = "${'x'.repeat(60)}…", code = 5}`,
      { text: 'x'.repeat(500), code: 5 },
    ],
    ['{}', '{}', undefined],
    ['setmetatable({ code = 5 }, { __tostring = function() return "said so" end })', 'said so', undefined],
    ['5', '5', undefined],
  ])('a raised table that nobody catches says what it holds: %s', async (thrown, message, details) => {
    const source = `coroutine.wrap(function() error(${thrown}) end)()`;
    const failure = await run(source).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'INTERNAL', message, retryable: false });
    expect((failure as LuaError).details).toEqual(details);
  });

  it.each([
    ['return {', 'pay.lua:2: unexpected symbol near <eof>', 'pay.lua:2: in main chunk'],
    ['return 5', 'pay.lua returns nothing to call: end the file with return { main = main }', 'pay.lua: in main chunk'],
    [
      'return {}',
      "pay.lua returns no function 'main': end the file with return { main = main }",
      'pay.lua: in main chunk',
    ],
  ])('what is no entry has its place as stack, and no frames of the engine: %s', async (source, message, place) => {
    const point = { source: `${source}\n`, name: 'pay.lua', method: 'main' };
    const error = await createLua()
      .runEntry(point, [])
      .catch((failed: unknown) => failed as LuaError);
    expect((error as LuaError).stack).toBe(`LuaError: ${message}\n    at ${place}`);
  });

  it('not-a-number has the same bits on every processor', async () => {
    const bits =
      'local function bits(f, x) return (string.pack(f, x):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end';
    const payload = '(string.unpack("<d", "\\1\\0\\0\\0\\0\\0\\xf0\\x7f"))';
    expect(
      await run(
        `${bits} local n = 0 return { bits("<d", n/n), bits(">d", -(n/n)), bits("<f", -(n/n)), bits(">f", n/n), bits("<n", ${payload}) }`,
      ),
    ).toEqual(['000000000000f8ff', 'fff8000000000000', '0000c0ff', 'ffc00000', '000000000000f8ff']);
  });

  it('a raised string keeps its bytes on its way out of coroutine.wrap', async () => {
    const source = 'return select(2, pcall(coroutine.wrap(function() error("\\255", 0) end))):sub(-1) == "\\255"';
    expect(await run(source)).toBe(true);
  });

  it('ends with the Lua position and traceback of an uncaught error', async () => {
    const failure = await run('local function inner()\n  error("boom")\nend\ninner()').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'INTERNAL', message: 'test.lua:2: boom', retryable: false });
    expect((failure as LuaError).luaStack).toContain('test.lua:4: in main chunk');
  });

  it('hands values over a channel in order, and wakes receivers when it is closed', async () => {
    expect(
      await createLua({ modules: [channel], host }).run(`
        local ch, got = channel.new(), {}
        coroutine.spawn(function() for i = 1, 3 do ch:send(i) end ch:close() end)
        while true do local v, ok = ch:receive() if not ok then break end got[#got + 1] = v end
        return got`),
    ).toEqual([1, 2, 3]);
  });

  it('names every blocked coroutine when nothing can wake them', async () => {
    await expect(
      createLua({ modules: [channel], host }).run({
        name: 'test.lua',
        source: 'local ch = channel.new()\ncoroutine.spawn(function()\n  ch:receive()\nend)\nch:receive()',
      }),
    ).rejects.toThrow(/all coroutines are blocked.*main at test\.lua:5.*coroutine 1 at test\.lua:3/);
  });

  it('names some of very many blocked coroutines, and says how many there are', async () => {
    const source = `for i = 1, 3000 do coroutine.spawn(function() channel.new():receive() end) end channel.new():receive()`;
    const error: unknown = await createLua({ modules: [channel], host })
      .run({ name: 'test.lua', source })
      .catch((thrown: unknown) => thrown);
    expect((error as Error).message).toMatch(/main at test\.lua:1 .*coroutine 19 at test\.lua:1 .*; and 2981 more$/);
    expect((error as Error).message.length).toBeLessThan(2_000);
  });

  it('tells its host where the code stands that called last, and what its coroutines wait for', async () => {
    let vm: HostedVm | undefined;
    const seen: unknown[] = [];
    const watched: Host = {
      ...host,
      capabilities: { log: { write: () => void seen.push(vm?.where()) } },
      attach: (attached) => (vm = attached),
    };
    const lua = createLua({ modules: [probe, channel], host: watched });
    const end = lua.run({
      name: 'test.lua',
      source: '\nprint("x")\nlocal ch = channel.new()\nprobe.later(5)\nch:send(1)',
    });
    lua.post(() => seen.push(vm?.waiting()));
    await expect(end).rejects.toThrow('all coroutines are blocked');
    expect(seen).toEqual(['test.lua:2', [expect.stringMatching(/^main at test\.lua:4 \(later\)$/)]]);
    expect(vm?.where()).toBe('test.lua:5');
    expect(vm?.waiting()).toEqual([]);
  });

  it('answers whole numbers as keys where a class has items', async () => {
    const list = defineClass(
      { type: instance<readonly string[]>('words') },
      {
        methods: { count: fn({ returns: integer() }, (_, { self }) => self.length) },
        item: (self, index) => (self[index - 1] === undefined ? undefined : present(string, self[index - 1] as string)),
      },
    );
    const words = defineModule(
      {
        name: 'words',
        summary: 'For this test.',
      },
      {
        functions: { all: fn({ returns: list.type }, () => ['one', 'two']) },
        classes: [list],
      },
    );
    expect(
      await createLua({ modules: [words], host }).run(`
        local w, got = words.all(), {}
        for i, word in ipairs(w) do got[i] = word end
        return { got, w:count(), w[3] == nil, w.unknown == nil }`),
    ).toEqual([['one', 'two'], 2, true, true]);
  });

  it('keeps two states apart', async () => {
    const one = createLua({ modules: [probe], host });
    const other = createLua({ modules: [probe], host });
    await one.run('counter = 1 string.extra = true');
    expect(await other.run('return { counter == nil, string.extra == nil }')).toEqual([true, true]);
  });
});

it('a module table shows all its fields in order, the same ones each time', async () => {
  const module = defineModule(
    {
      name: 'fields',
      summary: 'For this test.',
    },
    {
      functions: {
        b: fn({}, () => undefined),
        'deep.inner.f': fn({ returns: integer() }, () => 7),
        a: fn({}, () => undefined),
      },
      aliases: { short: 'deep.inner.f' },
      constants: { LIMIT: 10, 'deep.NAME': 'x' },
    },
  );
  expect(
    await createLua({ modules: [module], host }).run(`
      local keys, deep = {}, {}
      for k in pairs(fields) do keys[#keys + 1] = k end
      for k in pairs(fields.deep) do deep[#deep + 1] = k end
      return {
        keys, deep, fields.short == fields.deep.inner.f, fields.b == fields.b, fields.deep == fields.deep,
        fields.short(), fields.LIMIT, fields.missing == nil, fields[1] == nil, pcall(function() fields.b = 1 end),
      }`),
  ).toEqual([
    ['b', 'deep', 'a', 'LIMIT', 'short'],
    ['inner', 'NAME'],
    true,
    true,
    true,
    7,
    10,
    true,
    true,
    false,
    "chunk:7: attempt to modify read-only module 'fields'",
  ]);
});
