import { describe, expect, it } from 'vitest';
import type { Message, Payload } from '@durable-lua/determinism';
import { encodeData } from '@durable-lua/lua-vm';
import { readStartArguments, startArguments } from './start-argument.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (payload: Payload | undefined): string => new TextDecoder().decode(payload?.data ?? undefined);
const json = (text: string): Payload => ({ metadata: { encoding: bytes('json/plain') }, data: bytes(text) });

/** A payload that tells when somebody looks further into it than at its first bytes. */
function untouchable(text: string, allowed: number): Payload {
  const data = new Proxy(bytes(text), {
    get: (target, key) => {
      if (key === 'length') return target.length;
      if (typeof key !== 'string' || !(Number(key) < allowed)) throw new Error(`'${String(key)}' was read`);
      return target[Number(key)];
    },
  });
  return { metadata: { encoding: bytes('json/plain') }, data };
}

const sealed: Payload = { metadata: { encoding: bytes('binary/sealed'), key: bytes('7') }, data: bytes('\0?') };
const yaml: Payload = {
  metadata: { encoding: bytes('json/plain'), 'durable-lua-format': bytes('yaml/plain') },
  data: bytes('{ "total" : 1.0 }'),
};
const messages: readonly Message[] = [
  { topic: 'two', args: [sealed, yaml], from: '{app:tc@app:w|parent}' },
  { topic: 'none', args: [] },
  { topic: 'one', args: [encodeData(undefined)] },
];

describe('what a start hands over', () => {
  it('stands behind the arguments of Lua, and every payload in it is the one that was given', () => {
    const args = [json('1.0'), sealed];
    const all = startArguments(args, { messages, delayMs: 1500 });
    expect(all).toHaveLength(6);
    expect(textOf(all[2])).toBe(
      '{"$lua":"start","messages":[{"topic":"two","args":2,"from":"{app:tc@app:w|parent}"},' +
        '{"topic":"none","args":0},{"topic":"one","args":1}],"delay_ms":1500}',
    );
    const read = readStartArguments(all);
    expect(read).toEqual({ args, extras: { messages, delayMs: 1500 } });
    expect(read.extras.messages[0]?.args[0]).toBe(sealed);
    expect(read.extras.messages[0]?.args[1]).toBe(yaml);
  });

  it.each([
    ['messages alone', { messages }],
    ['a delay alone', { messages: [], delayMs: 0 }],
  ])('may be %s', (_, extras) => {
    expect(readStartArguments(startArguments([], extras))).toEqual({ args: [], extras });
  });

  it('is nothing when there is nothing to say', () => {
    const args = [json('{}'), sealed];
    expect(startArguments(args, { messages: [] })).toBe(args);
    expect(readStartArguments(args)).toEqual({ args, extras: { messages: [] } });
    expect(readStartArguments([])).toEqual({ args: [], extras: { messages: [] } });
  });

  it('is read as version 0.1 wrote it: the values inside of the marker', () => {
    const marker = '{"$lua":"start","messages":[{"topic":"add","args":[{"n":1},null],"from":"{a@b|c}"}],"delay_ms":5}';
    expect(readStartArguments([json('1'), json(marker)])).toEqual({
      args: [json('1')],
      extras: {
        messages: [{ topic: 'add', args: [json('{"n":1}'), encodeData(undefined)], from: '{a@b|c}' }],
        delayMs: 5,
      },
    });
  });
});

describe('arguments of Lua', () => {
  it('are not decoded, nor read beyond where they differ from a marker', () => {
    const args = [
      untouchable('{"$lua":"bytes","data":"/wA="}', 10),
      untouchable('{"order":7,"padding":"0123456789"}', 3),
    ];
    const { args: same, extras } = readStartArguments(args);
    expect(same).toBe(args);
    expect(extras).toEqual({ messages: [] });
  });

  it.each([
    ['says nothing', '{"$lua":"start"}'],
    ['says something else', '{"$lua":"start","speed":3}'],
    ['says more', '{"$lua":"start","delay_ms":5,"speed":3}'],
    ['has a delay that is no number', '{"$lua":"start","delay_ms":"5s"}'],
    ['has messages that are no list', '{"$lua":"start","messages":{"topic":"a"}}'],
    ['has a message without topic', '{"$lua":"start","messages":[{"args":0}]}'],
    ['has nothing for a message', '{"$lua":"start","messages":[null]}'],
    ['counts arguments that are not there', '{"$lua":"start","messages":[{"topic":"a","args":1}]}'],
    ['counts less than nothing', '{"$lua":"start","messages":[{"topic":"a","args":-1},{"topic":"b","args":1}]}'],
    ['counts in fractions', '{"$lua":"start","messages":[{"topic":"a","args":0.5}]}'],
    ['names itself twice', '{"$lua":"start","$lua":"bytes","data":""}'],
    ['is not whole', '{"$lua":"start","delay_ms":'],
    ['is written with a space', '{"$lua": "start","delay_ms":5}'],
    ['says so later', '{"delay_ms":5,"$lua":"start"}'],
  ])('may begin as the marker does: what %s is passed on as it is', (_, text) => {
    const args = [json('1'), json(text)];
    expect(startArguments(args, { messages: [] })).toBe(args);
    expect(readStartArguments(args)).toEqual({ args, extras: { messages: [] } });
    const more = startArguments(args, { messages, delayMs: 1 });
    expect(readStartArguments(more)).toEqual({ args, extras: { messages, delayMs: 1 } });
  });

  it('in another encoding are no marker, whatever their bytes', () => {
    const marker = json('{"$lua":"start","delay_ms":5}');
    for (const encoding of ['binary/plain', 'json/plain2', 'json/plai', '']) {
      const args = [{ ...marker, metadata: { encoding: bytes(encoding) } }];
      expect(readStartArguments(args).args).toBe(args);
    }
    expect(readStartArguments([{ ...marker, metadata: {} }]).args).toHaveLength(1);
    expect(readStartArguments([{ metadata: marker.metadata }]).args).toHaveLength(1);
    expect(readStartArguments([{ metadata: marker.metadata, data: null }]).args).toHaveLength(1);
  });

  it.each([
    [1, ['{"$lua":"start","delay_ms":5}'], 0],
    [2, ['1', '{"$lua":"start","messages":[{"topic":"a","args":["x"]}]}'], 0],
    [1, ['{"$lua":"start","messages":[{"topic":"a","args":1}]}', '2'], 0],
    [2, ['1', '{"$lua":"start","messages":[{"topic":"a","args":2}]}', '3'], 1],
  ])('that the new run would take for the marker are refused: argument %i', (position, texts, sent) => {
    const extras = { messages: messages.slice(1, 1 + sent) };
    expect(() => startArguments(texts.map(json), extras)).toThrow(
      expect.objectContaining({
        kind: 'INVALID',
        retryable: false,
        message: expect.stringMatching(
          new RegExp(`^argument ${position}: an object that begins with .* is reserved: `),
        ),
      }),
    );
  });
});

it('payloads of messages may read like a marker: the first one counts', () => {
  const marker = json('{"$lua":"start","delay_ms":5}');
  const alike: Message[] = [
    { topic: 'a', args: [marker, json('{"$lua":"start","messages":[{"topic":"b","args":1}]}')] },
  ];
  const more: Message[] = [...alike, { topic: 'c', args: [marker] }];
  expect(readStartArguments(startArguments([json('1')], { messages: more }))).toEqual({
    args: [json('1')],
    extras: { messages: more },
  });
});
