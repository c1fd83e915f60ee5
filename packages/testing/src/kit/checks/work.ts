import type { Type } from '@durable-lua/determinism';
import { notRun, report, type Case } from '../case.js';
import { callablesOf, callOf, type Callable } from '../module/callable.js';
import { sampleOf } from '../module/samples.js';
import { measure, type Measured } from '../run/meter.js';
import type { Subject } from '../run/subject.js';

/** What a unit stands for. */
const UNIT_MILLIS = 0.000_05;
/** How many times longer than it pays for, and than Lua's own code takes, work may last: processors, caches and compilers vary. */
const FACTOR = 30;
/** Work that is looked at again, in milliseconds. */
const SUSPICIOUS = 20;
/** Work that is judged, in milliseconds: so much in each of some rounds. Arguments grow no further. */
const CERTAIN = 200;
const ROUNDS = 3;

/** Close together at first, where what grows exponentially gets long. */
const SIZES: readonly number[] = [
  ...[16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 44, 48, 56, 64, 80, 96, 128, 192],
  ...[256, 512, 1024, 2048, 4096, 8192, 16_384, 65_536, 262_144],
];
/** A number is large without taking room: up to 2 ^ 30. */
const MORE_FOR_NUMBERS = [2, 4, 6, 8, 10, 12].map((power) => 262_144 * 2 ** power);

const GROW = `
local function grow(v, n, first)
  if math.type(v) then return n end
  if type(v) == "string" then
    if first then return v:sub(1, 1):rep(n) .. "!" end
    return #v == 0 and v or v:rep(n // #v + 1)
  end
  if type(v) ~= "table" then return v end
  local grown, items = {}, #v
  if items > 0 then
    for i = 1, math.min(n, 65536) do grown[i] = v[(i - 1) % items + 1] end
  else
    for k, field in next, v do grown[k] = grow(field, n, first) end
  end
  return grown
end
`
  .trim()
  .replace(/\s*\n\s*/g, ' ');

/** An argument as Lua source: as it is, or larger and larger. */
interface Argument {
  readonly sample: string;
  /** Lua source of the larger one, in which `n` is the size. */
  readonly grown?: string;
  readonly isNumber?: boolean;
}

/** Does what works long pay for it? Each function is called with larger and larger arguments. */
export function work(subject: Subject): Case[] {
  return callablesOf(subject.definition, subject.options).flatMap((callable): Case[] => {
    const title = `${callable.name} pays for what it does with large arguments`;
    if (callable.samples === undefined) return [notRun('work', title, `give samples for ${callable.name}`)];
    const variants = variantsOf(callable, callable.samples);
    if (variants.length === 0) return [];
    return [
      {
        check: 'work',
        title,
        run: async () => {
          for (const variant of variants) {
            const found = await unpaid(subject, callable, variant);
            if (found !== undefined) report([`${callable.name} ${found}`]);
          }
        },
      },
    ];
  });
}

/** Each argument large alone, then all of them. */
function variantsOf(callable: Callable, samples: readonly string[]): readonly (readonly Argument[])[] {
  const types = Object.values(callable.definition.params);
  const given = types.map((_, index): Argument => ({ sample: samples[index] ?? 'nil' }));
  const grown = types.map((type, index) =>
    grownOf(type.rest && type.of !== undefined ? type.of : type, samples[index]),
  );
  const alone = grown.flatMap((ways, index) => ways.map((way) => given.with(index, way)));
  const all = given.map((argument, index) => grown[index]?.[0] ?? argument);
  const wanted = grown.filter(([first], index) => first !== undefined && samples[index] !== undefined).length > 1;
  return wanted ? [...alone, all] : alone;
}

/** The ways in which an argument can be large: for a text, itself again and again, or its first byte and then another. */
function grownOf(type: Type<unknown>, given: string | undefined): readonly Argument[] {
  const sample = given ?? sampleOf(type, () => undefined);
  if (sample === undefined) return [];
  const as = (source: string, first = false): Argument => ({ sample, grown: `grow(${source}, n, ${first})` });
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return [as(sample), as(sample, true)];
    case 'integer':
    case 'int64':
    case 'number': {
      const { min = -Infinity, max = Infinity } = type;
      return [{ sample, grown: `math.tointeger(math.max(${lua(min)}, math.min(${lua(max)}, n)))`, isNumber: true }];
    }
    case 'list': {
      if (sample !== '{}') return [as(sample)];
      const item = type.of === undefined ? undefined : sampleOf(type.of, () => undefined);
      return item === undefined ? [] : [as(`{ ${item} }`)];
    }
    case 'map':
    case 'table':
    case 'oneOf':
      return [as(sample), as(sample, true)];
    case 'data':
    case 'value':
    case 'payload':
      return [as(sample), as('"text"'), as('{ 1 }')];
    default:
      return [];
  }
}

const lua = (bound: number): string =>
  Number.isFinite(bound) ? String(bound) : bound > 0 ? 'math.huge' : '-math.huge';

async function unpaid(subject: Subject, callable: Callable, args: readonly Argument[]): Promise<string | undefined> {
  const suspect = (await measure(subject, growing(subject, callable, args))).at(-1);
  if (suspect === undefined || suspect.millis < SUSPICIOUS || ratio(suspect, UNIT_MILLIS) < FACTOR) return undefined;
  let again = suspect;
  let unit = UNIT_MILLIS;
  for (let round = 0; round < ROUNDS; round++) {
    const [plain] = await measure(subject, PLAIN);
    if (plain !== undefined) unit = Math.max(UNIT_MILLIS, plain.millis / plain.units);
    const [measured] = await measure(subject, repeated(subject, callable, args, suspect.size));
    if (measured === undefined || measured.millis < CERTAIN || ratio(measured, unit) < FACTOR) return undefined;
    again = measured;
  }
  const large = args.flatMap(({ grown }, index) => (grown === undefined ? [] : [`#${index + 1}`]));
  return (
    `worked ${Math.round(again.millis)} ms and paid ${again.units} units, which stand for ` +
    `${(again.units * unit).toFixed(1)} ms (argument ${large.join(', ')} of size ${suspect.size}): call lua.pay(units) ` +
    'before each portion of the work, a unit for about 0.05 µs'
  );
}

const sizesFor = (args: readonly Argument[]): readonly number[] =>
  args.every(({ grown, isNumber }) => grown === undefined || isNumber) ? [...SIZES, ...MORE_FOR_NUMBERS] : SIZES;

/** How many times longer it took than what it paid for. */
const ratio = ({ millis, units }: Measured, unit: number): number => millis / (units * unit);

const PLAIN = `local meter = require("conformance_meter") meter.begin()
for i = 1, 1000000 do end
meter.note(0)`;

const growing = (subject: Subject, callable: Callable, args: readonly Argument[]): string =>
  chunk(
    subject,
    args,
    `for _, n in ipairs{ ${sizesFor(args).join(', ')} } do
      local args = make(n)
      meter.begin()
      pcall(call, table.unpack(args, 1, ${args.length}))
      local enough = meter.reached(${CERTAIN})
      meter.note(n)
      if enough then break end
    end`,
    callable,
  );

const repeated = (subject: Subject, callable: Callable, args: readonly Argument[], size: number): string =>
  chunk(
    subject,
    args,
    `local args = make(${size})
    meter.begin()
    repeat pcall(call, table.unpack(args, 1, ${args.length})) until meter.reached(${CERTAIN})
    meter.note(${size})`,
    callable,
  );

/** In a coroutine of its own: what waits must not hold the run up. */
function chunk(subject: Subject, args: readonly Argument[], body: string, callable: Callable): string {
  const names = args.map((_, index) => `a${index + 1}`).join(', ');
  return `local m, kit, meter = require("${subject.name}"), require("conformance_kit"), require("conformance_meter")
    ${GROW}
    local function make(n) return { ${args.map(({ sample, grown }) => grown ?? sample).join(', ')} } end
    local function call(${names}) return ${callOf(
      callable,
      args.map((_, index) => `a${index + 1}`),
    )} end
    coroutine.spawn(function() ${body} end)
    meter.moment()`;
}
