import { describe, expect, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { base64 } from './index.js';
import { decode, encode, STANDARD, URL_SAFE } from './variant.js';

testModule(
  base64,
  {
    files: new URL('..', import.meta.url),
    samples: { encode: ['"any bytes"'], decode: ['"TWFu"'], encode_url: ['"\\255\\254"'], decode_url: ['"__4"'] },
  },
  { describe, it },
);

/** Every length modulo 3, and every byte. */
const inputs = Array.from({ length: 260 }, (_, length) =>
  Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 255),
);

describe('both alphabets', () => {
  it('agree with the encoder of Node', () => {
    expect(inputs.map((bytes) => encode(STANDARD, bytes))).toEqual(
      inputs.map((bytes) => Buffer.from(bytes).toString('base64')),
    );
    expect(inputs.map((bytes) => encode(URL_SAFE, bytes))).toEqual(
      inputs.map((bytes) => Buffer.from(bytes).toString('base64url')),
    );
  });

  it('give back what was encoded, with line breaks after any character', () => {
    for (const variant of [STANDARD, URL_SAFE]) {
      for (const bytes of inputs) {
        expect(decode(variant, encode(variant, bytes).replace(/(.)/g, '\r\n$1\n'))).toEqual(bytes);
      }
    }
  });
});
