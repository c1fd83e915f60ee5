import { expect, it } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { createLua } from './index.js';

/** Set DURABLE_LUA_SEED to run a failure again. */
const seed = Number(process.env['DURABLE_LUA_SEED'] ?? Date.now() % 1_000_000);

/** A small generator with a seed: the same programs for the same number. */
function generator(state: number): (below: number) => number {
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS =
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while ' +
  '+ - * / // % ^ # & ~ | << >> == ~= <= >= < > = ( ) { } [ ] :: ; : , . .. ... ' +
  'x y t f 0 1 -1 0x7fffffffffffffff 1e308 2^53 0/0 "s" "\\0\\255" [[long]] _G _ENV string table math coroutine pcall error ' +
  'setmetatable getmetatable rawset next pairs select require print tostring string.rep string.format table.sort ' +
  'coroutine.wrap coroutine.spawn coroutine.yield error(error) t[t] function() end';

const HOSTILE = [
  'local t = {} t[1] = t return t',
  'return setmetatable({}, { __index = function(t, k) return t[k] end }).x',
  'return string.rep("x", 1e9)',
  'local s = "x" while true do s = s .. s end',
  'local t = {} while true do t[#t + 1] = t end',
  'return ("x"):rep(1e5):find(("x*"):rep(1e3) .. "y")',
  'local function f() return pcall(f) end return f()',
  'while true do coroutine.wrap(function() end)() end',
  'while true do coroutine.spawn(function() end) end',
  'local co co = coroutine.wrap(function() return co() end) return co()',
  'error(setmetatable({}, { __tostring = function() error("again") end }))',
  'return setmetatable({}, { __tostring = function() return 1 end })',
  'return tostring(setmetatable({}, { __name = ("x"):rep(1e6) }))',
  'table.sort({ 3, 1, 2 }, function() return true end)',
  'return table.concat({}, "x", 1, 1e9)',
  'return table.unpack({}, 1, 1e8)',
  'return select(-1)',
  'return string.format("%99999d", 1)',
  'return string.format(("%s"):rep(1000))',
  'return ("%d"):rep(1e6):format(1)',
  'goto nowhere',
  'return #setmetatable({}, { __len = function() return "x" end })',
  'return require(setmetatable({}, {}))',
  'local a <const> = 1',
  `return ${'('.repeat(5000)}1${')'.repeat(5000)}`,
  `${'local a '.repeat(300)}`,
  `return ${'{'.repeat(500)}${'}'.repeat(500)}`,
  `return ${'not '.repeat(20000)}1`,
  `return "${'\\\\'.repeat(10000)}"`,
];

it(`stays up, whatever it is given (seed ${seed})`, { timeout: 120_000 }, async () => {
  const next = generator(seed);
  const words = WORDS.split(' ');
  const sentence = (): string => Array.from({ length: 1 + next(40) }, () => words[next(words.length)]).join(' ');
  const noise = (): string => String.fromCharCode(...Array.from({ length: next(60) }, () => next(256)));
  const mutated = (): string => {
    const source = HOSTILE[next(HOSTILE.length)] as string;
    const at = next(source.length);
    return source.slice(0, at) + (words[next(words.length)] ?? '') + source.slice(at + next(5));
  };
  const rejections: unknown[] = [];
  const remember = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', remember);
  try {
    const makers = [sentence, sentence, sentence, noise, mutated];
    const programs = [
      ...HOSTILE,
      ...Array.from({ length: 10_000 }, () => (makers[next(makers.length)] as () => string)()),
    ];
    for (const [index, source] of programs.entries()) {
      const deterministic = index % 2 === 0;
      const lua = createLua({
        host: { name: 'a test', deterministic, capabilities: {} },
        limits: {
          turnBudget: 20_000,
          slice: 10_000,
          maxStringBytes: 100_000,
          maxTableEntries: 10_000,
          maxStackSlots: 20_000,
        },
      });
      const started = performance.now();
      try {
        await lua.run(source);
      } catch (error) {
        if (!LuaError.is(error))
          throw new Error(`program ${index} threw what is no LuaError: ${source}`, { cause: error });
      }
      const took = performance.now() - started;
      if (took > 5_000) throw new Error(`program ${index} took ${took} ms: ${source}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  } finally {
    process.off('unhandledRejection', remember);
  }
});
