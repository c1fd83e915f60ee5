import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createRuntime, replayHistory, type Runtime, type RuntimeOptions } from '@durable-lua/worker';
import { openTelemetry, type OpenTelemetry } from './index.js';
import { attribute, Collector, treeOf } from './testing/collector.js';

const address = inject('temporalAddress');
const collector = new Collector();
/** A project on a queue of its own. */
const composition = { project: new URL('../fixtures/shop', import.meta.url), env: { QUEUE: `test-${randomUUID()}` } };
const runtimes: Runtime[] = [];
let telemetry: OpenTelemetry;
let plain: Client;
let url: string;

beforeAll(async () => {
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '50';
  telemetry = openTelemetry({ endpoint: await collector.listen() });
  plain = new Client({ connection: await Connection.connect({ address }) });
  // Bundles the half for workflows, which is kept.
  await (await worker()).shutdown();
  // The workers are others.
  const front = await runtime();
  await front.start({ services: ['app:web', 'app:stock'] });
  url = front.urls()['app:web'] as string;
});
afterAll(async () => {
  await Promise.all(runtimes.map((one) => one.shutdown()));
  await telemetry.shutdown();
  await plain.connection.close();
  await collector.close();
});

async function runtime(options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  const one = await createRuntime(telemetry.traced({ ...composition, address, ...options }));
  runtimes.push(one);
  return one;
}

async function worker(options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  const one = await runtime(options);
  await one.start({ workers: ['app:worker'] });
  return one;
}

/** What one order is: the same in whichever way it is run. */
const ORDER = [
  'POST /orders/{id}',
  '  StartWorkflow:app:order',
  '    RunWorkflow:app:order',
  '      StartActivity:@deliver',
  '        RunActivity:@deliver',
  '          HandleMessage:reserve',
  '            CallFunction:app:fee',
  '            SignalWorkflow:reserved',
  '              HandleSignal:reserved',
  '      StartActivity:app:charge',
  '        RunActivity:app:charge',
  '          CallFunction:app:fee',
  '      StartChildWorkflow:app:pack',
  '        RunWorkflow:app:pack',
];

async function order(meanwhile: (workflowId: string) => Promise<unknown> = async () => undefined): Promise<string> {
  const id = randomUUID();
  const response = await fetch(`${url}/orders/${id}`, { method: 'POST' });
  expect(response.status).toBe(202);
  await meanwhile(`order-${id}`);
  expect(await plain.workflow.getHandle(`order-${id}`).result()).toEqual({ paid: 1262, reserved: 3 });
  return `order-${id}`;
}

/** The spans of an order, once they are all there; what would come twice would be there, too. */
async function traceOf(workflowId: string) {
  await expect
    .poll(() => collector.trace('temporalWorkflowId', workflowId).length, { timeout: 5_000 })
    .toBeGreaterThanOrEqual(ORDER.length);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return collector.trace('temporalWorkflowId', workflowId);
}

describe('the spans of updates, queries, HTTP requests and a run that goes on as a new one', () => {
  const TREE = [
    'test',
    '  QueryWorkflow:total',
    '    HandleQuery:total',
    '  SignalWorkflow:go',
    '    HandleSignal:go',
    '  SignalWorkflow:go',
    '    HandleSignal:go',
    '  StartWorkflow:app:counter',
    '    RunWorkflow:app:counter',
    '      ContinueAsNew:app:counter',
    '        RunWorkflow:app:counter',
    '      StartActivity:app:fetch',
    '        RunActivity:app:fetch',
    '          GET',
    '  StartWorkflowUpdate:add',
    '    HandleUpdate:add',
    '      StartActivity:app:charge',
    '        RunActivity:app:charge',
    '          CallFunction:app:fee',
  ];

  it.each([
    ['runs are kept in memory', {}],
    ['every workflow task is a replay', { workerOptions: { maxCachedWorkflows: 0 } }],
  ])('form one tree where %s', async (_, options) => {
    const shown: (string | undefined)[] = [];
    const prices = createServer((request, response) => {
      shown.push(String(request.headers['traceparent']));
      response.end('5');
    });
    await once(prices.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void prices.close());
    const one = await worker(options);
    const client = await one.client('app:tc');
    const id = `counter-${randomUUID()}`;
    await trace.getTracer('test').startActiveSpan('test', async (span) => {
      const page = `http://127.0.0.1:${(prices.address() as AddressInfo).port}/`;
      await one.spawn('app:counter', 'app:worker', page, { id });
      const run = client.workflow.getHandle(id);
      await run.executeUpdate('add', { args: [2] });
      await run.query('total');
      await run.signal('go');
      await expect.poll(() => shown.length, { timeout: 10_000 }).toBe(1);
      await run.signal('go');
      await run.result();
      span.end();
    });
    const spans = () => collector.trace('temporalWorkflowId', id);
    await expect.poll(() => treeOf(spans()), { timeout: 10_000 }).toEqual(TREE);
    await one.shutdown();
    const get = spans().find(({ name }) => name === 'GET');
    expect(shown).toEqual([expect.stringContaining(`-${get?.spanId}-`)]);
    const history = await plain.workflow.getHandle(id).fetchHistory();
    await replayHistory({ ...composition, history });
  });
});

describe('the spans of one order, through HTTP, a workflow, an activity, a child and a process', () => {
  it('form one tree', async () => {
    const one = await worker();
    const spans = await traceOf(await order());
    await one.shutdown();
    expect(treeOf(spans)).toEqual(ORDER);
    expect(spans.filter(({ status }) => status.code === 2)).toEqual([]);
    const charged = spans.find(({ name }) => name === 'StartActivity:app:charge');
    expect(charged && attribute(charged, 'lua.line')).toBe('order.lua:2');
    const [request] = spans.filter(({ name }) => name.startsWith('POST'));
    expect(request && attribute(request, 'http.response.status_code')).toBe(202);
  });

  it('are the same where every workflow task is a replay', async () => {
    const one = await worker({ workerOptions: { maxCachedWorkflows: 0 } });
    const spans = await traceOf(await order());
    await one.shutdown();
    expect(treeOf(spans)).toEqual(ORDER);
  });

  it('are the same when another worker takes over, and the history replays untraced', async () => {
    const first = await worker();
    const workflowId = await order(async (id) => {
      const handle = plain.workflow.getHandle(id);
      const rests = async () =>
        (await handle.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes);
      await expect.poll(rests, { timeout: 10_000 }).toBe(true);
      await first.shutdown();
      await worker();
    });
    expect(treeOf(await traceOf(workflowId))).toEqual(ORDER);
    await replayHistory({ ...composition, history: await plain.workflow.getHandle(workflowId).fetchHistory() });
  });
});
