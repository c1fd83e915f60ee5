import { expect, inject, it } from 'vitest';
import type { HistoryEvent } from './testing/house.js';
import { temporalCli } from './testing/cli.js';
import { inBothModes } from './testing/in-both-modes.js';

const json = (data: string) => ({ encoding: 'json/plain', data });

interface ExportedPayload {
  readonly metadata: { readonly encoding: string; readonly [key: string]: string };
  readonly data?: string;
}

/** The payloads that an event carries, as exported. */
function rawPayloads(event: unknown, of: 'input' | 'result'): readonly ExportedPayload[] {
  const attributes = Object.values(event ?? {}).find((value) => typeof value === 'object') as Record<string, unknown>;
  return (attributes[of] as { payloads?: ExportedPayload[] })?.payloads ?? [];
}

const decode = (base64 = ''): Buffer => Buffer.from(base64, 'base64');

/** The payloads that an event carries, as encoding and text. */
function payloadsOf(event: HistoryEvent | undefined, of: 'input' | 'result'): unknown[] {
  return rawPayloads(event, of).map(({ metadata, data }) => ({
    encoding: decode(metadata.encoding).toString('latin1'),
    data: decode(data).toString('latin1'),
  }));
}

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

inBothModes('payloads', (house) => {
  it('arguments, results and messages keep the order of keys that look like numbers; what hosts read as well has them first', async () => {
    const [order, byValue] = ['a 10 2 b 1', '1 2 10 a b'];
    expect(await house.exec('ordered')).toEqual({
      ...{ sent: order, call: order, 'local call': order, argument: order, result: order, message: order },
      ...{ memo: byValue, context: byValue, failure: byValue, continued: `${order}, ${byValue}` },
    });
  });

  it.each([
    ['nil', { encoding: 'binary/null', data: '' }, 'nil'],
    ['true', json('true'), 'true'],
    ['integral float', json('2'), 'integer 2'],
    ['fraction', json('-0.125'), 'float -0.125'],
    ['largest integer', json('9223372036854775807'), 'integer 9223372036854775807'],
    ['smallest integer', json('-9223372036854775808'), 'integer -9223372036854775808'],
    ['integer beyond 2^53', json('9007199254740993'), 'integer 9007199254740993'],
    ['huge float', json(BigInt(1e300).toString()), 'float 1e+300'],
    ['text', json(utf8('"é \\"quoted\\"\\n\\u0000"')), 'string \\195\\169 "quoted"\\10\\0'],
    ['bytes', { encoding: 'binary/plain', data: '\xff\0\x80' }, 'string \\255\\0\\128'],
    [
      'nested bytes',
      json('{"key":{"$lua":"bytes","data":"/wA="},"list":[{"$lua":"bytes","data":"gA=="},"text"]}'),
      '{key = string \\255\\0, list = {[1] = string \\128, [2] = string text}}',
    ],
    [
      'list',
      json('[1,2.5,"three",[4]]'),
      '{[1] = integer 1, [2] = float 2.5, [3] = string three, [4] = {[1] = integer 4}}',
    ],
    ['object', json('{"z":1,"a":{"deep":true}}'), '{z = integer 1, a = {deep = true}}'],
    ['empty table', json('{}'), '{}'],
    ['time', json('"2024-02-29T12:30:15.123456789Z"'), 'string 2024-02-29T12:30:15.123456789Z'],
    ['duration', json('"1h30m0s"'), 'string 1h30m0s'],
  ])('%s crosses to a function and back', async (name, sent, described) => {
    const run = await house.spawn('make', name);
    expect(await run.result()).toEqual({ there: described, back: described });
    const events = await house.events(run.workflowId);
    const [scheduled] = events.filter((event) => event['activityTaskScheduledEventAttributes']);
    const [completed] = events.filter((event) => event['activityTaskCompletedEventAttributes']);
    expect(payloadsOf(scheduled, 'input')).toEqual([sent]);
    expect(payloadsOf(completed, 'result')).toEqual([sent]);
  });

  it('an error object crosses as one, with everything it says', async () => {
    const run = await house.spawn('make', 'error');
    const described = '{[1] = error OutOfStock packing: no tea false {left = integer 0}}';
    expect(await run.result()).toEqual({ there: described, back: described });
    const scheduled = (await house.events(run.workflowId)).find(
      (event) => event['activityTaskScheduledEventAttributes'],
    );
    const [{ data }] = payloadsOf(scheduled, 'input') as [{ data: string }];
    expect(JSON.parse(data)).toEqual([
      {
        $lua: 'error',
        kind: 'OutOfStock',
        message: 'no tea',
        retryable: false,
        details: { left: 0 },
        chain: ['packing'],
        stack: expect.stringContaining('make.lua:'),
      },
    ]);
  });

  it('a PID crosses as its text', async () => {
    const run = await house.spawn('make', 'pid');
    expect(await run.result()).toMatchObject({ back: `string ${run.pid}` });
  });

  it.each([
    ['NaN', 'call: argument 2: [2].price: the number nan cannot be sent'],
    ['infinite', 'call: argument 2: the number inf cannot be sent'],
    ['function', 'call: argument 2: .items[3]: function cannot be sent'],
    ['coroutine', 'call: argument 2: thread cannot be sent'],
    ['channel', 'call: argument 2: .ch: channel cannot be sent'],
    ['cycle', 'call: argument 2: .inner.back: a table that contains itself cannot be sent'],
    ['mixed keys', 'call: argument 2: a table with mixed or non-sequence integer keys cannot be sent'],
    ['holes', 'call: argument 2: a table with mixed or non-sequence integer keys cannot be sent'],
    ['float key', 'call: argument 2: a key of type number cannot be sent'],
    ['reserved key', "call: argument 2: the key '$lua' is reserved"],
  ])('%s is refused with its path, before any command', async (name, message) => {
    const run = await house.spawn('make', name);
    expect(await run.result()).toEqual({ kind: 'INVALID', message, retryable: false });
    const events = await house.events(run.workflowId);
    expect(events.some((event) => event['activityTaskScheduledEventAttributes'])).toBe(false);
  });

  it.each([
    ['9223372036854775807', 'integer 9223372036854775807'],
    ['-9223372036854775808', 'integer -9223372036854775808'],
    ['9223372036854775808', 'float 9.2233720368548e+18', '9223372036854776000'],
    ['[]', '{}'],
    ['{"b":1,"a":[]}', '{b = integer 1, a = {}}'],
    ['null', 'nil', undefined],
    ['1.0', 'integer 1', '1'],
    ['1.5e0', 'float 1.5', '1.5'],
  ])('what the Temporal CLI gives as %s is %s in Lua, and goes out as it came', async (text, words, ...out) => {
    const address = inject('temporalAddress');
    const workflowId = `cli-${house.queue}-${Buffer.from(text).toString('hex')}`;
    const start = ['workflow', 'start', '--type', 'app:through', '--task-queue', house.queue];
    await temporalCli(address, ...start, '--workflow-id', workflowId, '--input', text);
    house.started.add(workflowId);
    await house.result(workflowId);
    const value = out.length === 0 ? text : out[0];
    const expected = `{"words":"${words}"${value === undefined ? '' : `,"value":${value}`}}`;
    expect(payloadsOf((await house.events(workflowId)).at(-1), 'result')).toEqual([json(expected)]);
  });

  const order = '{"total":12.5,"big":9007199254740993,"list":[1,"x"],"raw":{"$lua":"bytes","data":"/w=="}}';

  it.each([
    ['JSON', 'json/plain', undefined, order],
    ['YAML', 'json/plain', 'yaml/plain', order],
    ['MSGPACK', 'json/plain', 'application/msgpack', order],
    ['LUA', 'json/plain', 'lua/any', order],
    ['GOLANG', 'json/plain', 'golang/any', order],
    ['STRING', 'json/plain', 'text/plain', '"é text"'],
    ['BYTES', 'binary/plain', undefined, undefined],
    ['ERROR', 'json/plain', 'golang/error', undefined],
  ])(
    'a Payload of format %s keeps it on every way, and any client reads its data',
    async (name, encoding, format, data) => {
      const run = await house.spawn('formats', name);
      await run.result();
      const events = await house.events(run.workflowId);
      const attributes = (kind: string): unknown => events.find((event) => event[`${kind}EventAttributes`]);
      for (const payload of [
        rawPayloads(attributes('activityTaskScheduled'), 'input')[0],
        rawPayloads(attributes('activityTaskCompleted'), 'result')[0],
        rawPayloads(events.at(-1), 'result')[0],
      ]) {
        const decoded = Object.entries(payload?.metadata ?? {}).map(([key, value]) => [key, decode(value).toString()]);
        expect(Object.fromEntries(decoded)).toEqual({
          encoding,
          ...(format === undefined ? {} : { 'durable-lua-format': format }),
        });
        if (data !== undefined) expect(decode(payload?.data).toString()).toBe(data);
      }
      const plain = await house.result(run.workflowId);
      if (name === 'BYTES') expect(Buffer.from(plain as Uint8Array).toString('hex')).toBe('ff00c3a9');
      else if (name === 'STRING') expect(plain).toBe('é text');
      else if (name === 'ERROR') expect(plain).toMatchObject({ $lua: 'error', kind: 'OutOfStock', message: 'no tea' });
      else expect(plain).toMatchObject({ total: 12.5, list: [1, 'x'] });
    },
  );

  const tooLarge = (prefix: string) => ({
    kind: 'INVALID',
    retryable: false,
    message: expect.stringMatching(new RegExp(`^${prefix}payload of 2097\\d{3} bytes exceeds the limit of 2097152`)),
  });

  it.each([
    ['argument', 'ACTIVITY_TASK_SCHEDULED'],
    ['together', 'ACTIVITY_TASK_SCHEDULED'],
    ['message', 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED'],
    ['child', 'START_CHILD_WORKFLOW_EXECUTION_INITIATED'],
  ])('what is larger than the server takes is refused before any command: %s', async (how, command) => {
    const run = await house.spawn('large', how);
    expect(await run.result()).toEqual(tooLarge(''));
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types).not.toContain(`EVENT_TYPE_${command}`);
    expect(types).not.toContain('EVENT_TYPE_WORKFLOW_TASK_FAILED');
  });

  it('a function whose result is too large fails with that, once', async () => {
    expect(await house.exec('large', 'result of a function')).toEqual(tooLarge(''));
  });

  it('a workflow whose result is too large fails with that', async () => {
    await expect(house.exec('large', 'result')).rejects.toMatchObject(tooLarge(''));
  });

  it('what is just not too large goes through', async () => {
    expect(await house.exec('large', 'largest')).toBe(2 * 1024 * 1024 - 99);
  });

  it('several arguments of a plain client keep their number, also when the last are null', async () => {
    const handle = await house.startPlain('through', ['a', null, { n: 1 }, null]);
    expect(await handle.result()).toEqual(['string a', 'nil', '{n = integer 1}', 'nil']);
  });
});
