import { describe, expect, it } from 'vitest';
import { createLua } from './lua.js';

const run = (source: string) => createLua().run({ name: 'group.lua', source });

describe('coroutine.group', () => {
  it('gives the results in the order in which the members were given, whoever ends first', async () => {
    const source = `
      local group = coroutine.group()
      local places = {}
      for i = 1, 3 do
        places[i] = group:spawn(function(n, word) for _ = 1, 4 - n do coroutine.yield() end return word .. n end, i, "job ")
      end
      local results, err = group:wait()
      return { places = places, results = results, err = err == nil }`;
    expect(await run(source)).toEqual({ places: [1, 2, 3], results: ['job 1', 'job 2', 'job 3'], err: true });
  });

  it('lets no more members run at once than its limit says, and starts them in order', async () => {
    const source = `
      local group, running, most, started = coroutine.group(2), 0, 0, {}
      for i = 1, 6 do
        group:spawn(function()
          started[#started + 1] = i
          running = running + 1
          most = math.max(most, running)
          for _ = 1, 7 - i do coroutine.yield() end
          running = running - 1
        end)
      end
      group:wait()
      return { most = most, started = started }`;
    expect(await run(source)).toEqual({ most: 2, started: [1, 2, 3, 4, 5, 6] });
  });

  it.each(['error("broken")', 'return nil, "broken"'])(
    'returns the first failure once all have ended: %s',
    async (failure) => {
      const source = `
      local group, ended = coroutine.group(), 0
      group:spawn(function() for _ = 1, 5 do coroutine.yield() end ended = ended + 1 end)
      group:spawn(function() ${failure} end)
      group:spawn(function() ended = ended + 1 error("later") end)
      local results, err = group:wait()
      local again, same = group:wait()
      return { results == nil, err:kind(), ended, again == nil and same == err, err:message():match("broken") }`;
      expect(await run(source)).toEqual([true, 'INTERNAL', 2, true, 'broken']);
    },
  );

  it('is empty at first, can be filled again, and is named when it can never end', async () => {
    const source = `
      local group = coroutine.group()
      local first = group:wait()
      group:spawn(function() return 1 end)
      local second = group:wait()
      group:spawn(function() return 2 end)
      return { #first, second, (group:wait()) }`;
    expect(await run(source)).toEqual([0, [1], [1, 2]]);
    const stuck = 'local group = coroutine.group() group:spawn(function() return group:wait() end) return group:wait()';
    await expect(run(stuck)).rejects.toThrow(
      /all coroutines are blocked.*main at group.lua:1 \(the end of the group\)/,
    );
  });

  it('refuses a limit that is none, and what is no function', async () => {
    await expect(run('coroutine.group(0)')).rejects.toMatchObject({ kind: 'INVALID' });
    await expect(run('coroutine.group("x")')).rejects.toThrow("bad argument #1 to 'group'");
    await expect(run('coroutine.group():spawn()')).rejects.toThrow("bad argument #1 to 'spawn'");
  });
});
