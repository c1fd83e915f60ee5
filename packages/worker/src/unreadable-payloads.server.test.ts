import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { inBothModes } from './testing/in-both-modes.js';
import { untilLogged } from './testing/logs.js';
import { startPlainWorker, type PlainWorker } from './testing/plain-worker.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Seals text that begins with `secret` and breaks text that begins with `broken`; reads everything as it is. */
const sealing: PayloadCodec = {
  encode: async (payloads) => payloads.map(seal),
  decode: async (payloads) => payloads,
};

function seal(payload: Payload): Payload {
  const text = new TextDecoder().decode(payload.data ?? undefined);
  if (text.startsWith('"secret')) return { metadata: { encoding: bytes('binary/sealed') }, data: bytes('?') };
  if (text.startsWith('"broken')) return { ...payload, data: bytes('{') };
  return payload;
}

const SEALED = "a payload with encoding 'binary/sealed' cannot be decoded";
const BROKEN = /^a payload with encoding 'json\/plain' is not JSON: /;

inBothModes('payloads', (house) => {
  const address = inject('temporalAddress');
  let client: Client;
  let plain: PlainWorker;
  beforeAll(async () => {
    const dataConverter = { payloadCodecs: [sealing] };
    client = new Client({ connection: await Connection.connect({ address }), dataConverter });
    const activities = { 'ts:secret': async () => 'secret' };
    plain = await startPlainWorker(address, `${house.queue}-plain`, { activities, dataConverter });
  });
  afterAll(async () => {
    await plain.stop();
    await client.connection.close();
  });

  function start(name: string, ...args: unknown[]): Promise<WorkflowHandle> {
    const workflowId = randomUUID();
    house.started.add(workflowId);
    return client.workflow.start(`app:${name}`, { taskQueue: house.queue, workflowId, args });
  }

  it('as input, it fails the run and names the encoding', async () => {
    for (const [secret, message] of [
      ['secret', `argument 2: ${SEALED}`],
      ['broken', expect.stringMatching(/^argument 2: a payload with encoding 'json\/plain' is not JSON: /)],
    ]) {
      const { workflowId } = await start('through', 'fine', secret);
      const failed = await house.result(workflowId).catch((error: Error) => error.cause);
      expect(failed).toMatchObject({ type: 'INVALID', nonRetryable: true, message });
    }
  });

  it.each(['inbox', 'raw'])('as a message, it is an error of its receive only: %s', async (how) => {
    const run = await start('inbox', how);
    for (const text of ['one', 'secret', 'broken']) await run.signal(how, text);
    // A Payload object that is asked for its value did come; what is decoded on the way in did not.
    const kind = how === 'raw' ? 'INVALID' : 'INTERNAL';
    expect(await run.result()).toEqual([
      'string one',
      { kind, message: SEALED },
      { kind, message: expect.stringMatching(BROKEN) },
    ]);
  });

  it('as a Payload object, it goes on as it came', async () => {
    const run = await start('inbox', 'hand on');
    for (const text of ['one', 'secret', 'three']) await run.signal('other', text);
    await run.result().catch(() => undefined);
    const completed = (await house.events(run.workflowId)).at(-1);
    const encoding = Buffer.from('binary/sealed').toString('base64');
    expect(completed?.workflowExecutionCompletedEventAttributes.result.payloads).toEqual([
      { metadata: { encoding }, data: Buffer.from('?').toString('base64') },
    ]);
  });

  it('as an argument of a function, it is an error of the call, which is not retried', async () => {
    const run = await start('inbox', 'call');
    for (const text of ['one', 'secret', 'three']) await run.signal('other', text);
    expect(await run.result()).toEqual({ kind: 'INVALID', message: `argument 2: ${SEALED}` });
  });

  it('as the result of a function, it is an error of the call', async () => {
    expect(await house.exec('make', 'unreadable', { args: ['unreadable', plain.queue] })).toEqual({
      kind: 'INVALID',
      message: SEALED,
      retryable: false,
    });
  });

  it('in a header, it is left out with a warning', async () => {
    const unreadable = { 'durable-lua-from': seal({ data: bytes('"secret') }), 'durable-lua-context': {} };
    const withHeaders = new Client({
      connection: client.connection,
      interceptors: {
        workflow: [
          {
            start: (input, next) => next({ ...input, headers: unreadable }),
            signal: (input, next) => next({ ...input, headers: unreadable }),
          },
        ],
      },
    });
    const workflowId = randomUUID();
    house.started.add(workflowId);
    const run = await withHeaders.workflow.start('app:inbox', { taskQueue: house.queue, workflowId, args: ['inbox'] });
    for (const text of ['a', 'b', 'c']) await run.signal('other', text);
    expect(await run.result()).toEqual(['string a', 'string b', 'string c']);
    await untilLogged(`header 'durable-lua-from' is ignored: ${SEALED}`);
    await untilLogged("header 'durable-lua-context' is ignored");
  });
});
