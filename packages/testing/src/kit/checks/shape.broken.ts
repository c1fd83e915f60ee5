import { boolean, defineModule, fn } from '@durable-lua/determinism';
import { healthy } from '../healthy.fixture.js';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Its definition can be changed. */
const broken = {
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

export const faults: PlantedFaults = [
  { fault: 'a definition that can be changed', definition: broken, says: /make it with defineModule/ },
  {
    fault: 'a package of another name',
    definition: healthy,
    options: {
      files: {
        manifest: { name: '@durable-lua/modules-helthy', keywords: ['durable-lua-module'] },
        folder: 'modules-healthy',
      },
    },
    says: /the module 'healthy' is in @durable-lua\/modules-helthy/,
  },
];
