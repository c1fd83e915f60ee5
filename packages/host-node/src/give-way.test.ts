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
