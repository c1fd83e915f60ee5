import { expect, inject, it } from 'vitest';
import { House } from './testing/house.js';
import { replayHistory } from './index.js';

/** `SIGNALS=10000` are as many as a Temporal server keeps for one run; the last of them ends it. */
const MOST = Number(process.env['SIGNALS'] ?? 2_500);
const AT_ONCE = 250;

it(
  `${MOST} signals that a run leaves half unread all arrive, once and in order, in the runs it continues as`,
  { timeout: 180_000 },
  async () => {
    const house = new House({ fixture: 'handlers', address: inject('temporalAddress') });
    await house.open({ start: false });
    try {
      const state = { read: [], runs: 1, per_run: 0.4 * MOST };
      const handle = await house.startPlain('relay', [state], `relay-${house.queue}`);
      const first = (await handle.describe()).runId;
      const numbers = Array.from({ length: MOST - 1 }, (_, index) => index + 1);
      for (let n = 0; n < numbers.length; n += AT_ONCE) {
        await Promise.all(numbers.slice(n, n + AT_ONCE).map((number) => handle.signal('n', number)));
      }
      await handle.signal('end');
      const sent = (await house.history(handle.workflowId, first)).events
        .map((event) => event['workflowExecutionSignaledEventAttributes'])
        .filter((signal) => signal?.signalName === 'n')
        .map(({ input }) => Number(Buffer.from(input.payloads[0].data as string, 'base64').toString()));
      await house.runtime.start();
      const { read, runs } = (await handle.result()) as unknown as { read: number[]; runs: number };
      expect(read).toEqual(sent);
      expect(read).toHaveLength(MOST - 1);
      expect(runs).toBe(3);
      await replayHistory({ ...house.composition, history: await house.history(handle.workflowId, first) });
      await replayHistory({ ...house.composition, history: await house.history(handle.workflowId) });
    } finally {
      await house.close();
    }
  },
);
