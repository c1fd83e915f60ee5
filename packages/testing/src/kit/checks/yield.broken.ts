import { Misuse, defineModule, fn, integer, result } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

const BUSY = Symbol('broken.busy');

/** Refuses to be waited for by two coroutines at once. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Does one thing at a time.',
    needs: ['clock'],
  },
  {
    functions: {
      wait: fn({ returns: result(integer()) }, async ({ clock, lua }) => {
        const state = lua.state(BUSY, () => ({ busy: false }));
        if (state.busy) throw new Misuse('busy');
        state.busy = true;
        await clock.timer(1000).result;
        state.busy = false;
        return 1;
      }),
    },
  },
);

export const faults: PlantedFaults = [
  { fault: 'one waiter at a time', definition: broken, says: /wait in two coroutines at once: .*busy/ },
];
