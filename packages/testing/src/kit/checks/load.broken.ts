import { defineModule } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Its constants are computed, and one has a name that Lua cannot say. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Has a constant with an odd name.',
  },
  {
    functions: {},
    constants: () => ({ 'per cent': 100 }),
  },
);

export const faults: PlantedFaults = [
  { fault: 'a constant that Lua cannot name', definition: broken, says: /'per cent'/ },
];
