import { defineModule, fn, integer } from '@durable-lua/determinism';

/** Declares a whole number and gives something else below zero. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Rounds badly.',
  },
  {
    functions: { round: fn({ params: { n: integer() }, returns: integer() }, (_, { n }) => (n < 0 ? n + 0.5 : n)) },
  },
);
