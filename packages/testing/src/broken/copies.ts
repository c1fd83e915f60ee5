import { LuaError, boolean, defineModule, errorClass, fn, instance } from '@durable-lua/determinism';

/** Knows errors by their class, of which there can be two. */
export const broken = defineModule({
  name: 'broken',
  summary: 'Knows only its own errors.',
  needs: [],
  functions: {
    is_error: fn(
      { params: { error: instance(errorClass) }, returns: boolean },
      (_, { error }) => error instanceof LuaError,
    ),
  },
});
