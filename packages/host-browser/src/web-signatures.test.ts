import {
  createPrivateKey,
  generateKeyPairSync,
  pbkdf2Sync,
  sign,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { generate } from 'selfsigned';
import { expect, it } from 'vitest';
import { createLua, LuaError } from '@durable-lua/lua-vm';
import { crypto as cryptoModule } from '@durable-lua/modules-crypto';
import { browserHost } from './browser-host.js';
import { webSignatures } from './web-signatures.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'spki') => key.export({ type: type, format: 'pem' }) as string;
const data = Buffer.from('header.claims');

it.each(['pkcs1', 'pkcs8'] as const)('signs with a key in %s, as RS256 has it', async (type) => {
  const signature = await webSignatures.sign('RS256', pem(privateKey, type), data);
  expect(verify('sha256', data, publicKey, signature)).toBe(true);
});

it.each(['pkcs1', 'spki'] as const)('verifies with a key in %s', async (type) => {
  const key = pem(publicKey, type);
  const signature = sign('sha256', data, privateKey);
  expect(await webSignatures.verify('RS256', key, data, signature)).toBe(true);
  expect(await webSignatures.verify('RS256', key, Buffer.from('other'), signature)).toBe(false);
  expect(await webSignatures.verify('RS256', key, data, new Uint8Array(0))).toBe(false);
});

it('verifies with the key in a certificate', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'durable-lua' }], { keySize: 2048 });
  expect(new X509Certificate(cert).publicKey.asymmetricKeyType).toBe('rsa');
  const signature = sign('sha256', data, createPrivateKey(key));
  expect(await webSignatures.verify('RS256', cert, data, signature)).toBe(true);
  expect(await webSignatures.verify('RS256', cert, Buffer.from('other'), signature)).toBe(false);
});

const whole = pem(privateKey, 'pkcs8');
it.each([
  ['no PEM', 'a-secret-that-is-no-pem'],
  ['a PEM cut short', `${whole.slice(0, 400)}\n-----END PRIVATE KEY-----\n`],
  ['a PEM of something else', whole.replaceAll('PRIVATE KEY', 'DH PARAMETERS')],
  ['a certificate that is none', whole.replaceAll('PRIVATE KEY', 'CERTIFICATE')],
  ['a key of a curve', pem(curve.privateKey, 'pkcs8')],
  ['a public key of a curve', pem(curve.publicKey, 'spki')],
  ['nothing', ''],
])('refuses %s as INVALID, and shows nothing of it', async (_, key) => {
  const middle = key.slice(60, 90) || 'a-secret';
  for (const attempt of [
    webSignatures.sign('RS256', key, data),
    webSignatures.verify('RS256', key, data, new Uint8Array(256)),
  ]) {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!LuaError.is(error)) throw new Error(`expected a LuaError, got ${String(error)}`);
    expect(error.kind).toBe('INVALID');
    expect([error.message, String(error.cause), error.stack].join('\n')).not.toContain(middle);
  }
});

it('derives the keys of PBKDF2', async () => {
  for (const hash of ['sha256', 'sha512'] as const) {
    const key = await webSignatures.deriveKey?.(hash, Buffer.from('secret'), Buffer.from('salt'), 1000, 40);
    expect(Buffer.from(key ?? [])).toEqual(pbkdf2Sync('secret', 'salt', 1000, 40, hash));
  }
});

it('a Lua program makes a token with RS256 and reads it', async () => {
  const lua = createLua({ modules: [cryptoModule], host: browserHost() });
  const [claims] = await lua.run<unknown[]>(`
    local crypto = require("crypto")
    local token = crypto.jwt.encode({ sub = "Ada" }, [[${pem(privateKey, 'pkcs8')}]], "RS256")
    return { (crypto.jwt.verify(token, [[${pem(publicKey, 'spki')}]], "RS256", false)) }
  `);
  expect(claims).toEqual({ sub: 'Ada' });
});
