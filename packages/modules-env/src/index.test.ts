import { describe, it } from 'vitest';
import { LuaError, type Environment } from '@durable-lua/determinism';
import { testModule } from '@durable-lua/testing';
import { env } from './index.js';

const VARIABLES = new Map([
  ['GREETING', 'hello'],
  ['SHOP_REGION', 'eu'],
]);

const environment: Environment = {
  get(name) {
    if (name === 'SECRET') throw new LuaError({ kind: 'PERMISSION_DENIED', message: 'not visible', retryable: false });
    return VARIABLES.get(name);
  },
  all: () => [...VARIABLES],
};

testModule(
  env,
  { files: new URL('..', import.meta.url), capabilities: () => ({ environment }), samples: { get: ['"GREETING"'] } },
  { describe, it },
);
