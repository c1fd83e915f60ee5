import { defineModule, fn, string } from '@durable-lua/determinism';

/** The Lua module `json`. */
export const json = defineModule({
  name: 'json',
  summary: 'Say here in one sentence what it is for.',
  needs: [],
  functions: {
    greet: fn({ doc: 'A greeting.', params: { who: string }, returns: string }, (_, { who }) => `Hello, ${who}!`),
  },
});
