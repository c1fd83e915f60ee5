import { expect, it } from 'vitest';
import { inBothModes } from './testing/in-both-modes.js';

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${messageOf(error.cause)}` : '';

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

  it('a query and the check of an update that never end are errors of their callers alone', async () => {
    const run = await house.spawn('busy', 'answers');
    const handle = house.plain.workflow.getHandle(run.workflowId);
    const busy = /busy\.lua:\d+: more than 10000000 steps without waiting/;
    await expect(handle.query('forever').catch(messageOf)).resolves.toMatch(busy);
    await expect(handle.executeUpdate('checked').catch(messageOf)).resolves.toMatch(busy);
    await run.send('end', 'goes on');
    expect(await run.result()).toBe('goes on');
  });

  it('an update that never ends fails the run with its place', async () => {
    const run = await house.spawn('busy', 'answers');
    const handled = house.plain.workflow.getHandle(run.workflowId).executeUpdate('handled').then(String, messageOf);
    await expect(run.result()).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/^busy\.lua:\d+: more than 10000000 steps/) as string,
    });
    // A server that is told of the end of a run ends its updates.
    expect(await handled).not.toBe('never');
  });

  it('and the worker goes on', async () => {
    expect(await house.exec('busy', 'short')).toBe('done');
  });
});
