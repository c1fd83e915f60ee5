import { expect, inject, it } from 'vitest';
import type { HistoryEvent } from './testing/house.js';
import { temporalCli } from './testing/cli.js';
import { inBothModes } from './testing/in-both-modes.js';

const json = (data: string) => ({ encoding: 'json/plain', data });

/** The payloads that an event carries, as encoding and text. */
function payloadsOf(event: HistoryEvent | undefined, of: 'input' | 'result'): unknown[] {
  const attributes = Object.values(event ?? {}).find((value) => typeof value === 'object') as Record<string, unknown>;
  const payloads = (attributes[of] as { payloads?: { metadata: { encoding: string }; data?: string }[] })?.payloads;
  const text = (base64 = '') => Buffer.from(base64, 'base64').toString('latin1');
  return (payloads ?? []).map(({ metadata, data }) => ({ encoding: text(metadata.encoding), data: text(data) }));
}

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

inBothModes('payloads', (house) => {
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
    ['NaN', 'argument 2: [2].price: NaN cannot be sent'],
    ['infinite', 'argument 2: an infinite number cannot be sent'],
    ['function', 'argument 2: .items[3]: function cannot be sent'],
    ['coroutine', 'argument 2: thread cannot be sent'],
    ['channel', 'argument 2: .ch: channel cannot be sent'],
    ['cycle', 'argument 2: .inner.back: a table that contains itself cannot be sent'],
    ['mixed keys', 'argument 2: a table with mixed or non-sequence integer keys cannot be sent'],
    ['holes', 'argument 2: a table with mixed or non-sequence integer keys cannot be sent'],
    ['float key', 'argument 2: a key of type number cannot be sent'],
    ['reserved key', "argument 2: the key '$lua' is reserved"],
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

  it('several arguments of a plain client keep their number, also when the last are null', async () => {
    const handle = await house.startPlain('through', ['a', null, { n: 1 }, null]);
    expect(await handle.result()).toEqual(['string a', 'nil', '{n = integer 1}', 'nil']);
  });
});
