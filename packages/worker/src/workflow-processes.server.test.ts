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

    it('answers a function call by the PID that its message came from', async () => {
      const flow = await house.spawn('flow', 'x');
      const told = await house.runtime.call('app:watch', [['use', flow.pid], ['say', 'ask', 'hello'], ['answer']]);
      expect(told).toMatchObject({ seen: ['hello'] });
      await flow.send('return', 1);
      await flow.result();
    });
  });
});
