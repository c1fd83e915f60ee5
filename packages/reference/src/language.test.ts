import { createLua } from '@durable-lua/lua-vm';
import { parse } from 'luaparse';
import { describe, expect, it } from 'vitest';
import { languageDefinitions, languagePage } from './index.js';
import { kept, libraries, refusedEverywhere, refusedInWorkflows, type Refusal } from './language.js';

const clock = { now: () => 0, zone: 'UTC', timer: () => new Promise<void>(() => undefined) } as never;

/** Runs Lua on a host that replays, or on one that does not. */
const run = (source: string, deterministic = false): Promise<unknown> =>
  createLua({ host: { name: 'a test', capabilities: { clock }, deterministic } }).run(source);

/** What the engine refuses when called without arguments, and what it says to use. */
const refusals = (deterministic: boolean) =>
  run(
    `
    local found = {}
    local function try(name, f)
      if type(f) ~= "function" then return end
      local ok, err = pcall(f)
      if not ok and type(err) == "userdata" and err:details() and err:details().forbidden then
        found[name] = err:details().use
      end
    end
    for _, library in ipairs { "string", "table", "math", "utf8", "os", "io", "debug" } do
      for name, f in pairs(_G[library]) do try(library .. "." .. name, f) end
    end
    for _, name in ipairs { "load", "loadstring", "loadfile", "dofile", "collectgarbage" } do try(name, _G[name]) end
    return found`,
    deterministic,
  ) as Promise<Record<string, string>>;

const namesIn = (list: readonly Refusal[]): string[] => list.flatMap(({ names }) => names);

describe('what is told of the language', () => {
  it('are the refusals of the engine, no more and no fewer', async () => {
    expect(Object.keys(await refusals(false)).sort()).toEqual(namesIn(refusedEverywhere).sort());
    const inWorkflows = namesIn(refusedInWorkflows).map((name) => name.replace(/ .*/, ''));
    expect(Object.keys(await refusals(true)).sort()).toEqual([...namesIn(refusedEverywhere), ...inWorkflows].sort());
  });

  it('are the remedies of the engine, where it has one for all hosts', async () => {
    const told = new Map(
      [...refusedEverywhere, ...refusedInWorkflows].flatMap(({ names, use }) => names.map((name) => [name, use])),
    );
    const [here, there] = [await refusals(false), await refusals(true)];
    for (const [name, use] of Object.entries(there)) {
      const sameEverywhere = here[name] === undefined || here[name] === use;
      if (sameEverywhere && !name.startsWith('os.')) expect(`${name}: ${told.get(name)}`).toBe(`${name}: ${use}`);
    }
  });

  it('are functions that the engine has', async () => {
    const added = libraries.flatMap(({ name, functions }) => Object.keys(functions).map((path) => `${name}.${path}`));
    const names = [...added, ...Object.keys(kept), 'unpack'];
    expect(await run(`return { ${names.map((name) => `type(${name})`).join(', ')} }`)).toEqual(
      names.map(() => 'function'),
    );
    expect(await run('return os.platform')).toBe('durable-lua');
  });

  it('are the methods that a group has', async () => {
    const methods = libraries.flatMap(({ classes = [] }) => classes.flatMap((one) => Object.keys(one.methods)));
    expect(methods).toHaveLength(2);
    expect(
      await run(`local g = coroutine.group() return { ${methods.map((name) => `type(g.${name})`).join(', ')} }`),
    ).toEqual(methods.map(() => 'function'));
  });

  it('is Lua 5.3', () => void parse(languageDefinitions(), { luaVersion: '5.3' }));

  it('is that error objects join with text and can be sent', async () => {
    expect(languageDefinitions()).toContain('---@class error\n---@operator concat(any): string\n');
    expect(languagePage()).toMatch(/### error\n\n.*\n\n- `error \.\. other` gives string\n.*\n- can be sent/);
    const error = 'select(2, pcall(load))';
    expect(await run(`return ${error} .. "!"`)).toMatch(/^load is not available: .*!$/);
    const lua = createLua({ host: { name: 'a test', capabilities: {} } });
    const sent = await lua.runEntry(
      { name: 'e', source: `return { main = function() return { ${error} } end }`, method: 'main' },
      [],
    );
    expect(new TextDecoder().decode(sent.data ?? undefined)).toContain('load is not available');
  });

  it('leaves out a class that a module defines anew', () => {
    expect(languageDefinitions()).toContain('---@class Payload\n');
    expect(languagePage()).toContain('### Payload\n');
    expect(languageDefinitions({ except: ['Payload'] })).not.toContain('---@class Payload\n');
    expect(languagePage({ except: ['Payload'] })).not.toContain('### Payload\n');
  });

  it('is on a page whose links within it lead somewhere', () => {
    const page = languagePage();
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replace(/[^\w -]/g, ''),
    );
    const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, address]) => address);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(headings.map((heading) => heading.replaceAll(' ', '-'))).toContain(link);
  });
});
