import { Misuse, defineModule, fn, integer, result } from '@durable-lua/determinism';

const BUSY = Symbol('broken.busy');

/** Refuses to be waited for by two coroutines at once. */
export const broken = defineModule(
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
