import { defineModule, fn, string } from '@durable-lua/determinism';

/** The Lua module `specimen`. */
export const specimen = defineModule(
  { name: 'specimen', summary: 'Say here in one sentence what it is for.' },
  {
    functions: {
      greet: fn({ doc: 'A greeting.', params: { who: string }, returns: string }, (_, { who }) => `Hello, ${who}!`),
    },
  },
);
