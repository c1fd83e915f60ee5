import { defineModule, fn, string } from '@durable-lua/determinism';

/** The Lua module `base64`. */
export const base64 = defineModule({
  name: 'base64',
  summary: 'Say here in one sentence what it is for.',
  needs: [],
  functions: {
    greet: fn({ doc: 'A greeting.', params: { who: string }, returns: string }, (_, { who }) => `Hello, ${who}!`),
  },
});
