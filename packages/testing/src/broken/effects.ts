import { boolean, defineModule, fn } from '@durable-lua/determinism';

/** Looks at the clock of the machine. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Goes around the host.',
  },
  {
    functions: { is_late: fn({ returns: boolean }, () => Date.now() < 0) },
  },
);
