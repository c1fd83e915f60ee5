import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Project } from '@durable-lua/registry';
import { replayHistories, replayHistory } from './index.js';
import { loadFixture } from './testing/fixture.js';
import './testing/logs.js';

const folder = new URL('../fixtures/histories/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const recorded = async (file: string): Promise<object> =>
  JSON.parse(await readFile(fileURLToPath(new URL(file, folder)), 'utf8')) as object;

/** The project with other text in one of its sources. */
async function changed(id: string, from: string, to: string): Promise<Project> {
  const project = await loadFixture('recorded');
  const entry = project.entries.get(id) as { source: { text: string } };
  expect(entry.source.text).toContain(from);
  entry.source.text = entry.source.text.replaceAll(from, to);
  return project;
}

describe('histories that releases have recorded', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('are there', () => {
    const names = files.map((file) => file.replace(/-0\.1\.json$/, ''));
    expect(names).toEqual(expect.arrayContaining(['counter', 'facts', 'order', 'order-canceled', 'order-compensated']));
  });

  it.each(files)('replay without a server, against the sources that they were recorded with: %s', async (file) => {
    await replayHistory({ project: await loadFixture('recorded'), history: await recorded(file) });
  });

  it.each(['Asia/Kolkata', 'America/St_Johns'])('replay where the clock shows the time of %s', async (other) => {
    process.env.TZ = other;
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
    const histories = await Promise.all(files.map(recorded));
    const outcomes: unknown[] = [];
    for await (const outcome of replayHistories({ project: await loadFixture('recorded'), histories })) {
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual(files.map(() => ({ workflowId: expect.stringMatching(/^recorded-/) as string })));
  });
});

describe('a history is refused by sources', () => {
  it.each([
    ['leave a call out', 'local cents = assert(funcs.call("app:price", order.item))', 'local cents = 0'],
    ['leave one of several calls out', '"invoice", "mail", "points"', '"mail"'],
    ['call another function', 'workflow.exec("app:shipment"', 'funcs.call("app:shipment"'],
    ['wait where they did not', 'local reserved =', 'time.sleep("1s") local reserved ='],
    ['do not wait where they did', 'workflow.exec("app:shipment", order.item, process.pid())', 'true'],
    ['fail now', 'local log = channel.new(32)', 'error("broken")'],
  ])('that %s', async (_, from, to) => {
    const project = await changed('app:order', from, to);
    const replayed = replayHistory({ project, history: await recorded('order-0.1.json') });
    await expect(replayed).rejects.toMatchObject({ name: 'DeterminismViolationError' });
  });

  it('but not by those that only say something else to a function', async () => {
    const project = await changed('app:order', '"reserve"', '"book"');
    await replayHistory({ project, history: await recorded('order-0.1.json') });
  });

  it('that no longer have its workflow, with what they have', async () => {
    const project = await loadFixture('recorded');
    (project.workflows.find(({ id }) => id === 'app:counter') as { workflowType: string }).workflowType = 'Renamed';
    const replayed = replayHistory({ project, history: await recorded('counter-0.1.json') });
    await expect(replayed).rejects.toThrow(
      /no workflow\.lua entry has the workflow type 'app:counter' \(this worker knows Order, app:shipment, Renamed, /,
    );
  });
});

describe('replay of many', () => {
  it('tells for each how it went', async () => {
    const project = await changed('app:counter', '"app:step"', '"app:other"');
    const other = await loadFixture('recorded');
    const histories = await Promise.all(
      ['order-0.1.json', 'counter-0.1.json', 'order-canceled-0.1.json'].map(recorded),
    );
    const failed: boolean[] = [];
    for await (const { error } of replayHistories({ project, histories })) failed.push(error !== undefined);
    expect(failed).toEqual([false, true, false]);
    for await (const { error } of replayHistories({ project: other, histories })) expect(error).toBeUndefined();
  });

  it('takes histories of several task queues, also of queues that the project does not know', async () => {
    const project = await loadFixture('recorded');
    const history = await recorded('counter-0.1.json');
    const moved = JSON.parse(JSON.stringify(history).replaceAll('"name":"recorded"', '"name":"production"')) as object;
    expect(moved).not.toEqual(history);
    const errors: unknown[] = [];
    for await (const { error } of replayHistories({ project, histories: [history, moved, history] }))
      errors.push(error);
    expect(errors).toEqual([undefined, undefined, undefined]);
  });
});

interface Recorded {
  readonly events: readonly { readonly eventId: string; readonly eventType: string }[];
}

it.each([2, 3, 4])(
  'a run that has %i events, none of a task that was done, has nothing to replay, whether or not it was ended',
  async (count) => {
    const { events } = (await recorded('counter-0.1.json')) as Recorded;
    const terminated = {
      eventId: String(count + 1),
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED',
      workflowExecutionTerminatedEventAttributes: { reason: 'enough' },
    };
    expect(events[4]?.eventType).toBe('EVENT_TYPE_WORKFLOW_TASK_COMPLETED');
    const history = { events: [...events.slice(0, count), terminated] };
    await replayHistory({ project: await loadFixture('recorded'), history });
    await replayHistory({ project: await loadFixture('recorded'), history: { events: events.slice(0, count) } });
  },
);

interface History {
  readonly events: Record<string, unknown>[];
}

/** What is no history, or not a whole one, made of a good one. */
const spoiled: readonly (readonly [string, string, (good: History) => unknown])[] = [
  ['null', 'workflow show', () => null],
  ['nothing', 'workflow show', () => undefined],
  ['an empty object', 'workflow show', () => ({})],
  ['no events', 'workflow show', () => ({ events: [] })],
  ['events that are no list', 'workflow show', () => ({ events: { length: 5 } })],
  ['an event without attributes', 'workflow show', () => ({ events: [{ eventId: '1' }] })],
  ['other JSON', 'workflow show', () => ({ status: 'ok', items: [1, 2] })],
  ['a list', 'workflow show', ({ events }) => events],
  ['the text of one', 'JSON.parse()', (good) => JSON.stringify(good)],
  ['its first event alone', 'it has no workflow task', ({ events }) => ({ events: events.slice(0, 1) })],
  ['its end alone', 'workflow show', ({ events }) => ({ events: events.slice(5) })],
  [
    'an event that is null',
    'its event 2 is no object',
    ({ events }) => ({ events: [events[0], null, ...events.slice(2)] }),
  ],
  [
    'a missing event',
    'event 3 expected, got one with the eventId 4',
    ({ events }) => ({ events: events.filter((_, i) => i !== 2) }),
  ],
  [
    'an event twice',
    'event 6 expected, got one with the eventId 5',
    ({ events }) => ({ events: [...events.slice(0, 5), ...events.slice(4)] }),
  ],
  ['itself behind itself', 'eventId 1', ({ events }) => ({ events: [...events, ...events] })],
  ['events in disorder', 'event 2 expected', ({ events }) => ({ events: [events[0], ...events.slice(1).reverse()] })],
  ['a wrong eventId', 'got one with the eventId 99', (good) => changedEvent(good, 4, { eventId: '99' })],
  ['an eventId that is no number', 'got one with the eventId abc', (good) => changedEvent(good, 4, { eventId: 'abc' })],
  ['an event without eventId', 'eventId undefined', (good) => changedEvent(good, 4, { eventId: undefined })],
  ['a time that is none', 'invalid timestamp', (good) => changedEvent(good, 3, { eventTime: 'yesterday' })],
  ['a task without an end', 'is followed by no end of it', ({ events }) => ({ events: withoutEnd(events) })],
  [
    'an event without what happened',
    'event 2 does not say what happened',
    (good) => changedEvent(good, 1, { workflowTaskScheduledEventAttributes: undefined }),
  ],
];

const changedEvent = ({ events }: History, at: number, changes: object): History => {
  const changed = { ...events[at], ...changes };
  return {
    events: events.map((event, i) => (i === at ? (JSON.parse(JSON.stringify(changed)) as typeof event) : event)),
  };
};

/** The end of the first workflow task is something else. */
const withoutEnd = (events: History['events']): History['events'] => {
  const other = events.find((event) => 'workflowTaskScheduledEventAttributes' in event);
  const at = events.findIndex((event) => 'workflowTaskCompletedEventAttributes' in event);
  return events.map((event, i) => (i === at ? { ...other, eventId: event['eventId'] } : event));
};

describe('what is no history, or not a whole one, is refused in seconds:', () => {
  it.each(spoiled)('%s', async (_, says, spoil) => {
    const history = spoil((await recorded('order-0.1.json')) as History) as object;
    await expect(replayHistory({ project: await loadFixture('recorded'), history })).rejects.toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining(says) as string,
    });
  });

  it('and the others of many are replayed', async () => {
    const project = await loadFixture('recorded');
    const good = await recorded('counter-0.1.json');
    const told: string[] = [];
    for await (const { error } of replayHistories({ project, histories: [null as never, good, {}, good, good] })) {
      told.push(error === undefined ? 'good' : error.message.slice(0, 18));
    }
    expect(told).toEqual(['this is no history', 'good', 'this is no history', 'good', 'good']);
  });

  it('a history of another workflow type, and one that ends early, say what they are', async () => {
    const { events } = (await recorded('order-0.1.json')) as History;
    const first = structuredClone(events[0]) as { workflowExecutionStartedEventAttributes: { workflowType: object } };
    first.workflowExecutionStartedEventAttributes.workflowType = { name: 'app:counter' };
    const project = await loadFixture('recorded');
    await expect(replayHistory({ project, history: { events: [first, ...events.slice(1)] } })).rejects.toMatchObject({
      name: 'DeterminismViolationError',
    });
    // As far as it goes, it is one of a workflow that has not ended.
    await replayHistory({ project, history: { events: events.slice(0, 20) } });
  });
});
