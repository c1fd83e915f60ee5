import {
  LuaError,
  data,
  defineModule,
  fn,
  internal,
  invalid,
  record,
  result,
  string,
  type Context,
} from '@durable-lua/determinism';

function valuesOf(context: Context) {
  const values = context.values();
  if (values !== undefined) return values;
  throw internal('there is no context here: it comes with a call, a spawn or a message');
}

/** The Lua module `ctx`: read-only values that whoever started this run has given along. */
export const ctx = defineModule(
  {
    name: 'ctx',
    summary: 'Read-only values given by the caller, passed on to whatever this run calls.',
    needs: ['context'],
  },
  {
    functions: {
      get: fn(
        { doc: 'The value of a key, as a copy.', params: { key: string }, returns: result(data) },
        ({ context }, { key }) => {
          if (key === '') throw invalid('ctx.get: the key must not be empty');
          const values = valuesOf(context);
          if (Object.hasOwn(values, key)) return values[key];
          throw new LuaError({ kind: 'NOT_FOUND', message: `ctx.get: there is no value "${key}"`, retryable: false });
        },
      ),
      all: fn({ doc: 'All values, as a new table.', returns: result(record) }, ({ context }) => valuesOf(context)),
    },
  },
);
