import { defineModule, fn, integer } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Declares a whole number and gives something else below zero. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Rounds badly.',
  },
  {
    functions: { round: fn({ params: { n: integer() }, returns: integer() }, (_, { n }) => (n < 0 ? n + 0.5 : n)) },
  },
);

export const faults: PlantedFaults = [
  {
    fault: 'a result that is not what is declared',
    definition: broken,
    says: /round gave the number .* where integer/,
  },
];
