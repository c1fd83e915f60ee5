import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { replayHistories } from './index.js';
import { House } from './testing/house.js';
import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './testing/worker-process.js';

const address = inject('temporalAddress');
const house = new House({ fixture: 'http', address });
/** The long form: `ORDERS=200`. */
const COUNT = Number(process.env['ORDERS'] ?? 40);
const TIMEOUT = { timeout: 20_000 + COUNT * 500 };
const alive = new Set<WorkerProcess>();
let url: string;

beforeAll(async () => {
  await house.open({ start: false });
  // Its workers run elsewhere.
  await house.runtime.start({ services: ['app:web'] });
  url = house.runtime.urls()['app:web'] as string;
});
afterEach(async () => {
  for (const worker of alive) await kill(worker);
});
afterAll(() => house.close());

async function startWorker(workerOptions: WorkerProcessOptions['workerOptions'] = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({ fixture: 'http', address, queue: house.queue, workerOptions });
  alive.add(worker);
  return worker;
}

async function kill(worker: WorkerProcess): Promise<void> {
  alive.delete(worker);
  await worker.kill();
}

interface Order {
  readonly id: string;
  readonly total: number;
  readonly rest?: string;
}

async function post(order: Order): Promise<{ status: number; body: Record<string, string> }> {
  const headers = { 'X-Request-ID': `request of ${order.id}` };
  const response = await fetch(`${url}/orders`, { method: 'POST', body: JSON.stringify(order), headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const orders = (count: number, rest?: string): Order[] =>
  Array.from({ length: count }, (_, total) => ({ id: randomUUID(), total, ...(rest !== undefined && { rest }) }));

const done = ({ id, total }: Order) => ({ id, charged: total * 2, request: `request of ${id}` });

/** Every order was taken, and every one is done. */
async function expectAll(all: readonly Order[], between: () => Promise<void> = async () => undefined): Promise<void> {
  const answers = await Promise.all(all.map(post));
  for (const { id } of all.slice(0, 20)) house.started.add(`order-${id}`);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await between();
  expect(await Promise.all(all.map(({ id }) => house.result(`order-${id}`)))).toEqual(all.map(done));
}

describe('the HTTP handler of the seed', () => {
  it('starts a workflow, and tells of one that is open already', async () => {
    await startWorker();
    const [order] = orders(1, '2s') as [Order];
    const first = await post(order);
    expect(first).toEqual({ status: 202, body: { workflow_id: expect.any(String) as string, status: 'started' } });
    expect(first.body['workflow_id']).toContain(`order-${order.id}`);
    const second = await post(order);
    expect(second).toEqual({ status: 409, body: { error: expect.stringContaining(`order-${order.id}`) as string } });
    expect(await house.result(`order-${order.id}`)).toEqual(done(order));
  });

  it.each([
    ['with a cache', {}],
    ['without a cache', { maxCachedWorkflows: 0 }],
  ])('many requests at once start as many workflows, and none is lost, %s', TIMEOUT, async (_, options) => {
    await startWorker(options);
    await expectAll(orders(COUNT));
  });

  it('nor when the worker is killed meanwhile and another one takes its place', TIMEOUT, async () => {
    const first = await startWorker();
    await expectAll(orders(COUNT, '300ms'), async () => {
      await kill(first);
      await startWorker();
    });
  });

  it('and the histories replay', TIMEOUT, async () => {
    let count = 0;
    for await (const { error } of replayHistories({ ...house.composition, histories: await house.histories() })) {
      expect(error).toBeUndefined();
      count += 1;
    }
    expect(count).toBe(60);
  });
});
