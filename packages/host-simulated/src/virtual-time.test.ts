import { expect, it } from 'vitest';
import { VirtualTime } from './virtual-time.js';

it('a drive that comes to no end is ended, with the time it has come to and who waits', async () => {
  const time = new VirtualTime(0, false);
  const beat = (): void => void time.schedule(3_600_000, beat);
  beat();
  await expect(time.drive({ waits: () => 'app:beats' })).rejects.toThrow(
    /^100000 events, until 1981-05-29T17:00:00\.000Z in virtual time, and no end: app:beats\. /,
  );
  // Each wait has as many: a long test is no endless one.
  const later = time.now + 1000 * 3_600_000;
  expect(await time.drive({ until: later })).toBe('reached');
});
