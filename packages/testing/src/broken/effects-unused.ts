import { boolean, defineModule, fn } from '@durable-lua/determinism';

/** Declares more than it uses. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Asks for more than it needs.',
    needs: ['random'],
  },
  {
    functions: { yes: fn({ returns: boolean }, () => true) },
  },
);
