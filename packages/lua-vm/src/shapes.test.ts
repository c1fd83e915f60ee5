import { describe, expect, it } from 'vitest';
import { data, defineModule, fn, list, map, present, returns, value } from '@durable-lua/determinism';
import { createLua } from './index.js';

const give = (presented: unknown) => fn({ returns: returns(value) }, () => presented as never);

const make = defineModule(
  {
    name: 'make',
    summary: 'For these tests.',
  },
  {
    functions: {
      ordered: give(
        present(
          map(value),
          new Map(
            [
              ['b', 1],
              ['10', 2],
              ['__proto__', 3],
              ['2', 4],
            ].map(([key, number]) => [key, present({ kind: 'integer', expected: 'integer' }, number)]),
          ) as never,
        ),
      ),
      no_data: give(present(data, [null])),
      no_items: give(present(list(value), [undefined as never])),
      no_members: give(present(map(value), { gone: undefined })),
    },
  },
);

const run = (source: string) =>
  createLua({ modules: [make], host: { name: 'a test', capabilities: {} } }).run({ source, name: 't.lua' });

describe('tables made for Lua', () => {
  it('keep the order of a Map, also of keys that look like whole numbers', async () => {
    const source = 'local keys = {} for key in pairs(make.ordered()) do keys[#keys + 1] = key end return keys';
    expect(await run(source)).toEqual(['b', '10', '__proto__', '2']);
  });

  it('remember what they stand for when they hold nothing but nil', async () => {
    expect(await run('return { make.no_items(), make.no_members() }')).toEqual([[], {}]);
    expect(await run('return { make.no_data() }')).toEqual([[]]);
  });
});
