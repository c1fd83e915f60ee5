import { randomUUID } from 'node:crypto';
import { LuaError } from '@durable-lua/determinism';
import { createRuntime, type Runtime } from '@durable-lua/worker';
import type { Scenario } from './scenarios.js';

/** Folder of the Lua sources: beside `src` and beside `dist`. */
export const PROJECT = new URL('../shop', import.meta.url);

export const TASK_QUEUE = 'shop';
export const WORKFLOW_TYPE = 'Order';

/** The shop, open: its worker polls the server at `address`. */
export async function openShop(address: string): Promise<Runtime> {
  const runtime = await createRuntime({ project: PROJECT, address });
  await runtime.start();
  return runtime;
}

export const newOrderId = (): string => `order-${randomUUID().slice(0, 6)}`;

/** How an order ended: with a result, or with the error of its workflow. */
export type Ending = { readonly result: unknown } | { readonly error: LuaError };

/** Places the order of a scenario. */
export async function placeOrder(shop: Runtime, scenario: Scenario, id: string) {
  const run = await shop.spawn(
    'shop:order',
    'shop:worker',
    { ...scenario.order },
    {
      id,
      summary: scenario.story,
      // Known to every activity of the order, without being handed on by anybody.
      context: { branch: 'harbour' },
    },
  );
  return {
    approve: (by: string) => run.send('approve', { by }),
    ending: async (): Promise<Ending> => {
      try {
        return { result: await run.result() };
      } catch (error) {
        if (LuaError.is(error)) return { error };
        throw error;
      }
    },
  };
}

/** Whether the order ended as its scenario says. */
export const isAsTold = (ending: Ending, { failsWith }: Scenario): boolean =>
  ('error' in ending ? ending.error.kind : undefined) === failsWith;
