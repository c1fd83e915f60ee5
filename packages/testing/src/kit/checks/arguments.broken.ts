import { defineModule, fn, string, value } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Takes any value, and throws when it gets a function. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Forgets that functions are values.',
  },
  {
    functions: {
      name_of: fn({ params: { any: value }, returns: string }, ({ lua }, { any }) => {
        const names: Record<string, string> = { nil: 'nothing', table: 'table', userdata: 'object' };
        const type = lua.typeOf(any);
        return type === 'function' ? (names[type] as string).toUpperCase() : type;
      }),
    },
  },
);

export const faults: PlantedFaults = [
  { fault: 'an exception for one type', definition: broken, says: /exception of JavaScript: .*toUpperCase/ },
];
