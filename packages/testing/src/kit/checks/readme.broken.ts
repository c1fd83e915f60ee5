import { healthy } from '../healthy.fixture.js';
import type { PlantedFaults } from '../planted-fault.fixture.js';

export const faults: PlantedFaults = [
  {
    fault: 'a README that says something else',
    definition: healthy,
    options: { files: { readme: '```lua\nprint(healthy.same(1)) --> 2\n```' } },
    says: /says that it prints "2", it printed "1"/,
  },
];
