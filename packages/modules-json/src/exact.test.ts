import { describe, expect, it } from 'vitest';
import {
  defineModule,
  fn,
  payload,
  payloadClass,
  PayloadObject,
  returns,
  value,
  type Document,
} from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { json } from './index.js';
import { parseJson, type Maker } from './parse.js';
import { writeJson } from './write.js';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));

/** mulberry32 */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Generator {
  constructor(private readonly random: () => number) {}

  below = (count: number): number => Math.floor(this.random() * count);
  pick = <T>(from: readonly T[]): T => from[this.below(from.length)] as T;

  text(): string {
    const parts = [
      'a',
      '"',
      '\\',
      '\n',
      '\u0000',
      'é',
      '😀',
      '10',
      '-0',
      '2.0',
      '":',
      'n1',
      '/',
      '__proto__',
      '\u2028',
      '[',
      '}',
    ];
    return Array.from({ length: this.below(4) }, () => this.pick(parts)).join('');
  }

  integer(): bigint {
    const bits = 1 + this.below(63);
    const magnitude = BigInt.asUintN(bits, BigInt(this.below(2 ** 32)) * BigInt(2 ** 32) + BigInt(this.below(2 ** 32)));
    return this.pick([1n, -1n]) * magnitude;
  }

  literal(): string {
    return this.pick([
      () => String(this.integer()),
      () => (this.random() * 10 ** this.below(30)).toFixed(this.below(5)),
      () => (this.random() * 10 ** (this.below(60) - 30)).toExponential(this.below(17)),
      () =>
        this.pick(['-0', '-0.0', '0', '0.0', '1e400', '9223372036854775808', '-9223372036854775809', '1E2', '5e-324']),
    ])();
  }

  space = (): string => this.pick(['', '', ' ', '\n\t']);

  /** Random JSON text. */
  json(depth: number): string {
    const items = (make: () => string) =>
      Array.from({ length: this.below(5) }, make).join(`${this.space()},${this.space()}`);
    const simple = [
      () => this.pick(['true', 'false', 'null']),
      () => this.literal(),
      () => JSON.stringify(this.text()),
    ];
    const nested = [
      () => `[${this.space()}${items(() => this.json(depth - 1))}]`,
      () => `{${items(() => `${JSON.stringify(this.text())}${this.space()}:${this.space()}${this.json(depth - 1)}`)}}`,
    ];
    return this.pick(depth > 0 ? [...nested, ...simple] : simple)();
  }
}

/** Shows what each number became. */
const shown: Maker<Document> = {
  scalar: (scalar) => (typeof scalar === 'string' ? `s${scalar}` : scalar),
  integer: (whole) => `integer ${whole}`,
  float: (double) => `float ${Object.is(double, -0) ? '-0' : double}`,
  list: (items) => items,
  map: (members) => members,
};

/** As JSON.parse would have it. */
const asDoubles: Maker<unknown> = {
  scalar: (scalar) => scalar,
  integer: Number,
  float: (double) => double,
  list: (items) => items,
  map: (members) => Object.fromEntries(members),
};

const tree: Maker<Document> = {
  ...shown,
  scalar: (one) => one,
  integer: (one) => one,
  float: (one) => one,
};

describe(`JSON text (seed ${SEED})`, () => {
  const generator = new Generator(chance(SEED));

  it('is read as JSON.parse reads it, but for what doubles lose', () => {
    for (let i = 0; i < 3000; i++) {
      const text = generator.json(4);
      // JSON.parse keeps -0, an integer cannot.
      const expected = JSON.parse(text, (_, one: unknown) => (one === 0 ? 0 : one)) as unknown;
      const actual = parseJson(text, { ...asDoubles, float: (double) => (double === 0 ? 0 : double) });
      expect(actual, text).toEqual(expected);
    }
  });

  it('keeps the kind and each digit of a number, whatever stands around it', () => {
    for (let i = 0; i < 3000; i++) {
      const literal = generator.literal();
      const whole = /^-?\d+$/.test(literal) ? BigInt(literal) : undefined;
      const fits = whole !== undefined && BigInt.asIntN(64, whole) === whole;
      const double = Number(literal);
      const expected = fits ? `integer ${whole}` : `float ${Object.is(double, -0) ? '-0' : double}`;
      expect(parseJson(literal, shown), literal).toBe(expected);
      const key = generator.text();
      expect(parseJson(`{${JSON.stringify(key)}:[${literal}]}`, shown)).toEqual(new Map([[key, [expected]]]));
    }
  });

  it('comes back the same after it was written, in order', () => {
    for (let i = 0; i < 3000; i++) {
      const read = parseJson(generator.json(4), {
        ...tree,
        float: (double) => (Number.isFinite(double) ? double : null),
      });
      const again = parseJson(writeJson(read, { indent: generator.below(3), sortKeys: false }), tree);
      expect(writeJson(again)).toBe(writeJson(read));
    }
  });

  it('is refused exactly when JSON.parse refuses it', () => {
    for (let i = 0; i < 3000; i++) {
      const text = generator.json(3);
      const at = generator.below(text.length + 1);
      const broken =
        text.slice(0, at) +
        generator.pick([',', '"', ']', '{', '0', '\\', ' ', '']) +
        text.slice(at + generator.below(2));
      const accepts = (read: () => unknown): boolean => {
        try {
          read();
          return true;
        } catch {
          return false;
        }
      };
      expect(
        accepts(() => parseJson(broken, tree)),
        broken,
      ).toBe(accepts(() => JSON.parse(broken)));
    }
  });
});

describe('json.encode', () => {
  const probe = defineModule(
    {
      name: 'probe',
      summary: 'For these tests.',
    },
    {
      functions: {
        held: fn({ params: { v: value }, returns: returns(payloadClass.type) }, (_, { v }) =>
          PayloadObject.of(v, 'lua/any'),
        ),
        encoded: fn(
          { params: { v: payload }, returns: returns(payloadClass.type) },
          (_, { v }) => new PayloadObject(v),
        ),
      },
    },
  );
  const run = (source: string) =>
    createLua({ modules: [json, probe], host: { name: 'a test', capabilities: {} } }).run({ source, name: 'test.lua' });

  it('writes the data of a Payload, and finds the cycle through one', async () => {
    expect(await run('return (json.encode({ probe.held({ 1, {} }), probe.encoded({ b = 2 }) }))')).toBe(
      '[[1,[]],{"b":2}]',
    );
    expect(await run('local t = {} t[1] = probe.held(t) return select(2, json.encode(t)):message()')).toContain(
      'contains itself',
    );
  });

  it('lets json.null cross a border as null', async () => {
    expect(await run('return { a = json.null }')).toEqual({ a: null });
  });
});
