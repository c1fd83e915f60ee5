import { defineModule, fn, operation } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Waits to the end, whoever asks it not to. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Cannot be cancelled.',
    needs: ['clock'],
  },
  {
    functions: {
      wait: fn({}, ({ clock }) => operation(clock.timer(60_000).result, () => undefined)),
    },
  },
);

export const faults: PlantedFaults = [
  { fault: 'a wait that goes on', definition: broken, says: /went on waiting for 60000 ms/ },
];
