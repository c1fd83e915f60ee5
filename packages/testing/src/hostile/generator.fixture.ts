/** Numbers from a seed, the same everywhere: mulberry32. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const VALUES = [
  'nil',
  'true',
  '0',
  '-1',
  '1.5',
  '0/0',
  '1/0',
  'math.maxinteger',
  'math.mininteger',
  '2^53',
  '""',
  '"x"',
  '"10"',
  '"\\0\\255"',
  '("ab"):rep(100)',
  '{}',
  '{ 1, 2, 3 }',
  '{ a = 1 }',
  '{ [1] = 1, [3] = 3 }',
  'print',
  'error',
  'function(...) return ... end',
  'coroutine.create(function(a) return coroutine.yield(a) end)',
  'channel.new(1)',
  'errors.new("x")',
  'json.null',
  'time.unix(0, 0)',
  'payload.new(1)',
  'setmetatable({}, { __index = function(t, k) return k end })',
  'setmetatable({}, { __tostring = error })',
  '"%d+"',
  '"%b()"',
  '"(a*)*"',
  '"2006-01-02"',
  '"1h"',
  '"[1,2]"',
  '"- a: *b"',
];
const FUNCTIONS = [
  'assert',
  'error',
  'ipairs',
  'next',
  'pairs',
  'pcall',
  'rawequal',
  'rawget',
  'rawlen',
  'rawset',
  'select',
  'setmetatable',
  'getmetatable',
  'tonumber',
  'tostring',
  'type',
  'unpack',
  'require',
  'print',
  'xpcall',
  'string.byte',
  'string.char',
  'string.find',
  'string.format',
  'string.gmatch',
  'string.gsub',
  'string.len',
  'string.lower',
  'string.match',
  'string.pack',
  'string.packsize',
  'string.rep',
  'string.reverse',
  'string.sub',
  'string.unpack',
  'string.upper',
  'table.concat',
  'table.insert',
  'table.move',
  'table.pack',
  'table.remove',
  'table.sort',
  'table.unpack',
  'math.floor',
  'math.fmod',
  'math.tointeger',
  'math.ult',
  'math.abs',
  'math.max',
  'utf8.char',
  'utf8.codepoint',
  'utf8.len',
  'utf8.offset',
  'utf8.codes',
  'coroutine.create',
  'coroutine.resume',
  'coroutine.wrap',
  'coroutine.yield',
  'coroutine.status',
  'coroutine.spawn',
  'coroutine.close',
  'os.date',
  'os.time',
  'debug.traceback',
  'json.encode',
  'json.decode',
  'json.validate',
  'yaml.encode',
  'yaml.decode',
  'base64.encode',
  'base64.decode',
  'hash.sha256',
  'hash.fnv64',
  'crypto.hmac.sha256',
  'crypto.jwt.verify',
  'crypto.random.shuffle',
  'uuid.v4',
  'uuid.v5',
  'uuid.validate',
  'errors.new',
  'errors.wrap',
  'errors.is',
  'errors.call_stack',
  'payload.new',
  'time.parse',
  'time.parse_duration',
  'time.unix',
  'time.duration',
  'channel.new',
  'channel.select',
  'logger.info',
  'ctx.all',
  'load',
  'io.open',
  'collectgarbage',
];
const OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '^',
  '..',
  '==',
  '~=',
  '<',
  '<=',
  'and',
  'or',
  '&',
  '|',
  '~',
  '<<',
  '>>',
];
const METHODS = [
  'send',
  'receive',
  'close',
  'kind',
  'message',
  'details',
  'format',
  'transcode',
  'data',
  'add',
  'rep',
  'gsub',
];

/** A program, the same for the same seed. What it does makes no sense. */
export function generated(seed: number): string {
  const random = numbers(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const one = (list: readonly string[]): string => list[below(list.length)] as string;
  const name = (): string => `v${below(4)}`;

  const expression = (depth: number): string => {
    switch (depth > 3 ? below(2) : below(9)) {
      case 0:
        return name();
      case 1:
      case 2:
        return one(VALUES);
      case 3:
        return `(${expression(depth + 1)} ${one(OPERATORS)} ${expression(depth + 1)})`;
      case 4:
        return `${one(['#', '-', 'not ', '~'])}(${expression(depth + 1)})`;
      case 5:
        return `{ ${expression(depth + 1)}, [${expression(depth + 1)}] = ${expression(depth + 1)} }`;
      case 6:
        return `(${expression(depth + 1)})[${expression(depth + 1)}]`;
      case 7:
        return `(${expression(depth + 1)}):${one(METHODS)}(${expression(depth + 1)})`;
      default:
        return call(depth + 1);
    }
  };
  const call = (depth: number): string =>
    `${one(FUNCTIONS)}(${Array.from({ length: below(4) }, () => expression(depth + 1)).join(', ')})`;
  const block = (depth: number): string => Array.from({ length: 1 + below(3) }, () => statement(depth + 1)).join(' ');
  const statement = (depth: number): string => {
    switch (depth > 3 ? below(3) : below(10)) {
      case 0:
        return `local ${name()} = ${expression(0)}`;
      case 1:
        return `${name()} = ${expression(0)}`;
      case 2:
        return `local _ = ${call(0)}`;
      case 3:
        return `if ${expression(1)} then ${block(depth)} else ${block(depth)} end`;
      case 4:
        return `for i = 1, ${below(20)} do ${block(depth)} end`;
      case 5:
        return `while ${expression(1)} do ${block(depth)} end`;
      case 6:
        return `pcall(function(...) ${block(depth)} end, ${expression(1)})`;
      case 7:
        return `coroutine.spawn(function() ${block(depth)} end)`;
      case 8:
        return `for k, x in pairs(${expression(1)}) do ${block(depth)} end`;
      default:
        return `do local v = setmetatable({}, { ${one(['__index', '__add', '__lt', '__eq', '__call', '__concat', '__len'])} = function(...) ${block(depth)} end }) local _ = ${one(['v.x', 'v + 1', 'v < v', 'v == {}', 'v()', 'v .. v', '#v'])} end`;
    }
  };
  return `local v0, v1, v2, v3 = ${one(VALUES)}, ${one(VALUES)}, ${one(VALUES)}, ${one(VALUES)}
pcall(function() ${block(0)} end)
${block(0)}
return ${expression(0)}`;
}
