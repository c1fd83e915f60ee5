import {
  boolean,
  defineModule,
  fn,
  integer,
  result,
  type Env,
  type FunctionDefinition,
} from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

/** Looks at the clock of the machine. */
const broken = defineModule(
  {
    name: 'broken',
    summary: 'Goes around the host.',
  },
  {
    functions: { is_late: fn({ returns: boolean }, () => Date.now() < 0) },
  },
);

/** Written in JavaScript it would compile: what a body uses is known to the types alone. */
const now: FunctionDefinition = fn({ returns: result(integer()) }, ({ clock }: Env<'clock'>) => clock.now());

/** Asks its host for what it did not declare. */
const undeclared = defineModule({ name: 'broken', summary: 'Does not declare what it uses.' }, { functions: { now } });

/** Declares more than it uses. */
const unused = defineModule(
  {
    name: 'broken',
    summary: 'Asks for more than it needs.',
    needs: ['random'],
  },
  {
    functions: { yes: fn({ returns: boolean }, () => true) },
  },
);

export const faults: PlantedFaults = [
  { fault: 'a look at the clock of the machine', definition: broken, says: /used Date\.now/ },
  { fault: 'an undeclared capability', definition: undeclared, says: /now used 'clock', which it does not declare/ },
  {
    fault: 'a need that nothing uses',
    definition: unused,
    options: { files: { conformance: { 'yes.lua': 'assert(broken.yes())' } } },
    says: /needs declares 'random', which nothing uses/,
  },
];
