// What the types of the runtime promise. `tsc` holds these, not the run: `npm run typecheck` fails on them.
import type { Data, IdConflictPolicy } from '@durable-lua/determinism';
import { describe, expectTypeOf, it } from 'vitest';
import type { createRuntime, RunHandle, Runtime, SpawnSettings } from './index.js';

describe('a runtime', () => {
  it('gives plain data, which who asks must narrow', () => {
    expectTypeOf<ReturnType<typeof createRuntime>>().resolves.toEqualTypeOf<Runtime>();
    expectTypeOf<Runtime['call']>().returns.resolves.toEqualTypeOf<Data>();
    expectTypeOf<RunHandle['result']>().returns.resolves.toEqualTypeOf<Data>();
    expectTypeOf<Runtime['spawn']>().returns.resolves.toEqualTypeOf<RunHandle>();
  });

  it('takes what Lua can hold, and nothing else', () => {
    expectTypeOf<Runtime['call']>().toBeCallableWith('shop:total', { items: [1, 2n, 'three', null, new Uint8Array()] });
    expectTypeOf<Runtime['send']>().toBeCallableWith('order-1', 'approve', { by: 'me' });
    expectTypeOf<() => void>().not.toExtend<Data>();
    expectTypeOf<symbol>().not.toExtend<Data>();
  });

  it('starts a workflow with checked options', () => {
    expectTypeOf<Runtime['spawn']>().parameter(3).toEqualTypeOf<SpawnSettings | undefined>();
    expectTypeOf<SpawnSettings['idConflictPolicy']>().toEqualTypeOf<IdConflictPolicy | undefined>();
    expectTypeOf({ id: 'order-1', args: [1], messages: [{ topic: 'approve' }] }).toExtend<SpawnSettings>();
    expectTypeOf({ executionTimeout: '1h' }).not.toExtend<SpawnSettings>();
    expectTypeOf({ idConflictPolicy: 'use' as const }).not.toExtend<SpawnSettings>();
  });
});
