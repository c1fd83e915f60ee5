import { afterAll, expect, it } from 'vitest';
import { generated } from './generator.fixture.js';
import { Thread } from './thread-pool.fixture.js';

/** `GENERATED=100000` runs that many; `SEED` begins where another search began. */
const count = Number(process.env['GENERATED'] ?? 300);
const first = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const thread = new Thread();
afterAll(() => thread.close());

it(
  `${count} programs that were made from the seed ${first} end with a value or an error of Lua`,
  { timeout: 60_000 + 100 * count },
  async () => {
    const wrong: string[] = [];
    for (let seed = first; seed < first + count && wrong.length < 5; seed++) {
      const on = seed % 2 === 0 ? 'simulated' : 'node';
      const { error } = await thread.run({ source: generated(seed), on, turnBudget: 20_000 });
      if (error !== undefined && error.kind === undefined)
        wrong.push(`SEED=${seed} on ${on}: ${error.message.slice(0, 300)}`);
    }
    expect(wrong).toEqual([]);
  },
);
