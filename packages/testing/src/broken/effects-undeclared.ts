import { defineModule, fn, integer, result } from '@durable-lua/determinism';

/** Asks its host for what it did not declare. */
export const broken = defineModule({
  name: 'broken',
  summary: 'Does not declare what it uses.',
  needs: [],
  functions: { now: fn({ returns: result(integer()) }, ({ clock }) => clock.now()) },
});
