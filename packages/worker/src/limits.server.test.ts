import { expect, it } from 'vitest';
import { inBothModes } from './testing/in-both-modes.js';

inBothModes('limits', (house) => {
  it.each(['loop', 'yields', 'hand_over', 'after_timer'])(
    'work without an end fails the run with its place: %s',
    { timeout: 60_000 },
    async (kind) => {
      await expect(house.exec('busy', kind)).rejects.toMatchObject({
        kind: 'INTERNAL',
        retryable: false,
        message: expect.stringMatching(/^busy\.lua:\d+: more than 10000000 steps without waiting/),
      });
    },
  );

  it('and the worker goes on', async () => {
    expect(await house.exec('busy', 'short')).toBe('done');
  });
});
