import { invalid, type Signatures } from '@durable-lua/determinism';
import { keyInfo } from './pem.js';

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
const HASHES = { sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** Signatures by Web Crypto, which pages have that come by HTTPS or from this machine. */
export const webSignatures: Signatures = {
  sign: async (_algorithm, pem, data) => {
    const key = await rsaKey('private', pem);
    return new Uint8Array(await crypto.subtle.sign(RS256, key, copied(data)));
  },
  verify: async (_algorithm, pem, data, signature) => {
    const key = await rsaKey('public', pem);
    return crypto.subtle.verify(RS256, key, copied(signature), copied(data));
  },
  deriveKey: async (hash, password, salt, iterations, length) => {
    const key = await subtle().importKey('raw', copied(password), 'PBKDF2', false, ['deriveBits']);
    const parameters = { name: 'PBKDF2', hash: HASHES[hash], salt: copied(salt), iterations };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8));
  },
};

/** The PEM is a secret, or long: no message shows it. */
async function rsaKey(kind: 'private' | 'public', pem: string) {
  const web = subtle();
  const bytes = copied(keyInfo(kind, pem));
  const [format, use] = kind === 'private' ? (['pkcs8', 'sign'] as const) : (['spki', 'verify'] as const);
  return web.importKey(format, bytes, RS256, false, [use]).catch(() => {
    throw invalid(`the key is no ${kind} RSA key, which RS256 needs`);
  });
}

function subtle(): typeof crypto.subtle {
  if (globalThis.crypto.subtle === undefined)
    throw invalid('this page has no Web Crypto: serve it by HTTPS or from localhost');
  return crypto.subtle;
}

/** Web Crypto takes no memory that threads may share. */
const copied = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
