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

/** What differs from worker to worker, by zone, locale and environment. */
const LOCAL: Readonly<Record<string, () => unknown>> = {
  'Date.getDate': () => new Date(0).getDate(),
  'Date.toLocaleDateString': () => new Date(0).toLocaleDateString('en'),
  'String.localeCompare': () => 'a'.localeCompare('b'),
  'Number.toLocaleString': () => (1.5).toLocaleString(),
  'Intl.DateTimeFormat': () => new Intl.DateTimeFormat('en').format(0),
  'Intl.Collator': () => new Intl.Collator().compare('a', 'b'),
  'new Date() of a local time': () => new Date('2024-01-01T00:00').getTime(),
  'process.env.TZ': () => process.env['TZ'],
};

const local = (body: () => unknown) =>
  defineModule(
    { name: 'broken', summary: 'Asks the worker where it is.' },
    { functions: { ask: fn({ returns: boolean }, () => body() !== undefined) } },
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
  ...Object.entries(LOCAL).map(([name, body]) => ({
    fault: `what the worker adds: ${name}`,
    definition: local(body),
    says: new RegExp(`^\\w+ used ${name.replace(/[.()]/g, '\\$&')}, which no host gave: (ask the|use|name) `),
  })),
  { fault: 'an undeclared capability', definition: undeclared, says: /now used 'clock', which it does not declare/ },
  {
    fault: 'a need that nothing uses',
    definition: unused,
    options: { files: { conformance: { 'yes.lua': 'assert(broken.yes())' } } },
    says: /needs declares 'random', which nothing uses/,
  },
];
