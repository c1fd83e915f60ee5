import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type ConnectionLike, type WorkflowFailedError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { PayloadCodec } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LuaError } from '@durable-lua/determinism';
import { createRuntime } from './index.js';
import { temporalCli } from './testing/cli.js';
import { EncryptionCodec } from './testing/encryption.js';
import { loadFixture } from './testing/fixture.js';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

/** Where a text stands in a history that is no header, as text or in base64, as JSON has bytes. */
function places(value: unknown, text: string): string[] {
  if (typeof value === 'string') {
    const found = [value, Buffer.from(value, 'base64').toString()].flatMap((one) => one.split(text).slice(1));
    // What was sent begins with it, and names the place.
    return found.map((rest) => /^\/([\w ]+)/.exec(rest)?.[1] ?? '');
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'header' ? [] : places(inner, text)));
}

const THERE = 'encrypted-there';

const elsewhere = (connection: ConnectionLike) => new Client({ connection, namespace: THERE }).workflow;

beforeAll(async () => {
  const address = inject('temporalAddress');
  await temporalCli(address, 'operator', 'namespace', 'create', '--namespace', THERE);
  const connection = await Connection.connect({ address });
  const ask = (): Promise<unknown> => elsewhere(connection).getHandle('nobody').describe();
  // It takes the server a moment.
  while (/namespace/i.test(String(await ask().catch((error: unknown) => error)))) await sleep(100);
  await connection.close();
});

/** Runs `app:everything` to its end, as a client that has the codec sees it; with every history of it. */
async function everything(house: House, payloadCodecs: PayloadCodec[]) {
  const secret = `secret-${randomUUID()}`;
  const there = await house.runtime.spawn('app:listener_there', 'app:worker_there');
  const run = await house.spawn('everything', undefined, {
    args: [secret, there.pid],
    context: { user: `${secret}/context` },
    memo: { started: `${secret}/start memo` },
    summary: `${secret}/start summary`,
  });
  const { connection } = house.plain;
  const { workflow } = new Client({ connection, dataConverter: { payloadCodecs } });
  const handle = workflow.getHandle(run.workflowId);
  const updated = await handle.executeUpdate('change', { args: [`${secret}/update argument`] });
  const { memo } = await handle.describe();
  const queried = await handle.query('state', `${secret}/query argument`);
  await handle.signal('go', `${secret}/go`);
  const { error } = (await run.result().catch((failure: unknown) => ({ error: failure }))) as { error: LuaError };
  const failed = (await handle.result().catch((failure: unknown) => failure)) as WorkflowFailedError;
  const known = { updated, queried, there: await there.result(), kind: error.kind, text: error.toString() };
  return {
    secret,
    known: { ...known, details: error.details, memo, failed: failed.cause?.message },
    histories: [
      ...(await house.histories()),
      JSON.parse(historyToJSON(await elsewhere(connection).getHandle(there.workflowId).fetchHistory())) as unknown,
    ],
  };
}

/** What `known` holds, whatever the codec. */
const expected = (secret: string) => {
  const word = (place: string): string => `${secret}/${place}`;
  return {
    updated: [word('update argument'), word('update')],
    queried: [word('query argument'), word('query')],
    there: [word('elsewhere')],
    kind: 'REFUSED',
    text: `${word('wrapped')}: ${word('failure')}`,
    failed: `${word('wrapped')}: ${word('failure')}`,
    memo: { started: word('start memo'), upserted: word('memo') },
    details: expect.objectContaining({
      why: word('detail'),
      seen: {
        unread: {
          counted: [word('argument/result'), word('argument/heartbeat')],
          locally: word('local argument/result'),
          refused: ['REFUSED', word('refused'), word('refused/detail')],
          child: [word('child argument'), word('startup message'), word('signal')],
          failed_child: ['BROKEN', word('fail')],
          echo: [word('process argument'), word('deliver')],
          echo_ended: word('process argument/ended'),
        },
      },
    }) as unknown,
  };
};

const found = (histories: readonly unknown[], text: string): string[] =>
  [...new Set(histories.flatMap((history) => places(history, text)))].sort();

const here = new EncryptionCodec();
const payloadCodecs = { 'app:tc': [here], 'app:there': [new EncryptionCodec()] };

inBothModes(
  'encrypted',
  (house) => {
    it('nothing but headers can be read in the histories, and everybody with the codec sees everything', async () => {
      const { secret, known, histories } = await everything(house, [here]);
      expect(known).toEqual(expected(secret));
      expect(found(histories, secret)).toEqual([]);
      expect(JSON.stringify(histories)).toContain(Buffer.from(`{"user":"${secret}/context"}`).toString('base64'));
    });
  },
  { runtime: { payloadCodecs } },
);

describe('without codecs', () => {
  const house = new House({ fixture: 'encrypted', address: inject('temporalAddress') });
  beforeAll(() => house.open());
  afterAll(() => house.close());

  it('the same can be read at every place', async () => {
    const { secret, known, histories } = await everything(house, []);
    expect(known).toEqual(expected(secret));
    expect(found(histories, secret)).toEqual(
      expect.arrayContaining([
        ...[
          'argument',
          'child argument',
          'child details',
          'child memo',
          'child summary',
          'deliver',
          'detail',
          'elsewhere',
        ],
        ...['fail', 'failure', 'go', 'local argument', 'memo', 'process argument', 'refused', 'signal'],
        ...['start memo', 'start summary', 'startup message', 'summary', 'update', 'update argument', 'wrapped'],
      ]),
    );
  });
});

it.each([
  ['encrypted', { 'app:tx': [] }, "no temporal.client 'app:tx': the project has app:tc, app:there"],
  [
    'twins',
    { 'app:one': [here] },
    "'app:one' and 'app:two' are clients of one namespace of one server, whose workflows reach each other: give them the same codecs",
  ],
])('codecs of clients of %s that do not fit are refused', async (fixture, codecs, message) => {
  const project = await loadFixture(fixture);
  await expect(createRuntime({ project, payloadCodecs: codecs })).rejects.toMatchObject({
    kind: 'INVALID',
    message: `payloadCodecs: ${message}`,
  });
});
