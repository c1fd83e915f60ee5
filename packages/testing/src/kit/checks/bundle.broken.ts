import { existsSync } from 'node:fs';
import { boolean, defineModule, fn, string } from '@durable-lua/determinism';
import { healthy } from '../healthy.fixture.js';
import type { PlantedFaults } from '../planted-fault.fixture.js';

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

export const faults: PlantedFaults = [
  {
    fault: 'an import of Node',
    definition: broken,
    options: (entryOf) => ({ files: { entry: entryOf('checks/bundle.broken.ts') } }),
    says: /fs/,
  },
  {
    fault: 'more bytes than allowed',
    definition: healthy,
    options: (entryOf) => ({ files: { entry: entryOf('healthy.fixture.ts') }, budget: 100 }),
    says: /more than its budget/,
  },
];
