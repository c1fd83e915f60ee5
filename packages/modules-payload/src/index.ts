import { defineModule, fn, string } from '@durable-lua/determinism';

/** The Lua module `payload`. */
export const payload = defineModule({
  name: 'payload',
  summary: 'Say here in one sentence what it is for.',
  needs: [],
  functions: {
    greet: fn({ doc: 'A greeting.', params: { who: string }, returns: string }, (_, { who }) => `Hello, ${who}!`),
  },
});
