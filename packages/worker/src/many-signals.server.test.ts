import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { House, type HistoryEvent } from './testing/house.js';
import { replayHistory } from './index.js';

/** As many as a Temporal server keeps for one run. */
const MOST = 10_000;
const AT_ONCE = 250;

const house = new House({ fixture: 'messages', address: inject('temporalAddress') });
beforeAll(() => house.open());
afterAll(() => house.close());

it(
  'ten thousand signals that come before the workflow reads any all arrive, once, in the order of the history',
  { timeout: 180_000 },
  async () => {
    const id = `tally-${house.queue}`;
    const handle = await house.startPlain('tally', [MOST], id);
    for (let n = 1; n <= MOST; n += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => handle.signal('n', n + i)));
    }

    // One more than the server keeps is an error of its sender.
    const tooMany = {
      kind: 'RATE_LIMITED',
      retryable: true,
      message: expect.stringMatching(/signal.*limit|limit.*signal/i),
    };
    await expect(house.runtime.send(id, 'n', 0)).rejects.toMatchObject(tooMany);
    expect(await house.exec('sender', undefined, { args: [id, 'n', 0] })).toMatchObject(tooMany);

    await handle.cancel();
    const received = (await handle.result()) as unknown as number[];
    const history = await house.history(id);
    expect(received).toEqual(history.events.filter(isNumber).map(numberOf));
    expect(new Set(received).size).toBe(MOST);
    await replayHistory({ ...house.composition, history });
  },
);

const isNumber = (event: HistoryEvent): boolean =>
  event['workflowExecutionSignaledEventAttributes']?.signalName === 'n';

function numberOf(event: HistoryEvent): number {
  const { data } = event['workflowExecutionSignaledEventAttributes'].input.payloads[0] as { data: string };
  return Number(Buffer.from(data, 'base64').toString());
}
