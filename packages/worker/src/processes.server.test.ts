import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { temporalCli } from './testing/cli.js';
import { House } from './testing/house.js';

const address = inject('temporalAddress');
const house = new House({ fixture: 'processes', address });
beforeAll(() => house.open());
afterAll(() => house.close());

type Plan = readonly (readonly [string, ...Data[]])[];
interface Told {
  readonly pid: string;
  readonly self: string;
  readonly seen: readonly Data[];
}

const FLOW = ['app:flow', 'app:worker'] as const;
/** Runs a plan of `supervisor.lua` as a process, or as a function call. */
const asProcess = async (plan: Plan): Promise<Told> => {
  const run = await house.runtime.processes.spawn('app:supervisor', 'app:procs', plan);
  return (await run.result()) as unknown as Told;
};
const asFunction = async (plan: Plan): Promise<Told> =>
  (await house.runtime.call('app:watch', plan)) as unknown as Told;

describe.each([
  ['a process', asProcess],
  ['a function call', asFunction],
])('%s watches a workflow', (_, run) => {
  it.each<[string, Plan, Record<string, unknown>]>([
    ['completed', [['say', 'return', 7]], { value: { name: 'x', value: 7 } }],
    ['failed', [['say', 'fail']], { error: 'BROKEN' }],
    ['terminated', [['call', 'terminate']], { error: 'CANCELED', details: { terminated: true } }],
    ['cancelled', [['call', 'cancel', 'enough']], { error: 'CANCELED' }],
  ])('that is %s', async (_, end, how) => {
    const { pid, seen } = await run([['spawn', 'spawn_monitored', ...FLOW], ...end, ['events', 1]]);
    expect(seen).toMatchObject([{ kind: 'pid.exit', from: pid, ...how }]);
  });

  it('that has ended before: it is told at once how, and of none there is NOT_FOUND', async () => {
    const flow = await house.spawn('flow', 'before');
    await flow.send('return', 1);
    await flow.result();
    const { seen } = await run([
      ['use', flow.pid],
      ['call', 'monitor'],
      ['events', 1],
      ['call', 'cancel'],
      ['call', 'terminate'],
      ['use', '{app:tc@app:worker|nobody}'],
      ['call', 'monitor'],
      ['call', 'link'],
      ['call', 'cancel'],
    ]);
    expect(seen).toMatchObject([
      { kind: 'pid.exit', value: { name: 'before', value: 1 } },
      ...Array.from({ length: 5 }, () => ({ kind: 'NOT_FOUND' })),
    ]);
  });

  it('that it is linked with, and traps its end', async () => {
    const { seen } = await run([
      ['trap'],
      ['spawn', 'spawn_linked', ...FLOW],
      ['call', 'terminate'],
      ['events', 1],
      ['spawn', 'spawn_linked_monitored', ...FLOW],
      ['call', 'terminate'],
      ['events', 2],
      ['spawn', 'spawn', ...FLOW],
      ['call', 'link'],
      ['say', 'return', 1],
      ['events', 1],
    ]);
    expect(seen).toMatchObject([
      { kind: 'pid.link.down', error: 'CANCELED' },
      { kind: 'pid.exit', error: 'CANCELED' },
      { kind: 'pid.link.down', error: 'CANCELED' },
      // A linked workflow tells its normal end, too.
      { kind: 'pid.exit', value: { name: 'x', value: 1 } },
    ]);
  });

  it('that it is linked with, and ends with it', async () => {
    const ended = run([
      ['spawn', 'spawn_linked', ...FLOW],
      ['say', 'fail'],
      ['events', 1],
    ]);
    await expect(ended).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/^linked process failed: \{app:tc@app:worker\|/) as string,
      details: { error: expect.objectContaining({ kind: 'BROKEN' }) as object },
    });
  });

  it('no longer', async () => {
    const { seen } = await run([
      ['spawn', 'spawn_linked_monitored', ...FLOW],
      ['call', 'unmonitor'],
      ['call', 'unlink'],
      ['say', 'fail'],
      ['pause', 500],
    ]);
    // An empty table of Lua.
    expect(seen).toEqual({});
  });
});

describe('a cancel', () => {
  it('says who asks, why, and by when', async () => {
    const flow = await house.spawn('flow', 'x');
    const { self } = await asProcess([
      ['use', flow.pid],
      ['call', 'cancel', '5s', 'shop closed'],
    ]);
    await house.until(flow.workflowId, 'WORKFLOW_EXECUTION_CANCEL_REQUESTED');
    const [event] = (await house.events(flow.workflowId)).filter(({ eventType }) =>
      eventType.includes('CANCEL_REQUESTED'),
    );
    const { cause } = event?.['workflowExecutionCancelRequestedEventAttributes'] as { cause: string };
    expect(JSON.parse(cause)).toEqual({ from: self, deadline_ms: 5000, reason: 'shop closed' });
  });

  it('of a client with a reason alone is that reason', async () => {
    const flow = await house.spawn('flow', 'x');
    await flow.cancel({ reason: 'shop closed' });
    await flow.cancel({ reason: 'again' }).catch(() => undefined);
    await house.until(flow.workflowId, 'WORKFLOW_EXECUTION_CANCEL_REQUESTED');
    const events = (await house.events(flow.workflowId)).filter(({ eventType }) =>
      eventType.includes('CANCEL_REQUESTED'),
    );
    expect(events).toHaveLength(1);
    expect(events[0]?.['workflowExecutionCancelRequestedEventAttributes']).toMatchObject({ cause: 'shop closed' });
    await expect(flow.result()).rejects.toMatchObject({ kind: 'CANCELED' });
    await expect(flow.cancel()).rejects.toMatchObject({ kind: 'NOT_FOUND' });
  });
});

it('a terminate says by whom', async () => {
  const flow = await house.spawn('flow', 'x');
  const { self } = await asProcess([
    ['use', flow.pid],
    ['call', 'terminate'],
  ]);
  await expect(flow.result()).rejects.toMatchObject({ message: `workflow terminated: process.terminate by ${self}` });
  const other = await house.spawn('flow', 'x');
  await other.terminate('fraud');
  await expect(other.result()).rejects.toMatchObject({ message: 'workflow terminated: fraud' });
});

describe('an ID that has been used and may not be again', () => {
  it.each(['use_existing', 'fail'] as const)(
    'is ALREADY_EXISTS under %s, with and without messages',
    async (idConflictPolicy) => {
      const first = await house.spawn('flow', 1);
      await first.send('return', 1);
      await first.result();
      const options = { id: first.workflowId, idConflictPolicy, idReusePolicy: 'reject_duplicate' } as const;
      for (const messages of [[], [{ topic: 'return' }]]) {
        await expect(house.runtime.spawn(...FLOW, 2, { ...options, messages })).rejects.toMatchObject({
          kind: 'ALREADY_EXISTS',
          retryable: false,
          message: `workflow '${first.workflowId}' has ended (completed), and temporal.workflow.id_reuse_policy = 'reject_duplicate' lets its ID not be used again`,
          details: { workflow_id: first.workflowId, workflow_type: 'app:flow' },
        });
      }
    },
  );

  it('is refused with other words while it is open', async () => {
    const first = await house.spawn('flow', 1);
    const again = house.runtime.spawn(...FLOW, 2, { id: first.workflowId, idConflictPolicy: 'fail' });
    await expect(again).rejects.toMatchObject({
      kind: 'ALREADY_EXISTS',
      message: `workflow '${first.workflowId}' is running already`,
    });
    await first.terminate();
  });
});

it('a workflow of another namespace is started and reached there, by a PID that names it', async () => {
  const namespace = `other-${randomUUID()}`;
  await temporalCli(address, 'operator', 'namespace', 'create', '--namespace', namespace);
  const there = new Client({ connection: house.plain.connection, namespace });
  const ready = async () => there.workflow.getHandle('nobody').describe();
  while (/namespace/i.test(String(await ready().catch((error: unknown) => error)))) await sleep(100);
  const { pid, seen } = await asProcess([
    ['spawn_in', namespace, ...FLOW],
    ['say', 'note', 7],
    ['call', 'monitor'],
    ['call', 'terminate'],
    ['events', 1],
  ]);
  expect(pid).toMatch(new RegExp(`^\\{app:tc/${namespace}@app:worker\\|`));
  expect(seen).toMatchObject([{ kind: 'pid.exit', from: pid, error: 'CANCELED' }]);
  const id = pid.slice(pid.indexOf('|') + 1, -1);
  expect((await there.workflow.getHandle(id).describe()).status.name).toBe('TERMINATED');
}, 60_000);

describe('a runtime', () => {
  it('runs its services, and finds its processes by PID and name', async () => {
    expect(house.runtime.processes.size).toBeGreaterThanOrEqual(1);
    const echo = await house.runtime.processes.spawn('app:echo', 'app:procs', 1, { name: 'echo-1' });
    expect(house.runtime.processes.lookup('echo-1')).toBe(echo.pid);
    await expect(house.runtime.processes.spawn('app:echo', 'app:procs', 1, { name: 'echo-1' })).rejects.toMatchObject({
      kind: 'ALREADY_EXISTS',
    });
    await house.runtime.send('echo-1', 'return', 5);
    expect(await echo.result()).toBe(5);
    await expect(echo.send('x')).rejects.toMatchObject({ kind: 'NOT_FOUND' });
    expect(house.runtime.processes.lookup('echo-1')).toBeUndefined();
  });

  it('refuses what does not fit, and starts nothing', async () => {
    const before = house.runtime.processes.size;
    const spawn = (id: string, host: string) => asProcess([['spawn', 'spawn', id, host]]);
    expect((await spawn('app:flow', 'app:procs')).seen).toMatchObject([
      { kind: 'INVALID', message: expect.stringMatching(/workflow\.lua.*process\.host/) as string },
    ]);
    expect((await spawn('app:echo', 'app:worker')).seen).toMatchObject([
      { kind: 'INVALID', message: expect.stringMatching(/process\.lua.*temporal\.worker/) as string },
    ]);
    expect((await spawn('app:nobody', 'app:procs')).seen).toMatchObject([{ kind: 'NOT_FOUND' }]);
    expect(house.runtime.processes.size).toBe(before);
  });

  it('that shuts down asks its processes to end, and tells those that watch workflows', async () => {
    const own = new House({ fixture: 'processes', address: inject('temporalAddress') });
    await own.open();
    const echo = await own.runtime.processes.spawn('app:echo', 'app:procs');
    const flow = await own.spawn('flow', 'x');
    const watching = own.runtime.call('app:watch', [
      ['use', flow.pid],
      ['call', 'monitor'],
      ['events', 1],
    ]);
    const result = flow.result();
    await sleep(300);
    await Promise.all([
      expect(echo.result()).rejects.toMatchObject({ kind: 'CANCELED', message: 'the node stops' }),
      expect(watching).rejects.toMatchObject({ kind: 'UNAVAILABLE' }),
      expect(result).rejects.toMatchObject({ kind: 'UNAVAILABLE' }),
      own.runtime.shutdown(),
    ]);
    expect(own.runtime.processes.size).toBe(0);
    await own.close();
    await house.plain.workflow.getHandle(flow.workflowId).terminate();
  });
});
