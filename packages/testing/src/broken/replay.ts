import { defineModule, fn, integer, result } from '@durable-lua/determinism';

/** Spares itself an effect when it is replayed. */
export const broken = defineModule(
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
