import { defineModule, fn, string, value } from '@durable-lua/determinism';

/** Takes any value, and throws when it gets a function. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Forgets that functions are values.',
  },
  {
    functions: {
      name_of: fn({ params: { any: value }, returns: string }, ({ lua }, { any }) => {
        const names: Record<string, string> = { nil: 'nothing', table: 'table', userdata: 'object' };
        const type = lua.typeOf(any);
        return type === 'function' ? (names[type] as string).toUpperCase() : type;
      }),
    },
  },
);
