import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadProject } from '@durable-lua/registry';
import { createTestRuntime, fakeActivity } from '../index.js';

const INDEX = `
version: "1.0"
namespace: tea
entries:
  - { name: temporal, kind: temporal.client, address: "localhost:7233" }
  - { name: worker, kind: temporal.worker, client: temporal, task_queue: tea }
  - name: prices
    kind: library.lua
    source: return { cents = 890 }
  - name: price
    kind: function.lua
    imports: { prices: "tea:prices" }
    method: price
    meta: { temporal: { activity: { worker: worker } }, options: { activity.retry_policy: { maximum_attempts: 2 } } }
    source: |
      local prices = require("prices")
      return { price = function(n) return n * prices.cents end }
  - name: order
    kind: workflow.lua
    modules: [funcs, time]
    meta: { temporal: { workflow: { worker: worker } } }
    source: |
      return function(order)
        time.sleep("24h")
        local cents, err = funcs.call("tea:price", order.quantity)
        return cents, err
      end
`;

async function project() {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, '_index.yaml'), INDEX);
  return loadProject(folder);
}

it('runs the workflows of a project with its own functions and libraries', async () => {
  const runtime = createTestRuntime({ project: await project() });
  expect(await runtime.run('tea:order', { quantity: 2 })).toBe(1780);
  expect(runtime.now).toEqual(new Date('2024-01-02T00:00:00Z'));
});

it('lets a fake take the place of a function, with the default options of that function', async () => {
  const price = fakeActivity(() => {
    throw new Error('closed');
  });
  const runtime = createTestRuntime({ project: await project(), functions: { 'tea:price': price } });
  await expect(runtime.run('tea:order', { quantity: 2 })).rejects.toThrow('closed');
  expect(price.calls).toHaveLength(2);
});
