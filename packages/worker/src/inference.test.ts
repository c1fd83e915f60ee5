// What the types of the runtime promise. `tsc` holds these, not the run: `npm run typecheck` fails on them.
import type { Data, IdConflictPolicy, ResultSchema, Sendable } from '@durable-lua/determinism';
import { describe, expectTypeOf, it } from 'vitest';
import type { createRuntime, RunHandle, Runtime, SpawnSettings } from './index.js';

/** An interface has no index signature. */
interface Order {
  readonly id: string;
  readonly lines: readonly Line[];
}
interface Line {
  sku: string;
  count?: number;
}

describe('a runtime', () => {
  it('gives plain data, which who asks must narrow', () => {
    expectTypeOf<ReturnType<typeof createRuntime>>().resolves.toEqualTypeOf<Runtime>();
    const calls = (runtime: Runtime) => runtime.call('shop:total');
    expectTypeOf(calls).returns.resolves.toEqualTypeOf<Data>();
    const results = (run: RunHandle) => run.result();
    expectTypeOf(results).returns.resolves.toEqualTypeOf<Data>();
    expectTypeOf<Runtime['spawn']>().returns.resolves.toEqualTypeOf<RunHandle>();
  });

  it('takes what Lua can hold, and nothing else', () => {
    expectTypeOf<Runtime['call']>().toBeCallableWith('shop:total', { items: [1, 2n, 'three', null, new Uint8Array()] });
    expectTypeOf<Runtime['send']>().toBeCallableWith('order-1', 'approve', { by: 'me' });
    const all = async (runtime: Runtime, order: Order) => {
      const run = await runtime.spawn('shop:order', 'shop:w', order, {
        args: [order, [order]],
        context: order,
        memo: order,
      });
      await run.send('change', order);
      return runtime.call('shop:total', order, order.lines);
    };
    expectTypeOf(all).returns.resolves.toEqualTypeOf<Data>();
    expectTypeOf<Order>().toExtend<Sendable>();
    expectTypeOf<() => void>().not.toExtend<Sendable>();
    expectTypeOf<Date>().not.toExtend<Sendable>();
    expectTypeOf<Promise<string>>().not.toExtend<Sendable>();
    expectTypeOf<Map<string, string>>().not.toExtend<Sendable>();
    expectTypeOf<Set<string>>().not.toExtend<Sendable>();
    expectTypeOf<symbol>().not.toExtend<Sendable>();
    expectTypeOf<() => void>().not.toExtend<Data>();
    expectTypeOf<symbol>().not.toExtend<Data>();
  });

  it('gives what the caller says, or what a schema checks', () => {
    const said = (runtime: Runtime, run: RunHandle) =>
      [runtime.call<Order>('shop:order'), run.result<Order>()] as const;
    expectTypeOf(said).returns.toEqualTypeOf<readonly [Promise<Order>, Promise<Order>]>();
    const checked = (run: RunHandle, schema: ResultSchema<Line>) => run.result(schema);
    expectTypeOf(checked).returns.resolves.toEqualTypeOf<Line>();
  });

  it('starts a workflow with checked options', () => {
    expectTypeOf<Runtime['spawn']>().parameter(3).toEqualTypeOf<SpawnSettings | undefined>();
    expectTypeOf<SpawnSettings['idConflictPolicy']>().toEqualTypeOf<IdConflictPolicy | undefined>();
    expectTypeOf({ id: 'order-1', args: [1], messages: [{ topic: 'approve' }] }).toExtend<SpawnSettings>();
    expectTypeOf({ executionTimeout: '1h' }).not.toExtend<SpawnSettings>();
    expectTypeOf({ idConflictPolicy: 'use' as const }).not.toExtend<SpawnSettings>();
  });
});
