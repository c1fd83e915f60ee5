import { LuaError, boolean, defineModule, errorClass, fn } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Knows errors by their class, of which there can be two. */
export const broken = defineModule(
  {
    name: 'broken',
    summary: 'Knows only its own errors.',
  },
  {
    functions: {
      is_error: fn(
        { params: { error: errorClass.type }, returns: boolean },
        (_, { error }) => error instanceof LuaError,
      ),
    },
  },
);

export const faults: PlantedFaults = [
  {
    fault: 'errors known by their class',
    definition: broken,
    options: (entryOf) => ({ files: { entry: entryOf('checks/copies.broken.ts') } }),
    says: /as it is: .*true.*\n.*as a copy: .*false/,
  },
];
