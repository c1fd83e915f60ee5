import { describe, expect, it } from 'vitest';
import { type Data, type Log, type ModuleDefinition } from '@durable-lua/determinism';
import { withLogFacts } from '@durable-lua/determinism/host';
import { FunctionHost, nodeHost, ProcessNode } from '@durable-lua/host-node';
import { simulatedHost } from '@durable-lua/host-simulated';
import { createLua } from '@durable-lua/lua-vm';
import { standardModules } from '@durable-lua/worker/modules';

const logger = standardModules.find(({ name }) => name === 'logger') as ModuleDefinition;

type Line = readonly [level: string, message: string, fields: Readonly<Record<string, Data>> | undefined];

/** A log that keeps its lines. */
function collecting(): { readonly lines: Line[]; readonly log: Log } {
  const lines: Line[] = [];
  return { lines, log: { write: (...line) => void lines.push(line as never) } };
}

async function linesOf(source: string): Promise<Line[]> {
  const { lines, log } = collecting();
  await createLua({ modules: [logger], host: nodeHost({ log }), entry: 'app:f' }).run({ source, name: 'f.lua' });
  return lines;
}

/** The fields of the one line that logs this table. */
const fieldsOf = async (table: string) => {
  const [[, , fields] = []] = await linesOf(`logger:info("m", ${table})`);
  const { location, ...own } = fields ?? {};
  expect(location).toBe('app:f:1');
  return own;
};

describe('the fields of a line', () => {
  it.each<[string, Record<string, unknown>]>([
    ['{ a = 1, b = 1.5, c = "x", d = true, e = false }', { a: 1, b: 1.5, c: 'x', d: true, e: false }],
    ['{ big = math.maxinteger, min = -9007199254740993 }', { big: '9223372036854775807', min: '-9007199254740993' }],
    ['{ inf = 1/0, minus = -1/0 }', { inf: 'inf', minus: '-inf' }],
    ['{ raw = "\\255" }', { raw: '\uFFFD' }],
    ['{ list = { 1, { 2 } }, map = { a = { b = 1 } } }', { list: [1, [2]], map: { a: { b: 1 } } }],
    [
      '{ mixed = { 1, a = 2 }, holes = { [3] = 1 }, empty = {} }',
      { mixed: { 1: 1, a: 2 }, holes: { 3: 1 }, empty: {} },
    ],
    ['{ "skipped", [true] = 1, kept = 2 }', { kept: 2 }],
    ['{ err = select(2, pcall(logger.named, "")) }', { err: expect.stringContaining('must not be empty') as string }],
    ['{ log = logger:named("a") }', { log: 'logger a' }],
    [
      '{ fn = print, co = coroutine.create(print) }',
      { fn: expect.stringMatching(/^function: /), co: expect.stringMatching(/^thread: /) },
    ],
    ['{ nested = { f = print } }', { nested: { f: expect.stringMatching(/^function: /) as string } }],
    [
      '(function() local t = {} t.self = t return { t = t } end)()',
      { t: { self: '(a table that contains this one)' } },
    ],
  ])('%s', async (table, fields) => {
    expect(await fieldsOf(table)).toEqual(fields);
  });

  it('shows NaN as text', async () => {
    expect((await fieldsOf('{ nan = 0/0 }'))['nan']).toMatch(/nan/);
  });

  it('of a table too deep or too wide end somewhere', async () => {
    const wide = '(function() local t = {} for _ = 1, 40 do t = { t, t } end return { t = t } end)()';
    expect(JSON.stringify(await fieldsOf(wide)).length).toBeLessThan(1_000_000);
  });

  it('are those of the logger as they were, the line before the logger, the author before the host', async () => {
    const source = `local t = { a = 1, b = { 1 } }
      local log = logger:named("x"):with(t):named("y")
      t.a = 2 t.b[1] = 2
      log:warn("m", { c = 3 })
      log:error("m", { a = 9, location = "Berlin" })
      logger.debug("plain")`;
    expect(await linesOf(source)).toEqual([
      ['warn', 'm', { a: 1, b: [1], c: 3, logger: 'x.y', location: 'app:f:4' }],
      ['error', 'm', { a: 9, b: [1], location: 'Berlin', logger: 'x.y' }],
      ['debug', 'plain', { location: 'app:f:6' }],
    ]);
  });
});

describe('what the host adds', () => {
  it('print: its words, and the place in the entry or in the library', async () => {
    const { lines, log } = collecting();
    const lua = createLua({
      modules: [logger],
      host: nodeHost({ log }),
      entry: 'app:f',
      libraries: {
        known: { id: 'app:known', name: 'known.lua', source: 'return { say = function()\nprint("k") end }' },
        other: { name: 'other.lua', source: 'return { say = function() logger:info("o") end }' },
      },
    });
    const source = `print(1, nil, "a", 1.0)\nprint()\nrequire("known").say()\nrequire("other").say()\npcall(print, "in pcall")`;
    await lua.run({ source, name: 'f.lua' });
    expect(lines).toEqual([
      ['info', '1 nil a 1.0', { location: 'app:f:1' }],
      ['info', '', { location: 'app:f:2' }],
      ['info', 'k', { location: 'app:known:2' }],
      ['info', 'o', { location: 'other.lua:1' }],
      ['info', 'in pcall', { location: 'app:f:5' }],
    ]);
  });

  it('a function: its PID', async () => {
    const { lines, log } = collecting();
    const source = 'return { main = function()\nprint("p")\nlogger:info("l", { order = 7 }) end }';
    const functions = new FunctionHost({
      node: new ProcessNode({ node: 'n1', modules: [logger], log: () => log }),
      find: (id) => ({ id, point: { source, name: 'f.lua', method: 'main' }, modules: ['logger'], libraries: {} }),
    });
    await functions.run('app:f', []).result;
    const pid = expect.stringMatching(/^\{n1@functions\|/) as string;
    expect(lines).toEqual([
      ['info', 'p', { location: 'app:f:2', pid }],
      ['info', 'l', { order: 7, location: 'app:f:3', pid }],
    ]);
    expect(lines[0]?.[2]?.['pid']).toBe(lines[1]?.[2]?.['pid']);
  });

  it.each([true, false])('a simulation: the PID, and in a workflow (%s) its IDs', async (inWorkflow) => {
    const host = simulatedHost({ inWorkflow });
    const lua = createLua({ modules: [logger], host, entry: 'app:w' });
    await host.until(lua.run({ source: 'print("p")\nlogger:info("l", { order = 7 })', name: 'w.lua' }));
    const { pid } = host.log[0] ?? {};
    const text = expect.any(String) as string;
    const facts = inWorkflow ? { pid, workflow_id: text, run_id: text } : { pid };
    expect(host.log.map(({ level, message, fields }) => [level, message, fields])).toEqual([
      ['info', 'p', { location: 'app:w:1', ...facts }],
      ['info', 'l', { order: 7, location: 'app:w:2', ...facts }],
    ]);
  });

  it('comes after what the line says, and never in its place', () => {
    const { lines, log } = collecting();
    withLogFacts({ pid: 'p', attempt: 1 }, log).write('info', 'm', { attempt: 5, a: 1 });
    expect(JSON.stringify(lines[0]?.[2])).toBe('{"attempt":5,"a":1,"pid":"p"}');
  });
});
