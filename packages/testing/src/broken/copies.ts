import { LuaError, boolean, defineModule, errorClass, fn } from '@durable-lua/determinism';

/** Knows errors by their class, of which there can be two. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Knows only its own errors.',
  },
  {
    functions: {
      is_error: fn(
        { params: { error: errorClass.type }, returns: boolean },
        (_, { error }) => error instanceof LuaError,
      ),
    },
  },
);
