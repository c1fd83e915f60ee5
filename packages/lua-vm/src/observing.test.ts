import { expect, it } from 'vitest';
import { createLua, type Lua } from './index.js';

const run = async (source: string, observer = {}): Promise<Lua> => {
  const lua = createLua({ observer });
  await lua.runEntry({ source, name: 'a.lua', method: 'main' }, []).catch(() => undefined);
  return lua;
};

it('the place of an end is the line that returned, or failed, in the function that its author named', async () => {
  const returned = await run('local function main()\n  local x = 1\n  return x\nend\nreturn { main = main }');
  expect(returned.place('last')).toEqual({ file: 'a.lua', line: 3, function: 'main', coroutine: 'main' });
  expect(returned.place('now')).toBeUndefined();
  const failed = await run(
    'local M = {}\nfunction M.help()\n  error("no")\nend\nfunction M.main()\n  M.help() return 1\nend\nreturn M',
  );
  expect(failed.place('last')).toEqual({ file: 'a.lua', line: 3, function: 'help', coroutine: 'main' });
});
