import { defineModule, fn, integer } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

let calls = 0;

/** Keeps state in the module, which all Lua states share. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Counts calls of everybody.',
  },
  {
    functions: { count: fn({ returns: integer() }, () => ++calls) },
  },
);

export const faults: PlantedFaults = [
  { fault: 'state that all Lua states share', definition: broken, says: /gave another result of \w+: / },
];
