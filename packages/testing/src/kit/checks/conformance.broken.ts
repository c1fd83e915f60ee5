import { healthy } from '../healthy.fixture.js';
import type { PlantedFaults } from '../planted-fault.fixture.js';

export const faults: PlantedFaults = [
  {
    fault: 'a conformance file that does not hold',
    definition: healthy,
    options: {
      files: { conformance: { 'a.lua': 'healthy.wait("1s") assert(healthy.same(1) == 2, "not the same")' } },
    },
    says: /not the same/,
  },
];
