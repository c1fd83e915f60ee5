import { defineModule, fn, integer, result } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Spares itself an effect when it is replayed. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Hurries through replays.',
    needs: ['clock', 'workflow'],
  },
  {
    functions: {
      wait: fn({ returns: result(integer()) }, async ({ clock, workflow }) => {
        if (!workflow.replaying) await clock.timer(1000).result;
        return 1;
      }),
    },
  },
);

export const faults: PlantedFaults = [
  {
    fault: 'an effect left out of replays',
    definition: broken,
    says: /the code asked for .*, the history holds clock\.timer/,
  },
];
