import type { KitOptions, Surroundings } from './index.js';

/** Folder of a standard module. */
export const filesOf = (name: string): URL => new URL(`../../modules-${name}/`, import.meta.url);

const shop: Surroundings = {
  functions: { 'shop:reserve': () => ({ id: 'r-1' }), 'shop:charge': () => ({ id: 'p-1' }) },
  workflows: { 'shop:ship': () => 'shipped', 'shop:pack': (order: unknown) => order },
};

/** What a module needs to be called with sense. */
export const OPTIONS: Readonly<Record<string, KitOptions>> = {
  channel: {
    samples: {
      select: [
        '{ (function() local c = m.new() coroutine.spawn(function() c:send(1) end) return c:case_receive() end)() }',
      ],
    },
  },
  ctx: {
    world: { context: { tenant: 'acme', attempt: 3, deep: { list: [1, 2] }, '': 'hidden' } },
    readme: { context: { tenant: 'acme' } },
  },
  funcs: {
    readme: shop,
    samples: {
      call: ['"test:echo"', '1'],
      async: ['"test:echo"', '1'],
      'funcs.Executor:call': ['"test:echo"', '1'],
      'funcs.Executor:async': ['"test:echo"', '1'],
    },
  },
  process: {
    instances: {
      'process.Spawner': 'm.with_options({})',
      'process.Message':
        '(function() m.send(m.pid(), "t", 1, 2) return m.listen("t", { message = true }):receive() end)()',
      'process.Payloads':
        '(function() m.send(m.pid(), "u", 1, 2) return m.listen("u", { message = true }):receive():payload() end)()',
    },
    readme: { ...shop, messages: [['approve', { by: 'ann' }]] },
    samples: {
      send: ['process.pid()', '"topic"', '1'],
      spawn: ['"test:echo"', '"test:w"', '1'],
      exec: ['"test:echo"', '"test:w"', '1'],
      'process.Spawner:spawn': ['"test:echo"', '"test:w"', '1'],
      'process.Spawner:exec': ['"test:echo"', '"test:w"', '1'],
      'process.Spawner:with_context': ['{ tenant = "acme" }'],
      'process.Spawner:with_message': ['"topic"', '1'],
      'process.Spawner:with_options': ['{}'],
      with_context: ['{ tenant = "acme" }'],
      with_options: ['{}'],
    },
  },
  time: { instances: { 'time.Location': '(m.load_location("UTC"))' } },
  workflow: { readme: shop, samples: { exec: ['"test:echo"', '1'] } },
};
