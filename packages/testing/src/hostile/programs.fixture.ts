import type { Bomb, Ending } from './bomb.fixture.js';
import { CUNNING } from './cunning.fixture.js';
import { ENDLESS } from './endless.fixture.js';
import { REFUSED } from './refused.fixture.js';

/**
 * Programs that mean harm, or are merely wrong: each works without end, takes memory without end, or hands over what nobody can
 * take. All of them must end by themselves with an error that says where, and nobody else may notice.
 */

const BOMBS: readonly Bomb[] = [...ENDLESS, ...REFUSED, ...CUNNING];

/** Where the body of a bomb stands: what is around it may not change how it ends. */
const AROUND: Readonly<Record<string, { readonly lua: string; readonly catches?: true; readonly waits?: true }>> = {
  'as it is': { lua: 'return bomb()', waits: true },
  'in pcall': { lua: 'for _ = 1, 3 do pcall(bomb) end return "caught"', catches: true, waits: true },
  'in a pcall of a pcall': { lua: 'pcall(pcall, pcall, bomb) return "caught"', catches: true, waits: true },
  'in a coroutine': { lua: 'return coroutine.wrap(bomb)()', waits: true },
  'in a coroutine in a pcall': {
    lua: 'local co = coroutine.create(function() pcall(bomb) error("x") end) coroutine.resume(co) return "caught"',
    catches: true,
    waits: true,
  },
  'in a coroutine of the scheduler': {
    lua: 'local done = channel.new() coroutine.spawn(function() bomb() done:send(1) end) return (done:receive())',
    waits: true,
  },
  'in __index': {
    lua: 'local t = setmetatable({}, { __index = function() bomb() end }) return t.x',
  },
  'in __tostring': {
    lua: 'return tostring(setmetatable({}, { __tostring = function() bomb() return "x" end }))',
  },
  'in __lt': {
    lua: 'local m = { __lt = function() bomb() end } return setmetatable({}, m) < setmetatable({}, m)',
  },
  'in a comparator of sort': { lua: 'table.sort({ 3, 2, 1 }, function(a, b) bomb() return a < b end)' },
  'in a callback of gsub': { lua: 'return (("abc"):gsub(".", function() bomb() end))' },
  'in a message handler': {
    lua: 'xpcall(error, function() bomb() end, "x") return "caught"',
    catches: true,
  },
  'in an iterator': { lua: 'for _ in function() bomb() end do end' },
};

export interface Program {
  /** What it is, unique. */
  readonly name: string;
  readonly source: string;
  readonly ends: Ending;
  /** A `pcall` is around it: what can be caught ends in the text `caught`. */
  readonly catches: boolean;
  readonly onlyWorkflow: boolean;
}

export const MODULES = [
  'base64',
  'channel',
  'crypto',
  'ctx',
  'errors',
  'funcs',
  'hash',
  'json',
  'logger',
  'payload',
  'process',
  'time',
  'uuid',
  'workflow',
  'yaml',
];

function program({ kind, lua, ends, onlyWorkflow }: Bomb, where: string): Program {
  const { lua: around, catches = false } = AROUND[where] as { lua: string; catches?: true };
  return {
    name: `${kind}, ${where}: ${lua.replace(/\s+/g, ' ').slice(0, 120)}`,
    source: `local function bomb()\n${lua}\nend\n${around}`,
    ends,
    catches,
    onlyWorkflow: onlyWorkflow === true,
  };
}

const places = (one: Bomb): string[] =>
  Object.keys(AROUND).filter((where) => one.waits !== true || AROUND[where]?.waits === true);

/** Each bomb at each place. */
export const everyProgram = (): readonly Program[] =>
  BOMBS.flatMap((one) => places(one).map((where) => program(one, where)));

/** Each bomb at one place, another one for each. */
export const someProgram = (): readonly Program[] =>
  BOMBS.map((one, index) => {
    const all = places(one);
    return program(one, all[index % all.length] as string);
  });
