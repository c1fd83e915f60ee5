import { defineModule, fn, operation } from '@durable-lua/determinism';

/** Waits to the end, whoever asks it not to. */
export const broken = defineModule(
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
