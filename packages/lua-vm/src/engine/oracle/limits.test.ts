import '../state/own-parts.js';
import lauxlib from 'fengari/src/lauxlib.js';
import lua from 'fengari/src/lua.js';
import { describe, expect, it } from 'vitest';
import { newState, type State } from './sides.js';

/** Runs a chunk in protected mode; its first result, or the message, as text. */
function run(L: State, source: string): string {
  lua.lua_settop(L, 0);
  const bytes = new Uint8Array(Buffer.from(source));
  if (lauxlib.luaL_loadbuffer(L, bytes, bytes.length, '=t') !== lua.LUA_OK) throw new Error(lua.lua_tojsstring(L, -1));
  lua.lua_pcall(L, 0, 1, 0);
  return lua.lua_tojsstring(L, -1);
}

class Stop extends Error {
  readonly luaUncatchable = true;
}

const RUNAWAY = [
  'while true do end',
  'repeat until false',
  '::a:: goto a',
  'for i = 1, math.huge do end',
  'for i = math.maxinteger - 1, math.maxinteger do end',
  'local function f() return f() end f()',
  'pcall(function() while true do end end) while true do end',
  'while true do pcall(error) end',
  'coroutine.wrap(function() while true do end end)()',
  'local co = coroutine.create(function() while true do coroutine.yield() end end) while true do coroutine.resume(co) end',
  'table.sort({ 3, 2, 1 }, function() while true do end end)',
  '("x"):gsub("x", function() while true do end end)',
  'setmetatable({}, { __index = function() while true do end end }).x = (setmetatable({}, { __index = function() while true do end end })).x',
  '("a"):rep(30):match(("a?"):rep(30) .. ("a"):rep(30))',
  '("a"):rep(100000):find((".-"):rep(20) .. "b")',
  'table.move({}, 1, 1 << 60, 2)',
  'table.concat(setmetatable({}, { __len = function() return 1 << 60 end, __index = function() return "x" end }))',
  'table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, "x")',
  'table.remove(setmetatable({}, { __len = function() return 1 << 60 end }), 1)',
  'local s = "x" while true do s = s:upper():lower():reverse() end',
  'local function f(...) while true do select(2, ...) end end f(table.unpack({}, 1, 60000))',
];

describe('the budget', () => {
  it.each(RUNAWAY)('stops %s, past every pcall', (source) => {
    const L = newState();
    L.l_G.budget = 1_000_000;
    L.l_G.onBudget = () => {
      throw new Stop('spent');
    };
    expect(() => run(L, source)).toThrow('spent');
  });

  it('spares programs that do little', () => {
    const L = newState();
    L.l_G.budget = 20_000;
    L.l_G.onBudget = () => {
      throw new Stop('spent');
    };
    expect(run(L, 'local t = {} for i = 1, 1000 do t[i] = ("x"):rep(i % 10) end return #table.concat(t)')).toBe('4500');
  });

  it('can be raised as a Lua error with the line that was running', () => {
    const L = newState();
    L.l_G.budget = 1000;
    L.l_G.onBudget = (state) => {
      lauxlib.luaL_where(state, 0);
      lua.lua_pushliteral(state, 'too much work');
      lua.lua_concat(state, 2);
      return lua.lua_error(state);
    };
    expect(
      run(L, 'local x = 1\nlocal ok, e = pcall(function()\n  while true do\n    x = x + 1\n  end\nend)\nreturn e'),
    ).toMatch(/^t:[345]: too much work$/);
  });

  it('is renewed by what the host returns', () => {
    const L = newState();
    let asked = 0;
    L.l_G.budget = 100;
    L.l_G.onBudget = () => {
      asked += 1;
      return 100;
    };
    expect(run(L, 'local n = 0 for i = 1, 10000 do n = n + i end return n')).toBe('50005000');
    expect(asked).toBeGreaterThan(90);
    expect(asked).toBeLessThan(110);
  });

  it('suspends a thread where the host returns 0, and the thread goes on unharmed', () => {
    const L = newState();
    const thread = lua.lua_newthread(L);
    const source = `local n, t = 0, {}
      local function fib(k) if k < 2 then return k end return fib(k - 1) + fib(k - 2) end
      for i = 1, 1000 do n = n + i t[#t + 1] = function() return i end end
      local ok, e = pcall(function() local k = 0 while k < 1000 do k = k + 1 end error("caught " .. k, 0) end)
      for _, f in ipairs(t) do n = n + f() end
      table.sort(t, function(a, b) return a() > b() end)
      return n + fib(12) + t[1](), e, select("#", (function(...) return ... end)(1, 2, 3))`;
    const bytes = new Uint8Array(Buffer.from(source));
    lauxlib.luaL_loadbuffer(thread, bytes, bytes.length, '=t');
    L.l_G.budget = 50;
    L.l_G.onBudget = () => 0;
    let suspended = 0;
    let status: number;
    while ((status = lua.lua_resume(thread, null, 0)) === lua.LUA_YIELD) {
      expect(thread.preempted).toBe(true);
      expect(lua.lua_gettop(thread)).toBe(0);
      suspended += 1;
      L.l_G.budget = 50;
    }
    expect(status).toBe(lua.LUA_OK);
    expect([1, 2, 3].map((i) => lua.lua_tojsstring(thread, i))).toEqual(['1002144', 'caught 1000', '3']);
    expect(suspended).toBeGreaterThan(50);
  });

  it('a thread that yields by itself is not marked as suspended by the host', () => {
    const L = newState();
    const thread = lua.lua_newthread(L);
    lauxlib.luaL_loadstring(thread, new Uint8Array(Buffer.from('coroutine.yield(1)')));
    expect(lua.lua_resume(thread, null, 0)).toBe(lua.LUA_YIELD);
    expect(thread.preempted).toBe(false);
  });
});

describe('an uncatchable exception', () => {
  const boom = (): State => {
    const L = newState();
    lua.lua_pushcfunction(L, () => {
      throw new Stop('from the host');
    });
    lua.lua_setglobal(L, 'boom');
    return L;
  };

  it.each([
    'pcall(boom)',
    'xpcall(boom, print)',
    'pcall(pcall, pcall, boom)',
    'coroutine.wrap(function() pcall(boom) end)()',
    'coroutine.resume(coroutine.create(function() coroutine.wrap(boom)() end))',
    'pcall(table.sort, { 2, 1 }, boom)',
    'pcall(string.gsub, "x", "x", boom)',
    'local t = setmetatable({}, { __index = boom, __tostring = boom }) pcall(function() return t.x end)',
    'pcall(tostring, setmetatable({}, { __tostring = boom }))',
    'pcall(load, boom)',
    'xpcall(error, boom)',
    'for _ in boom do end',
  ])('passes through %s to the host', (source) => {
    expect(() => run(boom(), source)).toThrow('from the host');
  });

  it('closes the state: neither calls nor coroutines run any more', () => {
    const L = boom();
    const thread = lua.lua_newthread(L);
    lauxlib.luaL_loadstring(thread, new Uint8Array(Buffer.from('return 1')));
    expect(() => run(L, 'pcall(boom)')).toThrow('from the host');
    expect(() => run(L, 'return 1')).toThrow('from the host');
    expect(() => lua.lua_resume(thread, null, 0)).toThrow('from the host');
  });

  it('other exceptions are for the native error handler, and pcall sees them', () => {
    const L = newState();
    lua.lua_pushcfunction(L, () => {
      throw new Error('plain');
    });
    lua.lua_setglobal(L, 'plain');
    lua.lua_atnativeerror(L, (state: unknown) => {
      lua.lua_pushliteral(state, `host: ${lua.lua_touserdata(state, 1).message}`);
      return 1;
    });
    expect(run(L, 'local ok, e = pcall(plain) return e')).toBe('host: plain');
  });
});

describe('a native error handler that fails itself', () => {
  it('ends the state with what it was called for: no pcall takes it for an error of Lua', () => {
    const L = newState();
    lua.lua_pushcfunction(L, () => {
      throw new Error('plain');
    });
    lua.lua_setglobal(L, 'plain');
    lua.lua_atnativeerror(L, () => {
      throw new Error('handler');
    });
    expect(() => run(L, 'local ok, e = pcall(plain) return e')).toThrow('plain');
    expect(() => run(L, 'return 1')).toThrow('plain');
  });
});

describe('caps', () => {
  it.each([
    ['("x"):rep(1001)', 'resulting string too large'],
    ['("x"):rep(999) .. ("y"):rep(2)', 'string length overflow (more than 1000 bytes)'],
    ['table.concat({ ("x"):rep(600), ("y"):rep(600) })', 'string length overflow (more than 1000 bytes)'],
    ['("x"):rep(900):gsub("x", "yy")', 'string length overflow (more than 1000 bytes)'],
    ['string.format("%s%s", ("x"):rep(900), ("x"):rep(900))', 'string length overflow (more than 1000 bytes)'],
    ['string.pack("s4s4", ("x"):rep(900), ("x"):rep(900))', 'string length overflow (more than 1000 bytes)'],
  ])('maxStringBytes refuses %s', (expression, message) => {
    const L = newState();
    L.l_G.maxStringBytes = 1000;
    expect(run(L, `local ok, e = pcall(function() return ${expression} end) return e`)).toContain(message);
  });

  it.each([
    'for i = 1, 2000 do t[i] = i end',
    'for i = 2000, 1, -1 do t[i] = i end',
    'for i = 1, 2000 do t["k" .. i] = i end',
    'for i = 1, 2000 do t[{}] = i end',
    't = { ("x"):rep(1500):byte(1, -1) }',
    't = table.pack(("x"):rep(1500):byte(1, -1))',
  ])('maxTableEntries refuses %s', (statement) => {
    const L = newState();
    L.l_G.maxTableEntries = 1000;
    expect(run(L, `local t = {} local ok, e = pcall(function() ${statement} end) return e`)).toContain(
      'table overflow (more than 1000 entries)',
    );
  });

  it('maxTableEntries counts what is there, not what was', () => {
    const L = newState();
    L.l_G.maxTableEntries = 100;
    expect(run(L, 'local t = {} for i = 1, 10000 do t["k" .. i] = i t["k" .. i - 50] = nil end return t.k9999')).toBe(
      '9999',
    );
  });

  it('maxStackSlots ends a recursion with a Lua error', () => {
    const L = newState();
    L.l_G.maxStackSlots = 2000;
    expect(run(L, 'local function f() return 1 + f() end local ok, e = pcall(f) return e')).toBe('t:1: stack overflow');
    expect(run(L, 'return "still alive"')).toBe('still alive');
  });

  it.each([
    'local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x',
    'local function f(s) return (s:gsub(".", f)) end return f("x")',
    'local t t = setmetatable({}, { __tostring = function() return tostring(t) end }) return tostring(t)',
    'local function f(n) return coroutine.wrap(f)(n) end return f(1)',
    'local function f() return load(f) end error(select(2, f()) or "stack overflow", 0)',
    'local a = setmetatable({}, { __eq = function(a, b) return a == b end }) return a == setmetatable({}, getmetatable(a))',
  ])('recursion through JS ends with a Lua error: %s', (source) => {
    expect(run(newState(), `local ok, e = pcall(function() ${source} end) return tostring(e)`)).toContain('overflow');
  });
});

describe('two states', () => {
  it('do not share the state of math.random, and an unseeded one always starts alike', () => {
    const [a, b] = [newState(), newState()];
    const draw = 'return table.concat({ math.random(1 << 40), math.random(10), math.random() }, " ")';
    run(a, 'math.randomseed(7)');
    const first = run(b, draw);
    expect(run(newState(), draw)).toBe(first);
    expect(run(a, draw)).not.toBe(first);
  });

  it('give the same addresses to the same program', () => {
    const program =
      'return tostring({}) .. tostring(print) .. tostring(function() end) .. tostring(coroutine.create(print))';
    expect(run(newState(), program)).toBe(run(newState(), program));
  });
});
