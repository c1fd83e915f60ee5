import { defineModule, fn, integer } from '@durable-lua/determinism';

let calls = 0;

/** Keeps state in the module, which all Lua states share. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Counts calls of everybody.',
  },
  {
    functions: { count: fn({ returns: integer() }, () => ++calls) },
  },
);
