import type { PayloadCodec } from '@temporalio/common';
import { expect, inject, it } from 'vitest';
import { replayHistories } from './index.js';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const MB = 1_000_000;
const begins = { message: expect.stringMatching(/^it began here/), kind: 'SHORTAGE' };
const refused = (how: RegExp) => ({ kind: 'INVALID', retryable: false, message: expect.stringMatching(how) });
const tooLarge = refused(/^payload of \d+ bytes exceeds the limit of 2097152/);
const oneTooMany = refused(/^what this workflow task asks for would take \d+ bytes, more than the 3932160 /);

inBothModes('sizes', (house) => {
  /** A run that answers already. */
  async function answering() {
    const run = await house.spawn('answers');
    await house.until(run.workflowId, 'WORKFLOW_TASK_COMPLETED');
    return run;
  }

  it.each([
    ['message', 0.75 * MB],
    ['message', 3 * MB],
    ['details', 3 * MB],
    ['chain', 1000],
  ])('an error that is too large fails the run as what it is: %s of %i', async (part, size) => {
    const run = await house.spawn('stop', undefined, { args: [part, size] });
    const error = await run.result().catch((thrown: unknown) => thrown);
    expect(await house.status(run.workflowId)).toBe('FAILED');
    expect(error).toMatchObject(part === 'chain' ? { innerMessage: 'the cause', kind: 'SHORTAGE' } : begins);
    expect(JSON.stringify(await house.events(run.workflowId)).length).toBeLessThan(1.75 * MB);
  });

  it.each(['fails', 'child_fails'])('a caller hears of it, and it is not retried: %s', async (how) => {
    for (const [part, size] of [
      ['message', 1.5 * MB],
      ['details', 3 * MB],
    ] as const) {
      expect(await house.exec('asks', undefined, { args: [how, part, size] })).toMatchObject({
        ...begins,
        retryable: false,
        details: { id: 7 },
      });
    }
  });

  it('the call that is one too many for its workflow task is refused, with both numbers', async () => {
    const run = await house.spawn('asks', undefined, { args: ['functions', 1.5 * MB] });
    expect(await run.result()).toEqual({ lengths: [1.5 * MB, 1.5 * MB], err: oneTooMany });
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types).not.toContain('EVENT_TYPE_WORKFLOW_TASK_FAILED');
    expect(await house.exec('asks', undefined, { args: ['signals', 1.5 * MB] })).toEqual([
      'INVALID',
      'INVALID',
      'INVALID',
      'NOT_FOUND',
      'NOT_FOUND',
    ]);
  });

  it('a result waits until there is room for it, and a failure takes what is left', async () => {
    expect(await house.exec('asks', undefined, { args: ['result', 1.8 * MB] })).toHaveLength(1.8 * MB);
    await expect(house.exec('asks', undefined, { args: ['failure', 1.8 * MB] })).rejects.toMatchObject({
      kind: 'SHORTAGE',
      message: expect.stringMatching(/^x+ … \[cut: \d+ bytes in all\]$/),
    });
  });

  it('all values of the memo count together', async () => {
    expect(await house.exec('asks', undefined, { args: ['memos', 0.9 * MB] })).toEqual([
      true,
      true,
      refused(/^memo of 2700\d{3} bytes exceeds the limit of 2097152 \(3 values together\)/),
    ]);
  });

  it('names that a server would refuse for ever are refused', async () => {
    const long = refused(/ of \d+ bytes exceeds the limit of 1000 for a name$/);
    expect(await house.exec('asks', undefined, { args: ['names', 1001] })).toEqual([long, long, long]);
  });

  it('a run that cannot go on as a new one hears of it, also when messages are the reason', async () => {
    expect(await house.exec('asks', undefined, { args: ['continue', 2.2 * MB] })).toMatchObject(tooLarge);
    const run = await house.spawn('asks', 'continue_with_messages');
    for (let n = 0; n < 3; n++) await run.send('kept', 'x'.repeat(0.9 * MB));
    await run.send('last');
    expect(await run.result()).toMatchObject(tooLarge);
  });

  it('answers of queries and updates, and errors instead of them', async () => {
    const run = await answering();
    const handle = house.plain.workflow.getHandle(run.workflowId);
    await expect(handle.query('text', 2.2 * MB)).rejects.toThrow(/exceeds the limit of 2097152/);
    for (const part of ['message', 'details']) {
      await expect(handle.query('fails', part, 3 * MB)).rejects.toThrow(/^it began here/);
      for (const name of ['fails', 'refuses']) {
        await expect(handle.executeUpdate(name, { args: [part, 3 * MB] })).rejects.toMatchObject({
          cause: { type: 'SHORTAGE', message: begins.message },
        });
      }
    }
    await expect(handle.executeUpdate('text', { args: [2.2 * MB] })).rejects.toMatchObject({
      cause: { type: 'INVALID', message: tooLarge.message },
    });
    // Four at once do not fit into one request.
    const four = Array.from({ length: 4 }, () => handle.executeUpdate<string, [number]>('text', { args: [1.5 * MB] }));
    expect((await Promise.all(four)).map(({ length }) => length)).toEqual(Array(4).fill(1.5 * MB));
    await run.send('end');
    expect(await run.result()).toBe('done');
  });

  it('reasons of people are cut', async () => {
    const run = await answering();
    await run.cancel({ reason: 'r'.repeat(5 * MB) });
    await expect(run.result()).rejects.toMatchObject({ kind: 'CANCELED' });
    const other = await answering();
    await other.terminate('t'.repeat(5 * MB));
    await expect(other.result()).rejects.toMatchObject({ kind: 'CANCELED', message: expect.stringContaining('cut: ') });
  });
});

const hex = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('hex');

/** Makes payloads twice as long. */
const doubling: PayloadCodec = {
  encode: async (payloads) =>
    payloads.map(({ metadata, data }) => ({
      metadata: { encoding: Buffer.from('binary/hex') },
      data: Buffer.from(
        [...Object.entries(metadata ?? {}).flatMap(([key, value]) => [key, hex(value)]), hex(data)].join(),
      ),
    })),
  decode: async (payloads) =>
    payloads.map(({ data }) => {
      const parts = Buffer.from(data ?? [])
        .toString()
        .split(',');
      const bytes = Buffer.from(parts.pop() ?? '', 'hex');
      const metadata: Record<string, Buffer> = {};
      for (let at = 0; at < parts.length; at += 2)
        metadata[parts[at] as string] = Buffer.from(parts[at + 1] ?? '', 'hex');
      return { metadata, data: bytes };
    }),
};

it('what a codec makes too long is refused before it is encoded', { timeout: 60_000 }, async () => {
  const runtime = { payloadCodecs: [doubling] };
  const house = new House({ fixture: 'sizes', address: inject('temporalAddress'), runtime });
  await house.open();
  try {
    expect(await house.exec('asks', undefined, { args: ['functions', 1.2 * MB] })).toEqual({
      lengths: {},
      err: refused(/^payload of 24\d{5} bytes exceeds the limit of 2097152/),
    });
    await expect(house.exec('stop', undefined, { args: ['details', 3 * MB] })).rejects.toMatchObject(begins);
  } finally {
    await house.close();
  }
});

it('what configured limits refuse is refused on replay, whatever they are then', { timeout: 60_000 }, async () => {
  const runtime = { sizeLimits: { payload: 4096 }, workerOptions: { maxCachedWorkflows: 0 } };
  const house = new House({ fixture: 'sizes', address: inject('temporalAddress'), runtime });
  await house.open();
  try {
    expect(await house.exec('asks', undefined, { args: ['functions', 5000] })).toEqual({
      lengths: {},
      err: refused(/^payload of 50\d\d bytes exceeds the limit of 4096/),
    });
    const histories = await house.histories();
    for await (const { error } of replayHistories({ ...house.composition, histories })) expect(error).toBeUndefined();
    expect(JSON.stringify(histories)).toContain('MARKER_RECORDED');
  } finally {
    await house.close();
  }
});
