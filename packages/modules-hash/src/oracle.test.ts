import { describe, expect, it } from 'vitest';
import table from '../oracle/cases.json' with { type: 'json' };
import { authenticate, digest, type Algorithm } from './digests.js';
import { fnv32, fnv64 } from './fnv.js';

/** Our answers against those of Go: see oracle/main.go. Each test compares a whole list, so that a failure shows every case. */

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const names: readonly Algorithm[] = ['md5', 'sha1', 'sha256', 'sha512'];

describe('the oracle table', () => {
  it('is large enough to mean something', () => {
    expect(table.digests.length).toBeGreaterThan(20);
    expect(table.hmacs.length).toBeGreaterThan(25);
  });

  it('agrees on digests', () => {
    const ours = table.digests.map(({ data }) =>
      Object.fromEntries(names.map((name) => [name, hex(digest(name, bytes(data)))])),
    );
    expect(ours).toEqual(table.digests.map(({ digests }) => digests));
  });

  it('agrees on codes', () => {
    const ours = table.hmacs.map(({ data, secret }) =>
      Object.fromEntries(names.map((name) => [name, hex(authenticate(name, bytes(secret), bytes(data)))])),
    );
    expect(ours).toEqual(table.hmacs.map(({ codes }) => codes));
  });

  it('agrees on FNV-1', () => {
    const ours = table.digests.map(({ data }) => {
      const wide = fnv64(bytes(data));
      return [fnv32(bytes(data)), BigInt.asIntN(64, wide).toString(), wide.toString(16).padStart(16, '0')];
    });
    expect(ours).toEqual(table.digests.map((one) => [one.fnv32, one.fnv64, one.fnv64_hex]));
  });
});
