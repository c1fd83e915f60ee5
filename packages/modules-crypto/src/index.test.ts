import { createHmac, createPublicKey, createSign, generateKeyPairSync, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LuaError, type Data, type Random } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { crypto } from './index.js';
import { fraction, randomString, shuffled, uniform } from './random.js';

testModule(
  crypto,
  {
    files: new URL('..', import.meta.url),
    samples: {
      'encrypt.aes': ['"data"', '("k"):rep(16)'],
      'encrypt.chacha20': ['"data"', '("k"):rep(32)'],
      'decrypt.aes': ['("n"):rep(40)', '("k"):rep(16)'],
      'decrypt.chacha20': ['("n"):rep(40)', '("k"):rep(32)'],
      'jwt.encode': ['{ sub = "joe" }', '"secret"'],
      'jwt.verify': ['"a.b.c"', '"secret"'],
      'random.int': ['1', '6'],
      'random.shuffle': ['{ 1, 2, 3 }'],
      pbkdf2: ['"password"', '"salt"', '10', '32'],
    },
  },
  { describe, it },
);

const run = (source: string, bytes: Random['bytes']): Promise<Data> => {
  // The VM itself seeds `math.random`; a secret asks for another stream, if for any.
  const derived = (stream: string): Uint8Array => {
    if (stream === 'math.random') return new Uint8Array(6);
    throw new Error('a secret must not be derived from the seed');
  };
  return createLua({ modules: [crypto], host: { name: 'a test', capabilities: { random: { bytes, derived } } } }).run(
    source,
  );
};

const counted = (count: number) => Promise.resolve(Uint8Array.from({ length: count }, (_, i) => i));

describe('what is drawn', () => {
  it('comes from the recorded source, in one draw for each call', async () => {
    const draws: number[] = [];
    const bytes = (count: number) => {
      draws.push(count);
      return counted(count);
    };
    const source = `
      local key = ("k"):rep(32)
      return { #crypto.random_bytes(5), crypto.random_uuid(), crypto.random_string(4, "abcd"),
        crypto.random.int(1, 6), crypto.random.number() < 0.001, #crypto.random.shuffle({ 1, 2, 3 }),
        #crypto.encrypt.aes("data", key), #crypto.encrypt.chacha20("data", key) }`;
    const [length, uuid, text, int, small, ...lengths] = (await run(source, bytes)) as Data[];
    expect([length, uuid, text]).toEqual([5, '00010203-0405-4607-8809-0a0b0c0d0e0f', 'abcd']);
    expect([int, small, lengths]).toEqual([Number(0x000102030405060708090a0b0c0d0e0fn % 6n) + 1, true, [3, 32, 32]]);
    expect(draws).toEqual([5, 16, 4, 16, 7, 32, 12, 12]);
  });

  it('ends with the failure of the source', async () => {
    const fail = () => Promise.reject(new LuaError({ kind: 'INTERNAL', message: 'no entropy' }));
    for (const call of [
      'random_bytes(5)',
      'random_string(5)',
      'random_uuid()',
      'random.int(1, 6)',
      'random.number()',
      'random.shuffle({ 1, 2 })',
      'encrypt.aes("data", ("k"):rep(16))',
    ]) {
      const source = `local v, err = crypto.${call} return { v == nil, err:kind(), err:message() }`;
      expect(await run(source, fail)).toEqual([true, 'INTERNAL', 'no entropy']);
    }
  });
});

describe('numbers', () => {
  const constant = (byte: number) => (count: number) => Promise.resolve(new Uint8Array(count).fill(byte));

  it.each([
    [0n, 9n],
    [-(2n ** 63n), 2n ** 63n - 1n],
    [5n, 5n],
  ])('from %i to %i stay within, at both ends of the range', async (low, high) => {
    expect(await uniform(constant(0), low, high)).toBe(low);
    const drawn = await uniform(constant(0x7f), low, high);
    expect(drawn >= low && drawn <= high).toBe(true);
  });

  it('draws again beyond the last whole multiple of the range', async () => {
    let draws = 0;
    // 2^128 - 1 lies beyond the last multiple of 10.
    const source = (count: number) => Promise.resolve(new Uint8Array(count).fill(draws++ === 0 ? 255 : 0));
    expect(await uniform(source, 1n, 10n)).toBe(1n);
    expect(draws).toBe(2);
  });

  it('are fractions below 1', () => {
    expect(fraction(new Uint8Array(7))).toBe(0);
    expect(fraction(new Uint8Array(7).fill(255))).toBe(1 - 2 ** -53);
    expect(fraction(Uint8Array.of(128, 0, 0, 0, 0, 0, 0))).toBe(0.5);
  });
});

describe('shuffled', () => {
  const orderOf = (items: readonly string[], seed: number) =>
    shuffled(
      items,
      Uint8Array.from({ length: 32 }, (_, i) => (seed >> (8 * (i % 4))) & 255),
    );

  it('gives each order about equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = orderOf(['a', 'b', 'c'], seed).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('keeps each item of a long list once, and follows from its key', () => {
    const items = Array.from({ length: 5000 }, (_, i) => `${i}`);
    expect([...orderOf(items, 7)].sort()).toEqual([...items].sort());
    expect(orderOf(items, 7)).toEqual(orderOf(items, 7));
    expect(orderOf(items, 7)).not.toEqual(orderOf(items, 8));
  });
});

describe('tokens', () => {
  const at = (seconds: number) => {
    const host = nodeHost();
    return {
      name: 'a test',
      capabilities: { ...host.capabilities, clock: { ...host.capabilities.clock!, now: () => seconds * 1000 } },
    };
  };
  const verify = (token: string, key: string, alg: string, seconds: number) =>
    createLua({ modules: [crypto], host: at(seconds) }).run(
      `local claims, err = crypto.jwt.verify(${[token, key, alg].map((arg) => JSON.stringify(arg)).join(', ')})
       return claims or err:message()`,
    );

  const signed = (header: object, claims: string) =>
    [JSON.stringify(header), claims].map((part) => Buffer.from(part).toString('base64url')).join('.');

  it.each([
    ['HS256', 'sha256'],
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
  ])('of Node with %s are accepted, whole numbers exact', async (alg, hash) => {
    const token = signed({ typ: 'JWT', alg }, '{"exp":1000,"big":9223372036854775807,"__proto__":1}');
    const signature = createHmac(hash, 'secret').update(token).digest('base64url');
    expect(await verify(`${token}.${signature}`, 'secret', alg, 999)).toEqual(
      JSON.parse('{"exp":1000,"big":0,"__proto__":1}', (key, value: unknown) =>
        key === 'big' ? 9223372036854775807n : value,
      ),
    );
    expect(await verify(`${token}.${signature}`, 'secret', alg, 1000)).toContain('expired');
  });

  it('of Node with RS256 are accepted', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const token = signed({ alg: 'RS256' }, '{"exp":1000}');
    const signature = createSign('sha256').update(token).sign(privateKey, 'base64url');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    expect(await verify(`${token}.${signature}`, pem, 'RS256', 1)).toEqual({ exp: 1000 });
  });

  it('of RFC 7515, A.2, are accepted in their time', async () => {
    const claims = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true };
    const payload = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
    const jwk = { kty: 'RSA', e: 'AQAB', n: RFC_MODULUS };
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }) as string;
    expect(await verify(`eyJhbGciOiJSUzI1NiJ9.${payload}.${RFC_SIGNATURE}`, pem, 'RS256', 1300819379)).toEqual(claims);
  });

  it.each([
    ['a claim that stands twice', '{"exp":1000,"exp":2000}'],
    ['claims nested too deep', `{"exp":1000,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['claims that are no object', '[1]'],
    ['claims that are no JSON', '{"exp":1000'],
  ])('with %s are refused', async (_, claims) => {
    const token = signed({ alg: 'HS256' }, claims);
    const signature = createHmac('sha256', 'secret').update(token).digest('base64url');
    expect(await verify(`${token}.${signature}`, 'secret', 'HS256', 1)).toContain(
      'no JSON object, or name a claim twice',
    );
  });

  it('whose header is nested too deep are refused, before anybody knows who wrote it', async () => {
    const header = Buffer.from('['.repeat(100_000)).toString('base64url');
    expect(await verify(`${header}.e30.AA`, 'secret', 'HS256', 1)).toContain('header is no JSON object');
  });

  it('with RS256 are refused politely by a host that makes no signatures', async () => {
    const ask = 'local t, err = crypto.jwt.encode({}, "pem", "RS256") return { t == nil, err:kind(), err:message() }';
    expect(await run(ask, counted)).toEqual([true, 'INVALID', expect.stringContaining("it needs 'signatures'")]);
  });
});

it('a key that takes long is made beside the thread of Lua: others go on meanwhile, and it is the same key', async () => {
  const lua = createLua({ modules: [crypto], host: nodeHost() });
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  const key = await lua.run<Uint8Array>('return crypto.pbkdf2("p", "s", 2000000, 32)');
  clearInterval(counting);
  expect(turns).toBeGreaterThan(10);
  expect(Buffer.from(key)).toEqual(pbkdf2Sync('p', 's', 2_000_000, 32, 'sha256'));
});

const RFC_MODULUS =
  'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_' +
  'YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD' +
  'Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ';
const RFC_SIGNATURE =
  'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ' +
  'jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqt' +
  'FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';

describe('randomString', () => {
  const charset = (size: number) => Uint8Array.from({ length: size }, (_, i) => i);

  it.each([3, 62, 100, 129, 255])('favours none of %i characters', async (size) => {
    const counts = new Array<number>(size).fill(0);
    const accepted = 256 - (256 % size);
    // Every byte value equally often.
    for (const index of await randomString(counted, accepted, charset(size))) counts[index] = (counts[index] ?? 0) + 1;
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
      return counted(count);
    };
    expect((await randomString(draw, 1_048_576, charset(129))).length).toBe(1_048_576);
    expect(Math.max(...draws)).toBe(1_048_576);
  });
});
