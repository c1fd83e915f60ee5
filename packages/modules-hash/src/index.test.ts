import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { hash } from './index.js';

testModule(
  hash,
  {
    files: new URL('..', import.meta.url),
    samples: Object.fromEntries(
      Object.keys(hash.functions).map((name) => [
        name,
        name.startsWith('hmac') ? ['"data"', '"secret"', 'true'] : ['"data"'],
      ]),
    ),
  },
  { describe, it },
);
