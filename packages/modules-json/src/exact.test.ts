import { describe, expect, it } from 'vitest';
import {
  defineModule,
  fn,
  LONE_SURROGATE,
  payload,
  payloadClass,
  PayloadObject,
  returns,
  value,
  writeJson,
  type Document,
  type JsonMaker,
} from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { json } from './index.js';
import { parseJson } from './parse.js';

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

  /** Random JSON text, and what it says by the rules for numbers. */
  json(depth: number): Generated {
    const items = (make: () => Generated) => Array.from({ length: this.below(5) }, make);
    const joined = (parts: readonly Generated[]) =>
      parts.map(({ text }) => text).join(`${this.space()},${this.space()}`);
    const simple = [
      () => this.pick<Generated>([true, false, null].map((value) => ({ text: String(value), value }))),
      () => this.number(),
      () => this.string(),
    ];
    const nested = [
      () => {
        const parts = items(() => this.json(depth - 1));
        return { text: `[${this.space()}${joined(parts)}]`, value: parts.map(({ value }) => value) };
      },
      () => {
        const members = items(() => this.json(depth - 1)).map(({ text, value }) => ({ key: this.text(), text, value }));
        const parts = members.map(({ key, text, value }) => ({
          text: `${JSON.stringify(key)}${this.space()}:${this.space()}${text}`,
          value,
        }));
        return { text: `{${joined(parts)}}`, value: new Map(members.map(({ key, value }) => [key, value])) };
      },
    ];
    return this.pick(depth > 0 ? [...nested, ...simple] : simple)();
  }

  private number(): Generated {
    const text = this.literal();
    const whole = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    const fits = whole !== undefined && BigInt.asIntN(64, whole) === whole;
    const double = Number(text);
    return { text, value: fits ? `integer ${whole}` : `float ${Object.is(double, -0) ? '-0' : double}` };
  }

  private string(): Generated {
    const content = this.text();
    return { text: JSON.stringify(content), value: `s${content}` };
  }
}

interface Generated {
  readonly text: string;
  readonly value: Document;
}

/** Shows what each number became. */
const shown: JsonMaker<Document> = {
  scalar: (scalar) => (typeof scalar === 'string' ? `s${scalar}` : scalar),
  integer: (whole) => `integer ${whole}`,
  float: (double) => `float ${Object.is(double, -0) ? '-0' : double}`,
  list: (items) => items,
  map: (members) => new Map(members),
};

const tree: JsonMaker<Document> = {
  ...shown,
  scalar: (one) => one,
  integer: (one) => one,
  float: (one) => one,
};

describe(`JSON text (seed ${SEED})`, () => {
  const generator = new Generator(chance(SEED));

  it('is read as it is written: each digit, each key, their order', () => {
    for (let i = 0; i < 3000; i++) {
      const { text, value: expected } = generator.json(4);
      const actual = parseJson(text, shown);
      expect(actual, text).toEqual(expected);
      // Maps are equal in any order, their text is not.
      expect(writeJson(actual), text).toBe(writeJson(expected));
    }
  });

  it('comes back the same after it was written, in order', () => {
    for (let i = 0; i < 3000; i++) {
      const read = parseJson(generator.json(4).text, {
        ...tree,
        float: (double) => (Number.isFinite(double) ? double : null),
      });
      const again = parseJson(writeJson(read, { indent: generator.below(3), sortKeys: false }), tree);
      expect(writeJson(again)).toBe(writeJson(read));
    }
  });

  it('is refused exactly when JSON.parse refuses it, but for half a surrogate pair', () => {
    const unescaped = (text: string): string =>
      text.replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
    for (let i = 0; i < 3000; i++) {
      const { text } = generator.json(3);
      const at = generator.below(text.length + 1);
      const broken =
        text.slice(0, at) +
        generator.pick([',', '"', ']', '{', '0', '\\', ' ', '']) +
        text.slice(at + generator.below(2));
      if (LONE_SURROGATE.test(unescaped(broken))) continue;
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
