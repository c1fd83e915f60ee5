import { bytes, fn, internal, invalid, optional, result, type Env, type Fn } from '@durable-lua/determinism';
import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

const NONCE_BYTES = 12;

interface Algorithm {
  readonly name: string;
  readonly title: string;
  readonly keyBytes: readonly number[];
  /** What a key costs that is made ready for use, in units of the budget. */
  readonly units: number;
  readonly cipher: (
    key: Uint8Array,
    nonce: Uint8Array,
    aad?: Uint8Array,
  ) => { encrypt(data: Uint8Array): Uint8Array; decrypt(data: Uint8Array): Uint8Array };
}

const AES: Algorithm = { name: 'aes', title: 'AES-GCM', keyBytes: [16, 24, 32], units: 800, cipher: gcm };
const CHACHA20: Algorithm = {
  name: 'chacha20',
  title: 'ChaCha20-Poly1305',
  keyBytes: [32],
  units: 250,
  cipher: chacha20poly1305,
};

const sizes = (algorithm: Algorithm): string => algorithm.keyBytes.join(', ').replace(/, (\d+)$/, ' or $1');

function checkKey(name: string, algorithm: Algorithm, key: Uint8Array): void {
  if (algorithm.keyBytes.includes(key.length)) return;
  throw invalid(`${name}: the key must have ${sizes(algorithm)} bytes, got ${key.length}`);
}

const params = { data: bytes, key: bytes, aad: optional(bytes) };

/** Only the nonce is drawn, and stands in the history of a workflow: key and data do not leave the Lua state. */
function encryptWith(algorithm: Algorithm): Fn<Env<'random'>> {
  const name = `encrypt.${algorithm.name}`;
  return fn(
    {
      doc: `data encrypted with ${algorithm.title} and a key of ${sizes(algorithm)} bytes: a random nonce of 12 bytes, the ciphertext, a tag of 16 bytes. aad is authenticated with it, not encrypted and not contained. A workflow records the nonce alone.`,
      params,
      returns: result(bytes),
    },
    async ({ random, lua }, { data, key, aad }) => {
      lua.pay(algorithm.units + 2 * (data.length + (aad?.length ?? 0)));
      checkKey(name, algorithm, key);
      const nonce = await random.bytes(NONCE_BYTES);
      const sealed = algorithm.cipher(key, nonce, aad).encrypt(data);
      const message = new Uint8Array(NONCE_BYTES + sealed.length);
      message.set(nonce);
      message.set(sealed, NONCE_BYTES);
      return message;
    },
  );
}

function decryptWith(algorithm: Algorithm): Fn {
  const name = `decrypt.${algorithm.name}`;
  return fn(
    {
      doc: `What encrypt.${algorithm.name} encrypted with the same key and aad. Where key or aad are others, or the data was changed, nil and an INTERNAL error.`,
      params,
      returns: result(bytes),
    },
    ({ lua }, { data, key, aad }) => {
      lua.pay(algorithm.units + 2 * (data.length + (aad?.length ?? 0)));
      checkKey(name, algorithm, key);
      if (data.length < NONCE_BYTES) {
        throw invalid(`${name}: data must begin with a nonce of ${NONCE_BYTES} bytes, got ${data.length}`);
      }
      const cipher = algorithm.cipher(key, data.subarray(0, NONCE_BYTES), aad);
      try {
        return cipher.decrypt(data.subarray(NONCE_BYTES));
      } catch {
        // The library tells how it found out, which is nobody's business.
        throw internal(
          `${name}: data is not what encrypt.${algorithm.name} gave with this key and aad, or was changed`,
        );
      }
    },
  );
}

export const cipherFunctions: Readonly<Record<string, Fn<Env<'random'>>>> = {
  'encrypt.aes': encryptWith(AES),
  'encrypt.chacha20': encryptWith(CHACHA20),
  'decrypt.aes': decryptWith(AES),
  'decrypt.chacha20': decryptWith(CHACHA20),
};
