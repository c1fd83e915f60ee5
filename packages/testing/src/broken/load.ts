import { defineModule } from '@durable-lua/determinism';

/** Its constants are computed, and one has a name that Lua cannot say. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Has a constant with an odd name.',
  },
  {
    functions: {},
    constants: () => ({ 'per cent': 100 }),
  },
);
