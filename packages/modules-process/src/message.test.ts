import { describe, expect, it } from 'vitest';
import type { Payload } from '@durable-lua/determinism';
import { MessageObject, type PayloadList, payloadListClass } from './message.js';

const payload = (letter: string): Payload => ({ metadata: {}, data: new TextEncoder().encode(letter) });

describe('the payloads of a message with several arguments', () => {
  const args = [payload('a'), payload('b')];
  const list = new MessageObject({ topic: 't', args }).payload as PayloadList;

  it('have the keys 1 to n, always the same objects, and no other', () => {
    const item = (index: number) => payloadListClass.item?.(list, index)?.value;
    expect(item(1)).toMatchObject({ payload: args[0] });
    expect(item(2)).toMatchObject({ payload: args[1] });
    expect(item(2)).toBe(item(2));
    expect([item(0), item(3), item(-1)]).toEqual([undefined, undefined, undefined]);
  });

  it('answer as the first', () => {
    expect(list.first.payload).toBe(args[0]);
  });
});
