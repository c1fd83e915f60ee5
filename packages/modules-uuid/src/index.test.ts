import { describe, expect, it } from 'vitest';
import type { Clock, Data, Random } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { Generator1, Generator7 } from './generate.js';
import { uuid } from './index.js';

testModule(uuid, { files: new URL('..', import.meta.url) }, { describe, it });

/** Bytes counted up from a seed, so that two runs can have the same or different randomness. */
function seeded(seed: number): Random {
  let state = seed;
  const byte = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >>> 16;
  return {
    bytes: () => Promise.reject(new Error('an id must not record anything')),
    derived: (_stream, count) => Uint8Array.from({ length: count }, byte),
  };
}

/** A clock that shows what it is set to. */
function clockAt(millis: number): Clock & { millis: number } {
  const clock = {
    millis,
    zone: 'UTC',
    now: () => clock.millis,
    timer: () => {
      throw new Error('an id must not wait');
    },
  };
  return clock;
}

const run = (source: string, seed = 1): Promise<Data> =>
  createLua({
    modules: [uuid],
    host: { name: 'seeded', capabilities: { clock: clockAt(1_700_000_000_123), random: seeded(seed) } },
  }).run(source);

describe('generated ids', () => {
  it('gives the same ids to a replay, others to another run, and records nothing', async () => {
    const source = 'local ids = {} for i = 1, 3 do ids[i] = uuid.v1() .. uuid.v4() .. uuid.v7() end return ids';
    expect(await run(source, 5)).toEqual(await run(source, 5));
    expect(await run(source, 6)).not.toEqual(await run(source, 5));
  });

  it('puts the time of the run into versions 1 and 7', async () => {
    const source = 'return { uuid.parse(uuid.v1()).timestamp, uuid.parse(uuid.v7()).timestamp, uuid.v7():sub(1, 13) }';
    const millis = (1_700_000_000_123).toString(16).padStart(12, '0');
    expect(await run(source)).toEqual([1_700_000_000, 1_700_000_000, `${millis.slice(0, 8)}-${millis.slice(8)}`]);
  });

  it('keeps version 7 growing when the clock stands, goes back, and when its counter is full', () => {
    const clock = clockAt(1_700_000_000_000);
    const full: Random = { ...seeded(3), derived: (_stream, count) => new Uint8Array(count).fill(0xff) };
    for (const random of [seeded(9), full]) {
      const generator = new Generator7(clock, random);
      const ids = Array.from({ length: 2000 }, (_, i) => {
        clock.millis += [0, 0, 0, 5, -20][i % 5] as number;
        return generator.next();
      });
      expect(ids).toEqual([...new Set(ids)].sort());
    }
  });

  it('never gives version 1 the same tick twice', () => {
    const generator = new Generator1(clockAt(1_700_000_000_000), seeded(9));
    const ids = Array.from({ length: 2000 }, () => generator.next());
    expect(new Set(ids).size).toBe(2000);
    expect(new Set(ids.map((id) => id.slice(19))).size).toBe(1);
  });
});
