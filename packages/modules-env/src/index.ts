import { boolean, defineModule, fn, invalid, LuaError, map, result, string } from '@durable-lua/determinism';

function named(what: string, key: string): string {
  if (key === '') throw invalid(`${what}: the name of a variable expected, got an empty string`);
  return key;
}

/** The Lua module `env`: configuration of the process. */
export const env = defineModule(
  {
    name: 'env',
    summary: 'Environment variables that the application may see.',
    needs: ['environment'],
    barredInWorkflows: 'give the workflow its configuration as input, or call a function that reads it',
  },
  {
    functions: {
      get: fn(
        {
          doc:
            'The value of a variable. `NOT_FOUND` when it is not set, `PERMISSION_DENIED` when no `env.variables` entry of the ' +
            'application names it.',
          params: { key: string },
          returns: result(string),
        },
        ({ environment }, { key }) => {
          const value = environment.get(named('get', key));
          if (value !== undefined) return value;
          throw new LuaError({ kind: 'NOT_FOUND', message: `get: '${key}' is not set`, retryable: false });
        },
      ),
      set: fn(
        {
          doc: 'Variables are read-only: an error of kind `PERMISSION_DENIED`.',
          params: { key: string, value: string },
          returns: result(boolean),
        },
        (_, { key }) => {
          const message = `set: '${named('set', key)}' cannot be set: the environment is read-only; set it where the program is started`;
          throw new LuaError({ kind: 'PERMISSION_DENIED', message, retryable: false });
        },
      ),
      get_all: fn(
        { doc: 'All variables that are set and may be seen, by name.', returns: result(map(string)) },
        ({ environment }) => new Map(environment.all()),
      ),
    },
  },
);
