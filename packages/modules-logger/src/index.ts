import { defineModule, fn, string } from '@durable-lua/determinism';

/** The Lua module `logger`. */
export const logger = defineModule({
  name: 'logger',
  summary: 'Say here in one sentence what it is for.',
  needs: [],
  functions: {
    greet: fn({ doc: 'A greeting.', params: { who: string }, returns: string }, (_, { who }) => `Hello, ${who}!`),
  },
});
