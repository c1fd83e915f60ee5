import { describe, expect, it } from 'vitest';
import { defineModule, fn, string } from '@durable-lua/determinism';
import { createLua } from './lua.js';

const geo = defineModule(
  {
    name: 'geo',
    summary: 'For tests.',
  },
  {
    functions: { here: fn({ returns: string }, () => 'here') },
  },
);
const host = { name: 'a workflow', deterministic: true, capabilities: {} };
const run = (source: string) => createLua({ host, modules: [geo] }).run({ name: 'globals.lua', source });

describe('globals of a workflow that nobody has read yet', () => {
  it.each(['string', 'math', 'pairs', 'print', 'setmetatable', 'collectgarbage', '_VERSION', '_G', 'unpack', 'geo'])(
    'cannot be replaced, not even while the chunk loads: %s',
    async (name) => {
      await expect(run(`${name} = nil`)).rejects.toThrow(`assignment to global '${name}' is not allowed in a workflow`);
    },
  );

  it('are all found by pairs, by rawget and by name, and are the same each time', async () => {
    const source = `
      local seen, wrong = {}, {}
      for name in pairs(_G) do seen[name] = true end
      for name in ("assert error ipairs next pairs pcall rawequal rawget rawlen rawset select setmetatable tonumber tostring type "
        .. "unpack xpcall require load string table math utf8 coroutine os io debug package _G _VERSION"):gmatch("%S+") do
        if not seen[name] then wrong[#wrong + 1] = "pairs misses " .. name end
        if rawget(_G, name) ~= _G[name] then wrong[#wrong + 1] = "rawget differs for " .. name end
      end
      return wrong`;
    expect(await run(source)).toEqual({});
    expect(await run('return rawget(_G, "pairs") == pairs and _G.pcall == pcall and _VERSION')).toBe('Lua 5.3');
  });

  it('are guarded however they are reached', async () => {
    const refused = 'is not allowed in a workflow: use a local';
    await expect(run('_G.rawset(_G, "x", 1)')).rejects.toThrow(`rawset(_G, …) ${refused}`);
    await expect(run('local set = rawget(_G, "setmetatable") set(_G, {})')).rejects.toThrow(
      `setmetatable(_G, …) ${refused}`,
    );
    expect(await run('return #rawset({}, 1, "x")')).toBe(1);
  });
});
