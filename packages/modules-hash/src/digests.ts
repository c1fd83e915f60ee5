import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';

const ALGORITHMS = { md5, sha1, sha256, sha512 } as const;

export type Algorithm = keyof typeof ALGORITHMS;

export const digest = (algorithm: Algorithm, data: Uint8Array): Uint8Array => ALGORITHMS[algorithm](data);

export const authenticate = (algorithm: Algorithm, secret: Uint8Array, data: Uint8Array): Uint8Array =>
  hmac(ALGORITHMS[algorithm], secret, data);
