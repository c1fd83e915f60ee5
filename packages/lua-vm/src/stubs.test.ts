import { describe, expect, it } from 'vitest';
import type { Host } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const clock = { now: () => Date.UTC(2024, 1, 29, 12, 0, 0), timer: () => ({}) as never, zone: 'Asia/Seoul' };
const workflow: Host = { name: 'a workflow', deterministic: true, capabilities: { clock: { ...clock, zone: 'UTC' } } };
const node: Host = { name: 'Node', capabilities: { clock } };
const run = (source: string, host: Host) => createLua({ host, entry: 'app:w' }).run({ source, name: 'w.lua' });

const under = (library: string, names: string) => names.split(' ').map((name) => `${library}.${name}`);
const EVERYWHERE = [
  ...['load', 'loadstring', 'loadfile', 'dofile', 'collectgarbage', 'string.dump'],
  ...under('os', 'getenv execute exit remove rename tmpname setlocale'),
  ...under('io', 'open close read write lines popen tmpfile input output type'),
  ...under(
    'debug',
    'getinfo sethook gethook getlocal setlocal getmetatable setmetatable getupvalue setupvalue getregistry',
  ),
];
const IN_WORKFLOWS = ['math.random', 'math.randomseed', 'os.time', 'os.date', 'os.clock'];
/** What a standard library of Lua 5.3 has and both kinds of host keep. */
const KEPT = [
  ...'assert error ipairs next pairs pcall xpcall rawequal rawget rawlen rawset select setmetatable getmetatable'.split(
    ' ',
  ),
  ...'tonumber tostring type unpack print require'.split(' '),
  ...under('string', 'byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper'),
  ...under('table', 'concat insert move pack remove sort unpack'),
  ...under(
    'math',
    'abs acos asin atan ceil cos deg exp floor fmod log max min modf rad sin sqrt tan tointeger type ult',
  ),
  ...under('math', 'pow log10 atan2 sinh cosh tanh'),
  ...under('utf8', 'char codepoint codes len offset'),
  ...under('coroutine', 'create resume yield wrap status isyieldable running spawn group'),
  ...under('os', 'time date difftime'),
  'debug.traceback',
];

const calls = (names: readonly string[]) => `
  local result = {}
  for _, path in ipairs { ${names.map((name) => `"${name}"`).join(', ')} } do
    local value = _G
    for part in path:gmatch("[^.]+") do value = value[part] end
    local ok, e = pcall(value)
    local object = getmetatable(e) == "error"
    result[#result + 1] = { path, type(value), ok, object and e:kind(), object and e:retryable() == false, object and e:details() or {} }
  end
  return result`;

type Row = readonly [
  path: string,
  type: string,
  ok: boolean,
  kind: string,
  final: boolean,
  details: Record<string, string>,
];

describe.each([
  { host: workflow, refused: [...EVERYWHERE, ...IN_WORKFLOWS], kept: KEPT },
  { host: node, refused: EVERYWHERE, kept: [...KEPT, 'math.random', 'math.randomseed', 'os.clock'] },
])('in $host.name', ({ host, refused, kept }) => {
  it('every stub can be read, raises when it is called, and names what to use', async () => {
    const rows = (await run(calls(refused), host)) as readonly Row[];
    expect(rows.map(([path]) => path)).toEqual(refused);
    for (const [path, type, ok, kind, final, { forbidden, use, line }] of rows) {
      expect([path, type, ok, kind, final]).toEqual([path, 'function', false, 'INVALID', true]);
      expect(forbidden).toMatch(new RegExp(`^${path.replace('.', '\\.')}`));
      expect(use, path).toMatch(/\w/);
      expect(line, path).toMatch(/^w\.lua:\d+$/);
    }
  });

  it('everything else of the standard library is there', async () => {
    const source = `local missing = {}
      for _, path in ipairs { ${kept.map((name) => `"${name}"`).join(', ')} } do
        local value = _G
        for part in path:gmatch("[^.]+") do value = value[part] end
        if type(value) ~= "function" then missing[#missing + 1] = path end
      end
      return { missing = table.concat(missing, " "), max = math.maxinteger, pi = math.pi > 3.14, huge = math.huge == 1/0,
        pattern = #utf8.charpattern > 0, platform = os.platform }`;
    expect(await run(source, host)).toEqual({
      missing: '',
      max: 2n ** 63n - 1n,
      pi: true,
      huge: true,
      pattern: true,
      platform: 'durable-lua',
    });
  });

  it('names that libraries probe for read as nil', async () => {
    const source =
      'return { setfenv == nil, getfenv == nil, module == nil, bit == nil, bit32 == nil, jit == nil, arg == nil }';
    expect(await run(source, host)).toEqual([true, true, true, true, true, true, true]);
  });

  it('weak tables and finalizers do nothing', async () => {
    const source = `local kept = setmetatable({}, { __mode = "kv", __gc = function() error("never") end })
      kept[{}] = {}
      local n = 0
      for _ in pairs(kept) do n = n + 1 end
      return n`;
    expect(await run(source, host)).toBe(1);
  });
});

describe('os.time and os.date', () => {
  it('are in UTC in a workflow, and want a whole date', async () => {
    expect(await run('return os.time({ year = 2024, month = 1, day = 1 })', workflow)).toBe(1704110400);
    expect(await run('return os.date("%H", 0)', workflow)).toBe('00');
  });

  it('are in the zone of the host elsewhere, in UTC after "!"', async () => {
    expect(await run('return { os.date("%H", 0), os.date("!%H", 0), os.date("*t", 0).hour }', node)).toEqual([
      '09',
      '00',
      9,
    ]);
    expect(await run('return os.time({ year = 2024, month = 1, day = 1, hour = 0 })', node)).toBe(1704034800);
    expect(await run('return { os.date("%Z", 0), os.date("!%Z", 0) }', node)).toEqual(['+0900', 'GMT']);
    expect(await run('return { os.date("%Z", 0), os.date("!%Z %z", 0) }', workflow)).toEqual(['UTC', 'GMT +0000']);
  });

  it.each([
    ['in a workflow', workflow],
    ['in a function', node],
  ])('%s are as in Lua 5.3: noon by default, fields that carry over, and no guesses', async (_, host) => {
    const source = `
      local told = {}
      local function tell(f, ...) told[#told + 1] = tostring(select(2, pcall(f, ...))):gsub("^%S+:%d+: ", "") end
      local d = { year = 2020, month = 14, day = -3, hour = 50, sec = -1 }
      told[1] = os.date("%F %T", os.time({ year = "2024", month = 1.0, day = 1 }))
      os.time(d)
      told[2] = ("%d-%d-%d %d:%d:%d %d %d %s"):format(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
      told[3] = os.date("!%U %W %V|%C %y %Y %G %g|%Ec %EY %Od", 1609459200)
      told[4] = os.date("!%C %y %Y|*t", -66135596800)
      for _, date in ipairs { { year = 2020 }, {}, { year = 2020, day = 1 }, { year = 2020, month = 1.5, day = 1 },
        { year = "x", month = 1, day = 1 }, { year = 2 ^ 40, month = 1, day = 1 } } do tell(os.time, date) end
      for _, args in ipairs { { "!%Y", {} }, { "!%Y", true }, { "!%Y", 1.5 }, { "!%Y", "0" }, { {}, 0 }, { "%Ezabc", 0 },
        { "%s", 0 }, { "%", 0 }, { "!%Y", 1 << 60 } } do tell(os.date, table.unpack(args)) end
      tell(os.time, 5)
      tell(os.difftime, 5)
      tell(os.difftime, 5, "3")
      told[#told + 1] = os.date("\\255%d", 0) == "\\25501"
      return told`;
    const told = (await run(source, host)) as unknown[];
    // Which name a function has in its errors is the engine's affair.
    expect(told.map((one) => (typeof one === 'string' ? one.replace(/ to '.*?' /, ' ') : one))).toEqual([
      '2024-01-01 12:00:00',
      '2021-1-30 1:59:59 7 30 false',
      '00 00 53|20 21 2021 2020 20|Fri Jan  1 00:00:00 2021 2021 01',
      '-2 74 -126|*t',
      "field 'day' missing in date table",
      "field 'day' missing in date table",
      "field 'month' missing in date table",
      "field 'month' is not an integer",
      "field 'year' is not an integer",
      "field 'year' is out-of-bound",
      'bad argument #2 (number expected, got table)',
      'bad argument #2 (number expected, got boolean)',
      'bad argument #2 (number has no integer representation)',
      '1970',
      'bad argument #1 (string expected, got table)',
      "bad argument #1 (invalid conversion specifier '%Ezabc')",
      "bad argument #1 (invalid conversion specifier '%s')",
      "bad argument #1 (invalid conversion specifier '%')",
      'time result cannot be represented in this installation',
      'bad argument #1 (table expected, got number)',
      'bad argument #2 (number expected, got no value)',
      '2.0',
      true,
    ]);
  });
});

describe('the zone of the host', () => {
  const berlin: Host = { name: 'Node', capabilities: { clock: { ...clock, zone: 'Europe/Berlin' } } };

  it('has summer time, gaps and hours that come twice', async () => {
    const at = (fields: string) => `os.time({ year = 2024, ${fields} })`;
    const source = `return {
      ${at('month = 3, day = 31, hour = 2, min = 30')},
      ${at('month = 10, day = 27, hour = 2, min = 30')},
      ${at('month = 7, day = 1, hour = 0')},
      os.date("*t", ${at('month = 7, day = 1')}).isdst,
      os.date("*t", ${at('month = 1, day = 1')}).isdst,
      os.date("*t", ${at('month = 3, day = 31, hour = 17')}).isdst,
      ${at('month = 10, day = 27, hour = 2, min = 30, isdst = true')},
      ${at('month = 10, day = 27, hour = 2, min = 30, isdst = false')},
      ${at('month = 7, day = 1, hour = 0, isdst = false')},
      os.date("%F %T %z", ${at('month = 7, day = 1, hour = 12')}),
    }`;
    // 02:30 does not exist on the first day and exists twice on the second: the offset before, and the first.
    expect(await run(source, berlin)).toEqual([
      1711848600,
      1729989000,
      1719784800,
      true,
      false,
      true,
      1729989000,
      1729992600,
      1719788400,
      '2024-07-01 12:00:00 +0200',
    ]);
  });

  it.each(['2^53', '-2^53', '8.64e12', '-8.64e12', '8.63999e12', '1/0', '0/0'])(
    'bears a time of %s',
    async (seconds) => {
      for (const call of [`os.date("%c", ${seconds})`, `os.date("*t", ${seconds})`]) {
        const source = `local ok, e = pcall(function() return ${call} end) return { ok, ok or tostring(e) }`;
        const [ok, text] = (await run(source, berlin)) as [boolean, string];
        if (!ok) expect(text).toMatch(/cannot be represented|no integer representation/);
      }
      const years =
        'for _, y in ipairs { 275760, -271820, 1 << 40 } do pcall(os.time, { year = y, month = 1, day = 1 }) end';
      await run(years, berlin);
    },
  );
});

describe('globals', () => {
  it('the example of the contract holds', async () => {
    const source = `
      local total = 0
      local function main(n)
        local ok, e = pcall(math.random)
        local ok2 = pcall(function() counter = 1 end)
        total = total + n
        return { ok, ok2, e:kind(), total }
      end
      return { main = main }`;
    const lua = createLua({ host: workflow, entry: 'app:w' });
    const point = { source, name: 'w.lua', method: 'main' };
    const five = {
      metadata: { encoding: new TextEncoder().encode('json/plain') },
      data: new TextEncoder().encode('5'),
    };
    const { data } = await lua.runEntry(point, [five]);
    expect(JSON.parse(new TextDecoder().decode(data ?? undefined))).toEqual([false, false, 'INVALID', 5]);
  });

  it('outside a workflow, a call of a local that comes too late says where it is declared', async () => {
    await expect(
      run('local function main()\n  return later()\nend\nlocal r = main()\nlocal function later() end', node),
    ).rejects.toThrow(
      "w.lua:2: attempt to call a nil value (global 'later'); it is declared as a local at line 5: move it above its first use",
    );
  });
});
