import { randomUUID } from 'node:crypto';
import { activityInfo, Context, getClient } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { createRuntime } from './index.js';
import { fixtureFolder, loadFixture } from './testing/fixture.js';
import { inBothModes } from './testing/in-both-modes.js';

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

const activities = {
  'ts:describe': async (...values: unknown[]) => values.map(kindOf),
  'ts:charge': async (to: unknown, amount: unknown) => ({ to, amount, kinds: [kindOf(to), kindOf(amount)] }),
  'ts:fail': async () => {
    throw ApplicationFailure.nonRetryable('no card', 'CardDeclined', { code: 7 });
  },
  /** Fails once it has told how far it is, and tells what it finds of that. */
  'ts:resume': async () => {
    const { heartbeatDetails, attempt } = activityInfo();
    if (attempt > 1) return heartbeatDetails as unknown;
    Context.current().heartbeat({ line: 12 });
    throw new Error('once more');
  },
  /** What the worker's own client gives. */
  'ts:ask': async (workflowId: string) => getClient().workflow.getHandle(workflowId).result(),
};

const workflowsPath = `${fixtureFolder('beside')}/workflows.ts`;

// Without a cache the SDK drops a run whose local activity is under way when another one needs the place.
inBothModes(
  'beside',
  (house) => {
    const settled = (memo: object, by?: string) => ({
      kinds: ['string', 'object', 'boolean'],
      order: { quantity: 2, to: 'Ada' },
      memo,
      price: { cents: 1780, gift: true, ...(by === undefined ? {} : { by }) },
      described: ['object', 'string', 'number'],
      shipped: { to: 'Ada', sent: true, note: { text: 'handle with care' } },
    });

    it('a TypeScript workflow of a plain client calls activities and a child of Lua, and sees ordinary values', async () => {
      const workflowId = `settle-${randomUUID()}`;
      house.started.add(workflowId);
      const args = [{ quantity: 2, to: 'Ada' }, 'more', [1, 2], true] as const;
      const options = { taskQueue: house.queue, workflowId, args: [...args], memo: { note: 'plain' } };
      expect(await house.plain.workflow.execute('settle', options)).toEqual(settled({ note: 'plain' }));
    });

    it("what a module of TypeScript keeps is the run's own", async () => {
      for (let i = 0; i < 3; i++) {
        const workflowId = `count-${randomUUID()}`;
        house.started.add(workflowId);
        expect(await house.plain.workflow.execute('count', { taskQueue: house.queue, workflowId })).toBe(1);
      }
    });

    it('a Lua workflow calls activities and a child of TypeScript, which hands on the context', async () => {
      const input = { to: 'Ada', cents: 5 };
      expect(await house.exec('order', input)).toEqual({
        charged: { to: 'Ada', amount: { cents: 5 }, kinds: ['string', 'object'] },
        settled: settled({ note: 'from Lua' }, 'Lua'),
      });
      // The same from a client that knows nothing of Lua.
      const { workflowId } = await house.startPlain('order', [input]);
      expect(await house.result(workflowId)).toMatchObject({ charged: { amount: { cents: 5 } } });
    });

    it('a TypeScript workflow takes signals, queries and updates of a plain client and of this runtime', async () => {
      const run = await house.spawn('waiting', { price: 5 });
      const handle = house.plain.workflow.getHandle(run.workflowId);
      const question = { of: 'whom' };
      expect(await handle.query('asked', question)).toEqual({ question, input: { price: 5 } });
      expect(await handle.query('__stack_trace')).toContain('at waitForApproval (');
      expect(await handle.executeUpdate('change', { args: [{ by: 'Ada' }] })).toEqual({ previous: 'Ada' });
      expect(await run.result()).toEqual({ input: { price: 5 }, by: 'Ada' });
    });

    it('Lua signals a TypeScript workflow and learns of its end', async () => {
      expect(await house.exec('approve', `waiting-${randomUUID()}`)).toMatchObject({ by: 'Lua' });
    });

    it.each([
      [
        'activity',
        {
          type: 'INVALID',
          message: 'quantity',
          nonRetryable: true,
          details: { $lua: 'error', details: { quantity: -1 } },
        },
      ],
      ['child', { type: 'TOO_HEAVY', message: 'no van takes it', details: { $lua: 'error', details: { weight: 21 } } }],
    ])('a failure of a Lua %s is an ordinary one to TypeScript', async (how, expected) => {
      const run = await house.spawn('failing', how);
      expect(await house.result(run.workflowId)).toMatchObject(expected);
    });

    it.each([
      ['activity', 'no card', { type: 'CardDeclined', values: [{ code: 7 }] }],
      ['workflow', 'the till is closed', { type: 'TillClosed', values: [{ till: 3 }] }],
    ])('a failure of a TypeScript %s is an error object to Lua', async (how, message, details) => {
      expect(await house.exec('told', how)).toMatchObject({ kind: 'UNKNOWN', message, retryable: false, details });
    });

    it('an activity of TypeScript has ordinary heartbeat details, and a client that gives ordinary values', async () => {
      const { workflowId } = await house.startPlain('ship', [{ to: 'Ada', weight: 1 }]);
      await house.plain.workflow.getHandle(workflowId).signal('note', 'quickly');
      const options = { taskQueue: house.queue, workflowId: `seen-${randomUUID()}`, args: [workflowId] };
      house.started.add(options.workflowId);
      expect(await house.plain.workflow.execute('seen', options)).toEqual({
        resumed: { line: 12 },
        answer: { to: 'Ada', sent: true, note: 'quickly' },
      });
    });

    it('a workflow type that is one of both languages runs as neither: its task fails and names them', async () => {
      const options = { taskQueue: house.queue, workflowId: `clashing-${randomUUID()}` };
      const handle = await house.plain.workflow.start('clashing', options);
      await house.until(options.workflowId, 'WORKFLOW_TASK_FAILED');
      const failed = (await house.events(options.workflowId)).flatMap(
        (event) => (event['workflowTaskFailedEventAttributes'] ?? []) as { failure: { message: string } },
      );
      expect(failed[0]?.failure.message).toBe(
        "'clashing' is the workflow type of 'app:clash' and the name of a TypeScript workflow: rename one of them",
      );
      await handle.terminate();
    });
  },
  { concurrent: false, runtime: { workflowsPath, activities } },
);

const refused: readonly [options: object, message: string][] = [
  [{ activities: { '@rpc': async () => 1 } }, "activity '@rpc': names that begin with '@' are reserved"],
  [
    { activities: { 'app:price': async () => 1 } },
    "activity 'app:price' has the ID of an entry of the project: rename it",
  ],
  [{ workflowsPath: './nowhere.ts' }, 'nowhere.ts does not exist: give the file that exports the workflows'],
  [
    { workerOptions: { activities: {} } },
    "workerOptions.activities is the runtime's own: give createRuntime({ activities })",
  ],
];

it.each(refused)('%j is refused before anything starts', async (options, message) => {
  const project = await loadFixture('beside');
  await expect(createRuntime({ project, ...options })).rejects.toMatchObject({
    kind: 'INVALID',
    message: expect.stringContaining(message),
  });
});
