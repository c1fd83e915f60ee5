import { DefaultLogger, Runtime as SdkRuntime } from '@temporalio/worker';
import { WorkflowFailedError } from '@temporalio/client';
import type { Runtime } from '@durable-lua/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { scenarios, type Order, type Scenario } from './scenarios.js';
import { isAsTold, newOrderId, openShop, placeOrder, type Ending } from './shop.js';
import { Temporal } from './testing.js';

let shop: Runtime;
let temporal: Temporal;

beforeAll(async () => {
  SdkRuntime.install({ logger: new DefaultLogger('ERROR') });
  temporal = await Temporal.connect(inject('temporalAddress'));
  shop = await openShop(inject('temporalAddress'));
});

afterAll(async () => {
  await shop.shutdown();
  await temporal.close();
});

const called = (name: string): Scenario => scenarios.find((scenario) => scenario.name === name) as Scenario;
const names = (activities: readonly { readonly name: string }[]): string[] => activities.map(({ name }) => name);

interface Played {
  readonly id: string;
  readonly ending: Ending;
}

/** Plays a scenario to its end; whoever approves waits until asked. */
async function play(scenario: Scenario): Promise<Played> {
  const id = newOrderId();
  const order = await placeOrder(shop, scenario, id);
  if (scenario.approve && (await temporal.hasActivity(id, 'shop:ask_approval'))) await order.approve('Ada');
  return { id, ending: await order.ending() };
}

/** Plays an order that is in no scenario and that nobody approves. */
const playOrder = (order: unknown): Promise<Played> =>
  play({ name: 'a test', story: 'of a test', order: order as Order, approve: false });

/** Each scenario is played once; the tests look at what came of it. */
const plays = new Map<string, Promise<Played>>();
const played = (name: string): Promise<Played> => {
  const before = plays.get(name) ?? play(called(name));
  plays.set(name, before);
  return before;
};

/** An order that nothing but a missing approval can stop, placed; it waits for that for an hour. */
async function placePatientOrder() {
  const id = newOrderId();
  const order = { ...called('timeout').order, approve_within: '1h' };
  return { id, ...(await placeOrder(shop, { ...called('timeout'), order }, id)) };
}

describe('the scenarios', () => {
  it.each(scenarios)('$name: $story', async (scenario) => {
    const { ending } = await played(scenario.name);
    expect(isAsTold(ending, scenario), JSON.stringify(ending)).toBe(true);
  });

  it('an approved order is shipped, and says what it cost, who approved and where the parcel is', async () => {
    const { id, ending } = await played('approved');
    expect(ending).toEqual({
      result: {
        status: 'shipped',
        total: '81.80 EUR',
        receipt: expect.stringMatching(/^receipt-[0-9a-f]{8}$/),
        approved_by: 'Ada',
        tracking: `track-booking-${id}`,
      },
    });
    expect(names(await temporal.activities(`shipment-${id}`))).toEqual(['shop:book_courier', 'shop:hand_over']);
  });

  it('a bank that does not answer is asked again by Temporal, with the same payment', async () => {
    const { id } = await played('approved');
    const events = await temporal.events(id);
    const attempts = events.map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    expect(names(await temporal.activities(id)).filter((name) => name === 'shop:charge')).toHaveLength(1);
  });
});

describe('compensation', () => {
  it('undoes payment and reservations, the last one first, each with the input of its step', async () => {
    const { id } = await played('timeout');
    const activities = await temporal.activities(id);
    expect(names(activities)).toEqual([
      'shop:reserve',
      'shop:reserve',
      'shop:charge',
      'shop:ask_approval',
      'shop:refund',
      'shop:release',
      'shop:release',
    ]);
    const [first, second, charge, , refund, release, lastRelease] = activities.map(({ input }) => input);
    expect([refund, release, lastRelease]).toEqual([charge, second, first]);
    expect(first?.id).not.toBe(second?.id);
  });

  it('is told in the details of the error', async () => {
    const { ending } = await played('timeout');
    const undone = ['shop:refund', 'shop:release', 'shop:release'];
    expect(ending).toMatchObject({ error: { retryable: false, details: { undone } } });
  });

  it('leaves out the step that was refused', async () => {
    const declined = await temporal.activities((await played('declined')).id);
    expect(names(declined)).not.toContain('shop:refund');

    const outOfStock = await temporal.activities((await played('out-of-stock')).id);
    const released = outOfStock.filter(({ name }) => name === 'shop:release').map(({ input }) => input?.sku);
    expect(released).toEqual(['teapot', 'sencha']);
  });

  it('happens in the child first, then in the order', async () => {
    const { id } = await played('undeliverable');
    expect(names(await temporal.activities(`shipment-${id}`))).toEqual([
      'shop:book_courier',
      'shop:hand_over',
      'shop:cancel_courier',
    ]);
    expect(names(await temporal.activities(id)).slice(-3)).toEqual(['shop:refund', 'shop:release', 'shop:release']);
  });

  it('happens when the order is cancelled, which ends as cancelled', async () => {
    const { id, ending } = await placePatientOrder();
    await temporal.hasActivity(id, 'shop:ask_approval');
    await temporal.handle(id).cancel();
    expect(await ending()).toMatchObject({ error: { kind: 'CANCELED' } });
    expect((await temporal.handle(id).describe()).status.name).toBe('CANCELLED');
    expect(names(await temporal.activities(id)).slice(-3)).toEqual(['shop:refund', 'shop:release', 'shop:release']);
  });

  it('happens when the code of the order itself is given something it cannot use', async () => {
    const { id, ending } = await playOrder({ ...called('timeout').order, approve_within: 'soon' });
    expect(ending).toMatchObject({ error: { kind: 'INVALID', message: expect.stringContaining('soon') } });
    expect(names(await temporal.activities(id)).slice(-3)).toEqual(['shop:refund', 'shop:release', 'shop:release']);
  });
});

describe('approval', () => {
  it('that comes before the order asks is kept until then', async () => {
    const { approve, ending } = await placePatientOrder();
    await approve('Early Bird');
    expect(await ending()).toMatchObject({ result: { status: 'shipped', approved_by: 'Early Bird' } });
  });

  it('by any client of Temporal, with or without saying who, is enough', async () => {
    const { id, ending } = await placePatientOrder();
    await temporal.handle(id).signal('approve');
    expect(await ending()).toMatchObject({ result: { approved_by: 'somebody' } });
  });

  it('that does not come lets the timer fire; one that comes does not', async () => {
    const fired = async (id: string) =>
      (await temporal.events(id)).some((event) => event.timerFiredEventAttributes != null);
    expect(await fired((await played('timeout')).id)).toBe(true);
    expect(await fired((await played('approved')).id)).toBe(false);
  });
});

describe('an order that is no order', () => {
  it.each([
    ['nothing', undefined, 'an order is a table, this is a nil'],
    ['a text', 'tea, please', 'an order is a table, this is a string'],
    ['no card', { lines: fastLines(1), ship_to: 'Brno' }, 'order.card must be a string'],
    ['no lines', { card: 'test-ok', ship_to: 'Brno', lines: [] }, 'order.lines must be a list'],
    ['half an article', { card: 'test-ok', ship_to: 'Brno', lines: fastLines(0.5) }, 'order.lines[1].quantity must be'],
  ])('%s: is refused before anything happens', async (_, order, message) => {
    const id = newOrderId();
    const run = temporal.client.workflow.start('Order', {
      workflowId: id,
      taskQueue: 'shop',
      args: order === undefined ? [] : [order],
    });
    const failure = (await (await run).result().catch((error: unknown) => error)) as WorkflowFailedError;
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect(failure.cause).toMatchObject({ type: 'INVALID', message: expect.stringContaining(message) });
    expect(await temporal.activities(id)).toEqual([]);
  });

  it('with an unknown article names it', async () => {
    const { ending } = await playOrder({ ...called('timeout').order, lines: [{ sku: 'unicorn', quantity: 1 }] });
    expect(ending).toMatchObject({ error: { kind: 'NOT_FOUND', message: 'there is no article unicorn' } });
  });
});

function fastLines(quantity: number) {
  return [{ sku: 'sencha', quantity }];
}
