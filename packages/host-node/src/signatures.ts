import { createPrivateKey, createPublicKey, pbkdf2, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { invalid, type Signatures } from '@durable-lua/determinism';

const derive = promisify(pbkdf2);

/** Signatures by Node's OpenSSL. */
export const nodeSignatures: Signatures = {
  sign: async (_algorithm, pem, data) => new Uint8Array(sign('sha256', data, rsaKey('private', pem))),
  verify: async (_algorithm, pem, data, signature) => verify('sha256', data, rsaKey('public', pem), signature),
  deriveKey: async (hash, password, salt, iterations, length) =>
    new Uint8Array(await derive(password, salt, iterations, length, hash)),
};

/** A public key is also found in a certificate. The PEM is a secret, or long: no message shows it. */
function rsaKey(kind: 'private' | 'public', pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
  } catch (error) {
    const { code = 'unreadable' } = error as { code?: string };
    throw invalid(`the key is no ${kind} key in PEM (${code})`);
  }
  if (key.asymmetricKeyType !== 'rsa') throw invalid(`RS256 needs an RSA key, got ${key.asymmetricKeyType}`);
  return key;
}
