import { boolean, defineModule, fn } from '@durable-lua/determinism';

/** Its definition can be changed. */
export const broken = {
  ...defineModule(
    {
      name: 'broken',
      summary: 'Can be changed by whoever holds it.',
    },
    {
      functions: { yes: fn({ returns: boolean }, () => true) },
    },
  ),
};
