import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { yaml } from './index.js';

testModule(
  yaml,
  {
    // Nine tenths are the library, which is one piece.
    budget: 110_000,
    harmless: { 'process.env.LOG_STREAM': 'the library prints', 'process.env.LOG_TOKENS': 'the library prints' },
    files: new URL('..', import.meta.url),
    samples: { encode: ['{ a = 1 }'], decode: ['"a: [1, 2.0]"'] },
  },
  { describe, it },
);
