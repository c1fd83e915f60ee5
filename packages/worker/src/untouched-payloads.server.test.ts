import { randomUUID } from 'node:crypto';
import { NativeConnection } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Payload, SpawnRequest } from '@durable-lua/determinism';
import { clientHeaders, Workflows } from '@durable-lua/host-node/temporal';
import { encodeData } from '@durable-lua/lua-vm';
import { payloadConverterPath } from './bundler.js';
import { directoryOf } from './compose.js';
import { inBothModes } from './testing/in-both-modes.js';
import type { HistoryEvent } from './testing/house.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (
  encoding: string,
  data: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
): Payload => ({
  metadata: Object.fromEntries(Object.entries({ encoding, ...more }).map(([key, text]) => [key, bytes(text)])),
  data: typeof data === 'string' ? bytes(data) : data,
});

/** What a decoding and an encoding again would change, or fail at. */
const given: readonly Payload[] = [
  payload('json/plain', '{ "total" : 1.0, "total" : 1e2 }'),
  payload('json/plain', 'a: 1', { 'durable-lua-format': 'yaml/plain' }),
  payload('json/plain', '[1.50]', { 'durable-lua-format': 'application/msgpack' }),
  payload('binary/plain', new Uint8Array([0xff, 0, 0x80]), { 'durable-lua-format': 'text/plain' }),
  payload('binary/null', ''),
  payload('binary/sealed', new Uint8Array([0, 1, 0xfe]), { 'encryption-key-id': '7' }),
  payload('json/protobuf', '{"seconds":"1"}', { messageType: 'google.protobuf.Duration' }),
  payload('binary/protobuf', new Uint8Array([8, 1]), { messageType: 'google.protobuf.Duration' }),
  payload('json/plain', '{"$lua":"start","delay_ms":60000}'),
];

/** As an export to JSON has it. */
const exported = ({ metadata, data }: Payload) => {
  const base64 = (some: Uint8Array): string => Buffer.from(some).toString('base64');
  const all = Object.entries(metadata).map(([key, value]): [string, string] => [key, base64(value)]);
  return { metadata: Object.fromEntries(all), ...(data?.length ? { data: base64(data) } : {}) };
};

interface Exported {
  readonly metadata: Readonly<Record<string, string>>;
  readonly data?: string;
}
/** Without the empty data that an export may or may not have. */
const withoutEmpty = ({ data, ...rest }: Exported): Exported => (data ? { data, ...rest } : rest);
interface WithInput {
  readonly input?: { readonly payloads?: readonly Exported[] };
}
interface Signaled extends WithInput {
  readonly signalName: string;
}
const inputOf = (attributes: WithInput): readonly Exported[] => (attributes.input?.payloads ?? []).map(withoutEmpty);
const startOf = (events: readonly HistoryEvent[]) =>
  inputOf(events[0]?.workflowExecutionStartedEventAttributes as WithInput);
const signalsOf = (events: readonly HistoryEvent[]) =>
  events
    .map((event) => event['workflowExecutionSignaledEventAttributes'] as Signaled | undefined)
    .filter((attributes) => attributes !== undefined)
    .map((attributes): [string, readonly Exported[]] => [attributes.signalName, inputOf(attributes)]);

const text = ({ data = '' }: Exported): string => Buffer.from(data, 'base64').toString();

inBothModes('messages', (house) => {
  let connection: NativeConnection;
  let processes: Workflows;
  beforeAll(async () => {
    connection = await NativeConnection.connect({ address: inject('temporalAddress') });
    const dataConverter = { payloadConverterPath };
    const client = new Client({ connection, dataConverter, interceptors: { workflow: [clientHeaders] } });
    processes = new Workflows({ directory: directoryOf(house.project), client: () => client });
  });
  afterAll(() => connection.close());

  const all = given.map(exported);
  const first = all.slice(0, 1);
  const passOn = (id: string, to: string, idConflictPolicy: 'fail' | 'use_existing' | 'terminate_existing') => ({
    id: 'app:pass_on',
    host: 'app:worker',
    args: [2, to].map(encodeData),
    options: { id, idConflictPolicy },
  });
  const messages: SpawnRequest['messages'] = [
    { topic: 'all', args: given },
    { topic: 'first', args: given.slice(0, 1) },
  ];

  /** A run that takes two messages, and what it has got. */
  async function sink() {
    const run = await house.spawn('sink', 2);
    return {
      pid: run.pid,
      got: async () => {
        await run.result();
        return signalsOf(await house.events(run.workflowId));
      },
    };
  }

  it.each(['fail', 'terminate_existing'] as const)('in the start of a client, policy %s', async (policy) => {
    const { pid, got } = await sink();
    const id = randomUUID();
    await processes.start({ ...passOn(id, pid, policy), messages }, '{app:node@app:host|me}');
    house.started.add(id);
    expect(await got()).toEqual([
      ['all', all],
      ['first', first],
    ]);
    expect(await house.result(id)).toEqual(['{app:node@app:host|me}', '{app:node@app:host|me}']);
    const [, , marker, ...payloads] = startOf(await house.events(id));
    expect(JSON.parse(text(marker as Exported))).toEqual({
      $lua: 'start',
      messages: [
        { topic: 'all', args: given.length, from: '{app:node@app:host|me}' },
        { topic: 'first', args: 1, from: '{app:node@app:host|me}' },
      ],
    });
    expect(payloads).toEqual([...all, ...first]);
  });

  it.each([
    ['one, as a signal of its own', [1, 1], ['all', 'first']],
    ['two, as one signal', [2], ['@messages']],
  ])('in the signal with the start of a client: %s', async (_, counts, signals) => {
    const { pid, got } = await sink();
    const id = randomUUID();
    const rest = [...messages];
    for (const count of counts) {
      await processes.start({ ...passOn(id, pid, 'use_existing'), messages: rest.splice(0, count) });
    }
    house.started.add(id);
    expect(await got()).toEqual([
      ['all', all],
      ['first', first],
    ]);
    expect(await house.result(id)).toEqual(['nobody', 'nobody']);
    const received = signalsOf(await house.events(id));
    expect(received.map(([name]) => name)).toEqual(signals);
    const payloads = received.flatMap(([name, args]) => (name === '@messages' ? args.slice(1) : args));
    expect(payloads).toEqual([...all, ...first]);
  });

  it.each([
    ['of a child', 'fail', false],
    ['of a child whose ID is free', 'use_existing', false],
    ['of a child whose ID has an open run', 'use_existing', true],
  ] as const)('in the start %s', async (_, policy, open) => {
    const { pid, got } = await sink();
    const id = randomUUID();
    if (open) await processes.start({ ...passOn(id, pid, 'fail'), messages: [] });
    const relay = await house.spawn('relay', undefined, { args: ['messages', id, policy, pid] });
    await processes.send(relay.pid, { topic: 'given', args: given });
    house.started.add(id);
    const { from } = await relay.result<{ readonly from: string }>();
    expect(await got()).toEqual([
      ['all', all],
      ['first', first],
    ]);
    expect(await house.result(id)).toEqual([from, from]);
    const events = await house.events(id);
    const [, ...payloads] = open ? (signalsOf(events)[0]?.[1] ?? []) : startOf(events).slice(2);
    expect(payloads).toEqual([...all, ...first]);
  });

  it('an argument that a child would take for the marker is refused, and nothing starts', async () => {
    const alike = given.at(-1) as Payload;
    const id = randomUUID();
    const relay = await house.spawn('relay', undefined, { args: ['arguments', id, 'fail', 'nobody'] });
    await processes.send(relay.pid, { topic: 'given', args: [alike] });
    const refused = {
      kind: 'INVALID',
      message: expect.stringMatching(/^argument 3: .* is reserved: send it inside/),
    };
    expect(await relay.result()).toEqual(refused);
    for (const policy of ['fail', 'use_existing'] as const) {
      const request = passOn(id, 'nobody', policy);
      const start = processes.start({ ...request, args: [...request.args, alike], messages: [] });
      await expect(start).rejects.toMatchObject(refused);
    }
    await expect(house.plain.workflow.getHandle(id).describe()).rejects.toThrow(/not found/i);
  });

  it('arguments that only begin as the marker does reach the child as they are', async () => {
    const alike = [payload('json/plain', '{"$lua":"start"}'), payload('json/plain', '{"$lua":"start","speed": 3.0}')];
    const id = randomUUID();
    const relay = await house.spawn('relay', undefined, { args: ['arguments', id, 'fail', 'nobody'] });
    await processes.send(relay.pid, { topic: 'given', args: alike });
    house.started.add(id);
    expect(await relay.result()).toHaveProperty('from');
    await house.result(id);
    expect(startOf(await house.events(id)).slice(2)).toEqual(alike.map(exported));
  });

  it('a start of any other program may say what ours say, as this version and as 0.1 write it', async () => {
    const marker = (args: unknown) => ({ $lua: 'start', messages: [{ topic: 'a', args, from: '{a@b|c}' }] });
    const expected = [{ topic: 'a', from: '{a@b|c}', data: [['x'], [1]] }];
    const starts = [
      [1, marker(2), 'x', 1],
      [1, marker(['x', 1])],
    ];
    for (const args of starts) {
      const run = await house.startPlain('collect', args);
      expect(await run.result()).toEqual(expected);
    }
  });

  it('an object that says something else under the same name is an argument', async () => {
    const sent = [{ $lua: 'start', speed: 3 }, 'last'];
    const run = await house.startPlain('arguments', sent);
    expect(await run.result()).toEqual(['table', 'string']);
  });
});
