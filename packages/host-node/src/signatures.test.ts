import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { nodeSignatures } from './signatures.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (type: 'pkcs1' | 'pkcs8') => privateKey.export({ type, format: 'pem' }) as string;
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }) as string;
const CURVE = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const data = Buffer.from('header.claims');

/** Whatever came with a failure: message, cause, details, stack. */
const everythingOf = (error: LuaError): string =>
  [error.message, String(error.cause), JSON.stringify(error.details), error.stack].join('\n');

async function failure(promise: Promise<unknown>): Promise<LuaError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!LuaError.is(error)) throw new Error(`expected a LuaError, got ${String(error)}`);
  return error;
}

describe('signatures of Node', () => {
  it.each(['pkcs1', 'pkcs8'] as const)('are made with a key in %s, and are those of RS256', async (type) => {
    const signature = await nodeSignatures.sign('RS256', pem(type), data);
    expect(verify('sha256', data, publicKey, signature)).toBe(true);
    expect(await nodeSignatures.verify('RS256', PUBLIC, data, signature)).toBe(true);
    expect(await nodeSignatures.verify('RS256', PUBLIC, Buffer.from('other'), signature)).toBe(false);
    expect(await nodeSignatures.verify('RS256', PUBLIC, data, new Uint8Array(0))).toBe(false);
  });

  it('are checked with a certificate', async () => {
    expect(createPublicKey(CERTIFICATE).asymmetricKeyType).toBe('rsa');
    const signature = await nodeSignatures.sign('RS256', pem('pkcs8'), data);
    expect(await nodeSignatures.verify('RS256', CERTIFICATE, data, signature)).toBe(false);
  });

  const cut = pem('pkcs8').slice(0, 400);
  it.each([
    ['no PEM', 'a-secret-that-is-no-pem'],
    ['a PEM cut short', `${cut}\n-----END PRIVATE KEY-----\n`],
    ['nothing', ''],
  ])('refuse %s as INVALID, and show nothing of it', async (_, key) => {
    const middle = key.slice(60, 90) || 'a-secret';
    for (const attempt of [
      nodeSignatures.sign('RS256', key, data),
      nodeSignatures.verify('RS256', key, data, new Uint8Array(256)),
    ]) {
      const error = await failure(attempt);
      expect(error.kind).toBe('INVALID');
      expect(error.willRetry).toBe(false);
      expect(everythingOf(error)).not.toContain(middle);
    }
  });

  it('refuse a key of a curve, and a public key to sign with', async () => {
    const [secret, open] = [
      CURVE.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      CURVE.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    ];
    expect((await failure(nodeSignatures.sign('RS256', secret, data))).message).toBe('RS256 needs an RSA key, got ec');
    const checked = nodeSignatures.verify('RS256', open, data, new Uint8Array(64));
    expect((await failure(checked)).message).toBe('RS256 needs an RSA key, got ec');
    expect((await failure(nodeSignatures.sign('RS256', PUBLIC, data))).message).toMatch(
      /^the key is no private key in PEM/,
    );
  });
});

/** Of a key that nobody has any more. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDHzCCAgegAwIBAgIUQpXDEi6Exk/UPFEJNhYT+fqze1wwDQYJKoZIhvcNAQEL
BQAwHjEcMBoGA1UEAwwTdGVzdCBrZXksIHdvcnRobGVzczAgFw0yNjExMjUxNDU3
MjNaGA8yMTI2MTEwMTE0NTcyM1owHjEcMBoGA1UEAwwTdGVzdCBrZXksIHdvcnRo
bGVzczCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKvTTgwyH9Y2AlRn
Sz/WCxEug4WNGRvWhyBPrQ6AeGy44BHLahgSR1+BdzQosbM+nxsb2T85n4SD1NGF
HKd0ZvkT2A/UUtYvt7qpheUxq7adzULJpwdskGQeCQM/Wafgb9oYlY6o9LWV4Gvy
sgqA12orBqyq9CoW9sDnpr00Xbzi4MWm3krTo/Rv9XY53hNax1a4Vh37183p8D/m
7/l/ZaXD5VKPo2ASAX7BXVE0zciNwMfvgIX6bQUNoI5cIOFCemDCi3z1txAda/7H
H3qWim5icvgodxPouZglhghkJKOC+p+y1Zy63tjXrQmQn0WEAL+GcxUAKBqFkiyw
jLUq1PUCAwEAAaNTMFEwHQYDVR0OBBYEFKrmHgU7zZ/UKbY5oHQurXV9d3EaMB8G
A1UdIwQYMBaAFKrmHgU7zZ/UKbY5oHQurXV9d3EaMA8GA1UdEwEB/wQFMAMBAf8w
DQYJKoZIhvcNAQELBQADggEBAB2c447W2Er5s+Q9Q5MhHyJkUMC/MZ9YPsINbwxW
qTx6t4Um5HREyA2DPfKcZ72iagnIvarHFIoCPgYsaiiH+39Cl9mbd35wpU3Ix/Ud
H5B6ntg1AfOmM08rfKKVJyJVSJy+Yr6C6vWM5dPAs8pCmxPyudRyj5DQZ+vfBPln
dAF2tWk1mDt1nTw3BfurKpReRtjlh8am1Xffu+bvj5ZCqLXahLtH6qlIJOo1EuxZ
l6E2SIE0P9hRwwl1gYnmURMepEMVGIxeEjStOrczB5bRyk8f+JgVek1dBVUScc6g
EcKSxzN+hfQSz7604JtTcim6ZMUb9ERoTljvNLwoA9S0NZg=
-----END CERTIFICATE-----
`;
