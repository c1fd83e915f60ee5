import { defineModule, fn, integer, result, type Env, type FunctionDefinition } from '@durable-lua/determinism';

/** Written in JavaScript it would compile: what a body uses is known to the types alone. */
const now: FunctionDefinition = fn({ returns: result(integer()) }, ({ clock }: Env<'clock'>) => clock.now());

/** Asks its host for what it did not declare. */
export const broken = defineModule(
  { name: 'broken', summary: 'Does not declare what it uses.' },
  { functions: { now } },
);
