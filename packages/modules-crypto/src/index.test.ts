import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LuaError, type Data, type Random } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { crypto } from './index.js';
import { randomString } from './random.js';

const conformance = new URL('../conformance/', import.meta.url);

const run = (source: string, bytes: Random['bytes']): Promise<Data> => {
  // The VM itself seeds `math.random`; a secret asks for another stream, if for any.
  const derived = (stream: string): Uint8Array => {
    if (stream === 'math.random') return new Uint8Array(6);
    throw new Error('a secret must not be derived from the seed');
  };
  return createLua({ modules: [crypto], host: { name: 'test', capabilities: { random: { bytes, derived } } } }).run(
    source,
  );
};

describe('the module crypto', () => {
  it.each(readdirSync(conformance))('holds what conformance/%s says', async (name) => {
    const source = readFileSync(new URL(name, conformance), 'utf8');
    await createLua({ modules: [crypto], host: nodeHost() }).run({ source, name });
  });

  it('has a README whose code runs', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, source = ''] = /```lua\n([^]*?)```/.exec(readme) ?? [];
    expect(await createLua({ modules: [crypto], host: nodeHost() }).run(source)).toEqual([32, true]);
  });

  it('takes every secret from the recorded source, in one draw', async () => {
    const draws: number[] = [];
    const bytes = (count: number) => {
      draws.push(count);
      return Promise.resolve(Uint8Array.from({ length: count }, (_, i) => i));
    };
    const source = 'return { #crypto.random_bytes(5), crypto.random_uuid(), crypto.random_string(4, "abcd") }';
    expect(await run(source, bytes)).toEqual([5, '00010203-0405-4607-8809-0a0b0c0d0e0f', 'abcd']);
    expect(draws).toEqual([5, 16, 4]);
  });

  it('returns the failure of the source', async () => {
    const fail = () => Promise.reject(new LuaError({ kind: 'INTERNAL', message: 'no entropy' }));
    for (const call of ['random_bytes(5)', 'random_string(5)', 'random_uuid()']) {
      const source = `local v, err = crypto.${call} return { v == nil, err:kind(), err:message() }`;
      expect(await run(source, fail)).toEqual([true, 'INTERNAL', 'no entropy']);
    }
  });
});

describe('randomString', () => {
  const charset = (size: number) => Uint8Array.from({ length: size }, (_, i) => i);
  /** Every byte value equally often. */
  const cycle = (count: number) => Promise.resolve(Uint8Array.from({ length: count }, (_, i) => i));

  it.each([3, 62, 100, 129, 255])('favours none of %i characters', async (size) => {
    const counts = new Array<number>(size).fill(0);
    const accepted = 256 - (256 % size);
    for (const index of await randomString(cycle, accepted, charset(size))) counts[index] = (counts[index] ?? 0) + 1;
    expect(new Set(counts)).toEqual(new Set([accepted / size]));
  });

  it('draws again when too many bytes had to be thrown away', async () => {
    let draws = 0;
    const mostlyUseless = (count: number) => Promise.resolve(new Uint8Array(count).fill(draws++ === 0 ? 255 : 1));
    expect(await randomString(mostlyUseless, 3, charset(100))).toEqual(Uint8Array.of(1, 1, 1));
    expect(draws).toBe(2);
  });

  it('never asks for more at once than a record may hold', async () => {
    const draws: number[] = [];
    const draw = (count: number) => {
      draws.push(count);
      return cycle(count);
    };
    expect((await randomString(draw, 1_048_576, charset(129))).length).toBe(1_048_576);
    expect(Math.max(...draws)).toBe(1_048_576);
  });
});
