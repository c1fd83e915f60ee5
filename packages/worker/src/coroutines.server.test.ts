import { expect, it } from 'vitest';
import { inBothModes } from './testing/in-both-modes.js';

inBothModes('coroutines', (house) => {
  it('select takes messages in their order while the timer has not fired', async () => {
    const run = await house.spawn('race', '1m');
    for (const order of ['tea', 'milk']) await run.send('order', order);
    await run.send('stop');
    expect(await run.result()).toEqual(['order tea', 'order milk', 'stopped']);
  });

  it('select takes the timer when no message comes', async () => {
    const run = await house.spawn('race', '50ms', { messages: [{ topic: 'order' }] });
    expect(await run.result()).toEqual(['order nil', 'too late']);
  });

  it('a coroutine for each kind of message answers the workflow that sent it', async () => {
    expect(await house.exec('counter_client', 'app:worker')).toEqual([
      'increment: ack',
      'increment: ok 3',
      'increment: ack',
      'increment: ok 4',
      'increment: nak amount must be a number',
      'increment: ack',
      'increment: ok 8',
      'decrement: nak would result in negative value',
      'decrement: ack',
      'decrement: ok 5',
      'finish: ack',
      'finish: ok finishing',
    ]);
  });

  it('the same handlers take messages of a sender that cannot be answered', async () => {
    const run = await house.spawn('counter', {});
    for (const amount of [2, 1, 4]) await run.send('increment', { amount });
    await run.send('decrement', { amount: 3 });
    await run.send('finish');
    expect(await run.result()).toEqual({ final_counter: 4 });
  });

  it('a pool of workers takes the jobs in order and ends with all of them', async () => {
    const { total, processed } = (await house.exec('pool', { workers: 3, jobs: 6 })) as unknown as Pool;
    expect(total).toBe(42);
    expect(processed.map(({ job }) => job)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(processed.map(({ worker }) => worker)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('waits inside coroutine.wrap, pcall, xpcall, metamethods and iterators, and says where it cannot', async () => {
    expect(await house.exec('nested', 1)).toEqual([
      'wrap 2',
      'wrap 4',
      'pcall sleep true',
      'pcall false after 10',
      'xpcall 13',
      'index 14',
      'iterator 16',
      "sort false attempt to wait in 'call' across a JS-call boundary (inside table.sort, string.gsub or similar)",
    ]);
  });

  it('an error in any coroutine fails the run, with its place', async () => {
    await expect(house.exec('stray')).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: 'stray.lua:5: lost its way',
      retryable: false,
    });
  });
});

interface Pool {
  readonly total: number;
  readonly processed: readonly { readonly worker: number; readonly job: number }[];
}
