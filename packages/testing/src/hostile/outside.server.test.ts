import { randomUUID } from 'node:crypto';
import { createRuntime, standardModules, type Runtime } from '@durable-lua/worker';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { workflowProject } from '../server/project.js';

interface Raw {
  readonly metadata?: Readonly<Record<string, Uint8Array>> | null;
  readonly data?: Uint8Array | null;
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const of = (encoding: string, data: string, more: Readonly<Record<string, Uint8Array>> = {}): Raw => ({
  metadata: { encoding: bytes(encoding), ...more },
  data: bytes(data),
});
const json = (data: string): Raw => of('json/plain', data);

/** What a client may send that is not ours, or means harm. */
const PAYLOADS: Readonly<Record<string, Raw>> = {
  'JSON that ends early': json('{"a":'),
  'JSON of nothing': json(''),
  'JSON that goes on': json('1 2'),
  'JSON of half a character': json('"\xe2\x82"'),
  'JSON of half a pair': json('"\\ud800"'),
  'JSON with a zero': json('"a\0b"'),
  'JSON beyond every number': json('[1e999999, -1e999999, 123456789012345678901234567890]'),
  'JSON about prototypes': json('{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}},"toString":1}'),
  'JSON with a key twice': json('{"a":1,"a":{"a":2}}'),
  'JSON that opens a hundred thousand lists': json('['.repeat(100_000)),
  'lists a hundred thousand deep': json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'objects a hundred thousand deep': json(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  'a million numbers': json(`[${'1,'.repeat(900_000)}1]`),
  'a text of a megabyte': json(`"${'x'.repeat(1_000_000)}"`),
  'a key of a megabyte': json(`{"${'k'.repeat(1_000_000)}":1}`),
  'ten thousand marks of ours': json(`[${'{"$lua":"bytes","data":"*"},'.repeat(10_000)}1]`),
  'a mark of ours that nobody knows': json('{"$lua":"function","data":{}}'),
  'a mark of a start': json('{"$lua":"start"}'),
  'a mark of a start with other messages': json('{"$lua":"start","messages":[{"topic":"t","args":1e15}],"delay":-1}'),
  'a mark of a start that is nested': json('{"$lua":"start","messages":{"$lua":"start"}}'),
  'null with bytes': of('binary/null', 'x'),
  'bytes that are no text': of('binary/plain', '\xff\xfe\0'),
  'a protobuf in JSON': of('json/protobuf', '{"a":1}', { messageType: bytes('a.B') }),
  'a protobuf': of('binary/protobuf', '\x08\x96\x01', { messageType: bytes('a.B') }),
  'what is encrypted': of('binary/encrypted', '\0\x01\x02'),
  'an empty encoding': of('', '1'),
  'an encoding of strange bytes': of('\xff\xfe\0', '1'),
  'an encoding of a hundred kilobytes': of('e'.repeat(100_000), '1'),
  'no encoding': { metadata: {}, data: bytes('1') },
  'no metadata': { data: bytes('1') },
  'nothing at all': {},
};

/** Takes whatever comes, and says how much that was. */
const TAKES = `
  workflow.query("seen", function(...) return select("#", ...) end)
  workflow.query("told", function() return ctx.all(), workflow.info() end)
  pcall(ctx.all) pcall(workflow.info)
  workflow.update("take", { handle = function(...) return select("#", ...) end })
  local topic, stop, n = process.listen("topic"), process.listen("stop"), 0
  while true do
    local got = channel.select { topic:case_receive(), stop:case_receive() }
    if got.channel == stop then return n end
    n = n + 1
  end`;

/** The headers of what the client sends meanwhile. */
let sent: Readonly<Record<string, Raw>> = {};
let runtime: Runtime;
let connection: Connection;
let client: WorkflowClient;
const taskQueue = `outside-${randomUUID()}`;
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  // Payloads go out as they are.
  const payloadConverter = {
    toPayload: (given: unknown) => given as never,
    fromPayload: (given: unknown) => given as never,
  };
  const withHeaders = <I extends { readonly headers: object }, R>(input: I, next: (input: I) => R): R =>
    next({ ...input, headers: { ...input.headers, ...sent } });
  const start = withHeaders;
  client = new WorkflowClient({
    connection,
    interceptors: [{ start, signal: start, signalWithStart: start, query: start, startUpdate: start }],
  });
  Object.assign(client.options.loadedDataConverter, { payloadConverter });
  const place = { address: inject('temporalAddress'), taskQueue, modules: standardModules };
  const script = { name: 'takes_hostile.lua', source: TAKES };
  runtime = await createRuntime({
    project: await workflowProject(place, [{ name: 'takes', module: 'hostile', script }]),
  });
  await runtime.start();
});
afterAll(async () => {
  await runtime.shutdown();
  await connection.close();
});

const start = (args: readonly Raw[], more: object = {}) =>
  client.start('test:takes', {
    taskQueue,
    workflowId: `outside-${randomUUID()}`,
    args: args as unknown[],
    workflowExecutionTimeout: 60_000,
    ...more,
  });

/** How it ends when it is told to stop: the messages that it got; or the failure that ended it before. */
async function stopped(run: Awaited<ReturnType<typeof start>>): Promise<unknown> {
  await run.signal('stop', json('true')).catch(() => undefined);
  return run.result().then(
    (result) => Number(Buffer.from((result as Raw).data ?? []).toString()),
    (error: { cause?: { type?: string; message?: string } }) => error.cause?.type ?? String(error),
  );
}

it.concurrent.each(Object.entries(PAYLOADS))(
  'a run takes it, or fails and says why: %s, as argument of the start',
  { timeout: 90_000 },
  async (_, payload) => {
    expect([0, 'INVALID', 'INTERNAL']).toContain(await stopped(await start([payload])));
  },
);

it.concurrent.each(Object.entries(PAYLOADS))(
  'a run that is sent it goes on: %s, in signals, updates and queries',
  { timeout: 90_000 },
  async (_, payload) => {
    const run = await start([]);
    for (const signal of ['topic', '@messages', '@link', '@unlink', '@x', '', 'nobody']) {
      await run.signal(signal, payload).catch(() => undefined);
    }
    await run.query('seen', payload).catch(() => undefined);
    await run.executeUpdate('take', { args: [payload] }).catch(() => undefined);
    // Without a handler it is a message, which is answered when the run ends.
    const unanswered = run.executeUpdate('nobody', { args: [payload], updateId: '\u202e"' }).catch(() => undefined);
    const got = await stopped(run);
    // A message that cannot be read is an error of the receive, which this one does not catch.
    expect([1, 'INVALID', 'INTERNAL']).toContain(got);
    await unanswered;
  },
);

describe.sequential('with headers', () => {
  // Two, for a request takes 4 MB.
  const HEADERS = ['durable-lua-context', 'durable-lua-from'];

  it.each(Object.entries(PAYLOADS))('a run takes what comes with them: %s', { timeout: 90_000 }, async (_, payload) => {
    sent = { ...Object.fromEntries(HEADERS.map((header) => [header, payload])), '\u202e"\0': json('1') };
    try {
      const run = await start([]);
      await run.signal('topic', json('1'));
      await run.query('seen').catch(() => undefined);
      await run.query('told').catch(() => undefined);
      await run.executeUpdate('take', { args: [json('1')] }).catch(() => undefined);
      expect(await stopped(run)).toBe(1);
    } finally {
      sent = {};
    }
  });
});

it.concurrent.each(Object.entries(PAYLOADS))(
  'a run is told of a memo, or that it cannot be read: %s',
  { timeout: 90_000 },
  async (_, payload) => {
    const memo = Object.fromEntries(['\u202e"', '__proto__'].map((key) => [key, payload]));
    const started = await start([], { memo }).catch(({ cause }: Error) => String(cause));
    if (typeof started === 'string') return expect(started).toMatch(/memo|larger than/i);
    await started.signal('topic', json('1'));
    await started.query('told').catch(() => undefined);
    expect(await stopped(started)).toBe(1);
  },
);

it.each([
  ['arguments', json(`"${'x'.repeat(2_500_000)}"`), {}],
  ['arguments, with all beside them,', json(`"${'x'.repeat(2 * 1024 * 1024 - 100)}"`), {}],
  ['headers', json('1'), { 'durable-lua-context': json(`{"a":"${'x'.repeat(2_500_000)}"}`) }],
  ['headers that nobody reads', json('1'), { other: json(`"${'x'.repeat(2_500_000)}"`) }],
])(
  'an update whose %s a server would terminate the run over is refused, and the run goes on',
  { timeout: 90_000 },
  async (_, argument, headers) => {
    for (const name of ['take', 'nobody']) {
      const run = await start([]);
      sent = headers;
      try {
        const refused = { message: 'Workflow Update failed', cause: { type: 'UnprocessedUpdate' } };
        for (let n = 0; n < 2; n++) {
          await expect(run.executeUpdate(name, { args: [argument] })).rejects.toMatchObject(refused);
        }
      } finally {
        sent = {};
      }
      await run.signal('topic', json('1'));
      expect(await stopped(run)).toBe(1);
    }
  },
);

it.each([
  '',
  ' ',
  '\0',
  '../..',
  '\u202e"\'`$(x)',
  '__proto__',
  '💥'.repeat(250),
  'x'.repeat(1_000),
  'x'.repeat(1_000_000),
])('an update may have any ID that the server takes: %#', { timeout: 90_000 }, async (updateId) => {
  const run = await start([]);
  for (const name of ['take', '', '\0', '__proto__', 'toString', updateId]) {
    const answer = run.executeUpdate(name, { args: [json('1')], updateId }).catch(() => undefined);
    // Nobody answers what is a message here, before the run ends.
    if (name === 'take') await answer;
  }
  await run.signal('topic', json('1'));
  expect(await stopped(run)).toBe(1);
});

const isLong = process.env['HOSTILE'] !== undefined;
it.each([
  ['small', isLong ? 5_000 : 500, 10],
  ['of 100 KB', isLong ? 400 : 40, 100_000],
])(
  'a run takes every one of many messages at once, %s, and a neighbour does not wait for it',
  { timeout: 300_000 },
  async (_, count, size) => {
    const [run, neighbour] = await Promise.all([start([], { workflowExecutionTimeout: 300_000 }), start([])]);
    const message = json(`"${'x'.repeat(size)}"`);
    let left = count;
    const sending = Array.from({ length: 50 }, async () => {
      while (left-- > 0) await run.signal('topic', message);
    });
    await run.query('seen');
    const began = process.cpuUsage();
    await neighbour.signal('topic', json('1'));
    expect(await stopped(neighbour)).toBe(1);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(5_000);
    await Promise.all(sending);
    expect(await stopped(run)).toBe(count);
  },
);
