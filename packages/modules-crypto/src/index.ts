import { defineModule } from '@durable-lua/determinism';
import { cipherFunctions } from './ciphers.js';
import { jwtFunctions } from './jwt.js';
import { keyedFunctions } from './keyed.js';
import { pbkdf2 } from './pbkdf2.js';
import { randomFunctions } from './random-functions.js';

/** The Lua module `crypto`: what needs a secret, or makes one. In a workflow the history keeps random bytes and signatures only. */
export const crypto = defineModule(
  {
    name: 'crypto',
    summary: 'Recorded randomness, HMAC, authenticated encryption, signed tokens, keys from passwords.',
    needs: ['random'],
    wants: ['clock', 'signatures', 'workflow'],
  },
  {
    functions: { ...randomFunctions, ...keyedFunctions, ...cipherFunctions, ...jwtFunctions, pbkdf2 },
    aliases: { random_bytes: 'random.bytes', random_string: 'random.string', random_uuid: 'random.uuid' },
  },
);
