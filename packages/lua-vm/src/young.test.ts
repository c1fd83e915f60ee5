import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { encodeData, createLua } from './index.js';

setFlagsFromString('--expose-gc');
// Optimized code makes arrays old of which many have survived, as those of other tests may have: that is not what is tried here.
setFlagsFromString('--no-allocation-site-pretenuring');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

const STATES = 400;
const program = { name: 'app/double.lua', source: 'return { main = function(x) return x * 2 end }', method: 'main' };

/** The bytes that one state has taken for good, as far as collections of young objects can tell. */
async function left(): Promise<number> {
  collect({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < STATES; i++) {
    const lua = createLua({ host: { name: 'a test', capabilities: { log: { write: () => undefined } } } });
    await lua.runEntry(program, [encodeData(i)]);
    lua.usage();
    lua.close();
  }
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  return (process.memoryUsage().heapUsed - before) / STATES;
}

it('a state that has ended is gone with the next collection of young objects', async () => {
  await left();
  expect(await left()).toBeLessThan(8_000);
});
