import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { inBothModes } from './testing/in-both-modes.js';
import type { House } from './testing/house.js';

type Plan = readonly (readonly [string, ...Data[]])[];
const ECHO = ['app:echo', 'app:procs'] as const;

const asWorkflow = async (house: House, plan: Plan): Promise<{ pid: string; seen: readonly Data[] }> =>
  (await house.exec('watching_flow', plan)) as unknown as { pid: string; seen: readonly Data[] };

inBothModes('processes', (house) => {
  describe('a workflow', () => {
    it('starts a process, talks with it, and is told of its end', async () => {
      const { pid, seen } = await asWorkflow(house, [
        ['spawn', 'spawn', ...ECHO],
        ['say', 'hello', 7],
        ['echo'],
        ['say', 'return', 8],
        ['events', 1],
      ]);
      expect(seen).toMatchObject([['hello', 7], { kind: 'pid.exit', from: pid, value: 8 }]);
    });

    it('is linked with a process, traps its failure, and terminates another', async () => {
      const { seen } = await asWorkflow(house, [
        ['trap'],
        ['spawn', 'spawn_linked', ...ECHO],
        ['say', 'fail'],
        ['events', 1],
        ['spawn', 'spawn_monitored', ...ECHO],
        ['call', 'terminate'],
        ['events', 1],
      ]);
      expect(seen).toMatchObject([
        { kind: 'pid.link.down', error: 'BROKEN' },
        { kind: 'pid.exit', error: 'CANCELED', details: { terminated: true } },
      ]);
    });

    it('runs a process to its result', async () => {
      const { seen } = await asWorkflow(house, [
        ['exec', 'app:double', 'app:procs', 21],
        ['exec', 'app:double', 'app:procs', -1],
        ['exec', 'app:flow', 'app:procs', 1],
      ]);
      expect(seen).toMatchObject([42, { kind: 'INVALID', message: 'below zero' }, { kind: 'INVALID' }]);
    });

    it('passes a cancel on to the process that it runs', async () => {
      const run = await house.spawn('watching_flow', [['exec', 'app:echo', 'app:procs', 'x']]);
      await house.until(run.workflowId, 'ACTIVITY_TASK_SCHEDULED');
      await run.cancel();
      expect(await run.result()).toMatchObject({ seen: [{ kind: 'CANCELED' }] });
    });

    it('finds a process by its name, where its worker runs', async () => {
      const name = randomUUID();
      const { pid } = await house.runtime.processes.spawn('app:echo', 'app:procs', 'x', { name });
      const { seen } = await asWorkflow(house, [
        ['lookup', name],
        ['lookup', 'nobody'],
        ['use', name],
        ['try_send', 'return'],
        ['use', pid],
        ['try_send', 'return'],
      ]);
      const unnamed = {
        kind: 'NOT_FOUND',
        message: expect.stringContaining(`process.registry.lookup('${name}')`) as string,
      };
      expect(seen).toMatchObject([pid, { kind: 'NOT_FOUND' }, unnamed, 'sent']);
    });

    it('talks with, watches and ends a workflow of another client', async () => {
      await house.runtime.start({ workers: ['app:worker2'] });
      const there = async () => (await house.runtime.spawn('app:flow2', 'app:worker2', 'x', { id: randomUUID() })).pid;
      const talk = await asWorkflow(house, [
        ['use', await there()],
        ['say', 'ask', 'hello'],
        ['answer'],
        ['call', 'monitor'],
        ['call', 'cancel', '1m', 'enough'],
        ['events', 1],
        ['try_send', 'late'],
        ['call', 'cancel'],
        ['call', 'terminate'],
      ]);
      const gone = { kind: 'NOT_FOUND' };
      expect(talk.seen).toMatchObject(['hello', { kind: 'pid.exit', error: 'CANCELED' }, gone, gone, gone]);
      const link = await asWorkflow(house, [
        ['trap'],
        ['use', await there()],
        ['call', 'link'],
        ['call', 'terminate'],
        ['events', 1],
      ]);
      expect(link.seen).toMatchObject([{ kind: 'pid.link.down', error: 'CANCELED', details: { terminated: true } }]);
    });

    it('answers a function call by the PID that its message came from', async () => {
      const flow = await house.spawn('flow', 'x');
      const told = await house.runtime.call('app:watch', [['use', flow.pid], ['say', 'ask', 'hello'], ['answer']]);
      expect(told).toMatchObject({ seen: ['hello'] });
      await flow.send('return', 1);
      await flow.result();
    });
  });
});
