import { existsSync } from 'node:fs';
import { boolean, defineModule, fn, string } from '@durable-lua/determinism';

/** Needs what a workflow sandbox does not have. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Reads files.',
  },
  {
    functions: { exists: fn({ params: { path: string }, returns: boolean }, (_, { path }) => existsSync(path)) },
  },
);
