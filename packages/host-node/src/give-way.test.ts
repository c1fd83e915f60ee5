import { defineModule, fn } from '@durable-lua/determinism';
import { expect, it } from 'vitest';
import { createLua } from '@durable-lua/lua-vm';
import { nodeHost } from './node-host.js';

it('code that never waits lets timers go on, and can be ended', async () => {
  const lua = createLua({ host: nodeHost() });
  const endless = lua.run('while true do pcall(table.sort, { 3, 2, 1 }, function() while true do end end) end');
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
    if (ticks >= 3) lua.interrupt();
  }, 1);
  await expect(endless).rejects.toMatchObject({ kind: 'CANCELED' });
  clearInterval(ticking);
  expect(ticks).toBeGreaterThanOrEqual(3);
});

const work = defineModule(
  { name: 'work', summary: 'Of a module.' },
  { functions: { some: fn({ doc: 'Takes 30000 units.' }, ({ lua }) => lua.pay(30_000)) } },
);

it('code that does nothing but call functions of modules lets timers go on', async () => {
  const lua = createLua({ host: nodeHost(), modules: [work] });
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 1);
  await lua.run(`
    for _ = 1, 1000 do work.some() pcall(work.some) end`);
  clearInterval(ticking);
  expect(ticks).toBeGreaterThanOrEqual(3);
});
