import { createLua } from '@durable-lua/lua-vm';
import { simulatedHost } from '@durable-lua/host-simulated';
import { expect, it } from 'vitest';
import { modules } from './thread.fixture.js';

/** Units of one loop: enough for V8 to compile what it needs. */
const UNITS = 300_000;
/** How much dearer for the processor work of a group may be than plain Lua for which as much is paid. */
const MOST = 3.5;
/** Of which the quickest counts: the first ones compile, and others use the machine. */
const ROUNDS = 3;

const PLAIN = [
  'local function f(x) return x + 1 end local y = 0 | y = f(y)',
  'local t = {} for i = 1, 100 do t[i] = i end | for i = 1, 100 do t[i] = t[101 - i] end',
  'local s = ("a"):rep(100) | local _ = s .. "b"',
  '("abc"):find("b")',
];

/** What costs most for what it seems to be; what stands before `|` makes what it needs. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'texts of the standard library': [
    'utf8.char(233, 8364)',
    'string.char(1, 2, 3)',
    'tostring({})',
    'tostring(print)',
    '("abc"):gsub("b", "c")',
    'string.pack("i4", 1)',
    'string.unpack("d", "12345678")',
  ],
  'texts of objects': [
    'local t = time.unix(1) | tostring(t)',
    'local d = time.parse_duration("1h3m4.5s") | tostring(d)',
    'local e = errors.new("x") | local _ = e .. "a"',
    'local e, s = errors.new("x"), ("1,"):rep(30000) | errors.is(e, s)',
    'local t = {} for i = 1, 100 do t[i] = time.unix(i, 123456) end | json.encode(t)',
    'local t = {} for i = 1, 100 do t[i] = time.unix(i) end | payload.new(t)',
  ],
  'crypto and hash': [
    'crypto.hmac.sha256("k", "d")',
    'crypto.hmac.sha512("k", "d")',
    'hash.sha512("x")',
    'hash.hmac_md5("x", "y")',
    'hash.hmac_sha512("x", "y")',
    'crypto.pbkdf2("p", "s", 1, 1)',
    'crypto.pbkdf2("p", "s", 1, 1, "sha512")',
    'crypto.decrypt.aes(("d"):rep(40), ("k"):rep(32))',
    'crypto.jwt.encode({ a = 1 }, "k", "HS512")',
  ],
  'schemas of JSON': [
    'local n = 0 | n = n + 1 json.validate({ type = "string", pattern = "^a+" .. n .. "$" }, "x")',
    'local n = 0 | n = n + 1 local p = {} for i = 1, 20 do p["k" .. i .. n] = { type = "string" } end json.validate({ properties = p }, {})',
    'local s, t = { uniqueItems = true }, {} for i = 1, 200 do t[i] = { a = i } end | json.validate(s, t)',
  ],
  YAML: [
    'yaml.encode({ a = 1 })',
    'local s = ("{a: "):rep(90) .. "1" .. ("}"):rep(90) | yaml.decode(s)',
    'local s = ("a: "):rep(100) | yaml.decode(s)',
    'local s = "[" .. (","):rep(200) .. "]" | yaml.decode(s)',
    'local s = "[" .. ("a: b,"):rep(100) .. "a]" | yaml.decode(s)',
    'local s = ("\\n"):rep(300) .. "a: 1" | yaml.decode(s)',
    'local s = ("- &a x\\n"):rep(100) | yaml.decode(s)',
    'local s = ("- !!int 1\\n"):rep(100) | yaml.decode(s)',
    'local s = ("# c\\n"):rep(200) .. "a: 1" | yaml.decode(s)',
    'local s = "a: |\\n" .. ("  x\\n x\\n"):rep(200) | yaml.decode(s)',
    'local s = ("[a, "):rep(50) .. ("]"):rep(50) | payload.new(s):transcode("text/plain"):transcode("yaml/plain")',
  ],
};

/** Nanoseconds of the processor for each unit that is paid. */
async function costOf(calls: readonly string[]): Promise<number> {
  let micros = 0;
  let paid = 0;
  for (const given of calls) {
    const [call, before = ''] = given.split(' | ').reverse() as [string, string?];
    const lua = createLua({ modules, host: simulatedHost({ modules }), limits: { turnBudget: UNITS } });
    const began = process.cpuUsage();
    await expect(lua.run(`${before} while true do ${call} end`)).rejects.toThrow(/steps without waiting/);
    const { user, system } = process.cpuUsage(began);
    micros += user + system;
    paid += lua.usage().units;
    lua.close();
  }
  return (1_000 * micros) / paid;
}

it.each(Object.entries(GROUPS))(
  'what takes the processor long is paid for as plain Lua is: %s',
  { timeout: 120_000 },
  async (_, calls) => {
    let least = Infinity;
    let plain = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      least = Math.min(least, await costOf(calls));
      plain = Math.min(plain, await costOf(PLAIN));
    }
    expect(least / plain).toBeLessThan(MOST);
  },
);

it('each line of a log pays for the fields of its logger', async () => {
  const unitsOf = async (lines: number): Promise<number> => {
    const lua = createLua({ modules, host: simulatedHost({ modules }) });
    await lua.run(
      `local l = logger:with({ a = { ("x"):rep(100000) } }):named("n") for _ = 1, ${lines} do l:info("y") end`,
    );
    const { units } = lua.usage();
    lua.close();
    return units;
  };
  expect((await unitsOf(11)) - (await unitsOf(1))).toBeGreaterThan((10 * 100_000) / 8);
});

it('a large document is read in time that grows with its length: its keys are not compared each with each', async () => {
  const costFor = async (keys: number): Promise<number> => {
    const lua = createLua({ modules, host: simulatedHost({ modules }), limits: { turnBudget: 1e8 } });
    const source = `local t = {} for i = 1, ${keys} do t[i] = "k" .. i .. ": 1" end
      local text = payload.new(table.concat(t, "\\n")):transcode("text/plain")
      assert(text:transcode("yaml/plain"))`;
    const began = process.cpuUsage();
    await lua.run(source);
    const { user, system } = process.cpuUsage(began);
    lua.close();
    return user + system;
  };
  await costFor(2_000);
  let ratio = Infinity;
  for (let round = 0; round < ROUNDS; round++)
    ratio = Math.min(ratio, (await costFor(30_000)) / (await costFor(3_000)));
  expect(ratio).toBeLessThan(16);
});
