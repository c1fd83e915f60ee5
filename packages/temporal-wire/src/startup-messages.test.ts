import { expect, it } from 'vitest';
import type { Message, Payload } from '@durable-lua/determinism';
import { encodeData } from '@durable-lua/lua-vm';
import { messagesSignal, readMessagesSignal } from './startup-messages.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sealed: Payload = { metadata: { encoding: bytes('binary/sealed') }, data: bytes('\0?') };
const spaced: Payload = { metadata: { encoding: bytes('json/plain'), note: bytes('x') }, data: bytes('{ "a" : 1.0 }') };

it('one signal carries messages with their payloads as they are', () => {
  const messages: Message[] = [
    { topic: 'a', args: [sealed, spaced], from: '{app:tc@app:w|parent}' },
    { topic: 'b', args: [] },
    { topic: 'c', args: [sealed] },
  ];
  const args = messagesSignal(messages);
  expect(args.slice(1)).toEqual([sealed, spaced, sealed]);
  const read = readMessagesSignal(args);
  expect(read).toEqual(messages);
  expect(read.flatMap((message) => message.args).every((arg, index) => arg === args[index + 1])).toBe(true);
});

it('a list of version 0.1, with the values inside, is read', () => {
  const list = encodeData([{ topic: 'a', args: [1, 'x'], from: '{a@b|c}' }, { topic: 'b' }]);
  expect(readMessagesSignal([list])).toEqual([
    { topic: 'a', args: [encodeData(1), encodeData('x')], from: '{a@b|c}' },
    { topic: 'b', args: [] },
  ]);
});

it.each([
  ['nothing', [], 'its list of messages is no list'],
  ['no list', [encodeData({ topic: 'a' })], 'its list of messages is no list'],
  ['an item without topic', [encodeData([{ args: 0 }])], 'an item has no topic'],
  ['an item that is a number', [encodeData([1])], 'an item has no topic'],
  ['an item without number', [encodeData([{ topic: 'a', args: 'two' }])], "of topic 'a' has no number of arguments"],
  ['too few payloads', [encodeData([{ topic: 'a', args: 2 }]), sealed], 'have 2 arguments, but 1 follow'],
  ['too many payloads', [encodeData([{ topic: 'a', args: 0 }]), sealed], 'have 0 arguments, but 1 follow'],
  ['what cannot be read', [sealed], "encoding 'binary/sealed' cannot be decoded"],
])('a signal with %s is refused, with why', (_, args, why) => {
  expect(() => readMessagesSignal(args)).toThrow(why);
});
