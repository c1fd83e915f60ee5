import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { json } from './index.js';

testModule(
  json,
  {
    files: new URL('..', import.meta.url),
    // Two thirds of it are the engine of patterns, with its tables of Unicode.
    budget: 200_000,
    instances: { 'json.null': 'm.null' },
    samples: {
      decode: [`'{"a": [1, 2.0]}'`],
      validate: ['{ type = "number" }', '1'],
      validate_string: ['{ type = "number" }', '"1"'],
      array: ['{}'],
      object: ['{}'],
    },
  },
  { describe, it },
);
