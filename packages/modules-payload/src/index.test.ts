import { describe, it } from 'vitest';
import {
  channel,
  defineModule,
  errorClass,
  fn,
  LuaError,
  optional,
  record,
  string,
  boolean,
  table,
} from '@durable-lua/determinism';
import { testModule } from '@durable-lua/testing';
import { payload } from './index.js';

/** What the Lua files need of other modules, which this package may not know. */
const errors = defineModule(
  {
    name: 'errors',
    summary: 'Makes error objects.',
  },
  {
    functions: {
      new: fn(
        {
          params: {
            spec: table({
              message: string,
              kind: optional(string),
              retryable: optional(boolean),
              details: optional(record),
            }),
          },
          returns: errorClass.type,
        },
        (_, { spec: { kind = 'UNKNOWN', ...rest } }) => new LuaError({ kind, ...rest, luaStack: 'stack of the test' }),
      ),
      wrap: fn(
        { params: { error: errorClass.type, context: string }, returns: errorClass.type },
        (_, { error, context }) => error.wrap(context),
      ),
    },
  },
);

const channels = defineModule(
  {
    name: 'channel',
    summary: 'Makes channels.',
  },
  {
    functions: { new: fn({ returns: channel }, ({ lua }) => lua.channel(0)) },
  },
);

testModule(
  payload,
  {
    files: new URL('..', import.meta.url),
    // Most of it is the YAML library, which a bundle with the module yaml holds anyway.
    budget: 150_000,
    harmless: { 'process.env.LOG_STREAM': 'the library prints', 'process.env.LOG_TOKENS': 'the library prints' },
    modules: [errors, channels],
    samples: { new: ['{ 1 }'], 'Payload:transcode': ['"json/plain"'] },
    instances: { Payload: 'm.new({ 1 })' },
  },
  { describe, it },
);
