import { healthy } from '../healthy.fixture.js';
import type { PlantedFaults } from '../planted-fault.fixture.js';

export const faults: PlantedFaults = [
  {
    fault: 'a run that a server does not finish',
    definition: healthy,
    options: {
      files: { conformance: { 'a.lua': 'healthy.wait("1s")' } },
      server: {
        variants: ['a server'],
        enlist: () => undefined,
        run: () => Promise.reject(new Error('history differs')),
      },
    },
    says: /history differs/,
  },
];
