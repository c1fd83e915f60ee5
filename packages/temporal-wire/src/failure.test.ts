import { DefaultFailureConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { LuaError, type Data } from '@durable-lua/determinism';
import { MAX_FAILURE_BYTES } from '@durable-lua/determinism/host';
import { encodeData, errorToData } from '@durable-lua/lua-vm';
import { payloadConverter, RawPayload } from './converter.js';
import { fromFailure, toCancelledFailure, toFailure } from './failure.js';

const converter = new DefaultFailureConverter();

/** A failure as the wire has it, and what is read of it. */
function sent(error: LuaError, room?: number) {
  const wire = converter.errorToFailure(toFailure(error, room === undefined ? {} : { room }), payloadConverter);
  const text = JSON.stringify(wire, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Buffer.from(value as Uint8Array).toString('utf8') : value,
  );
  const details = wire.applicationFailureInfo?.details?.payloads ?? [];
  const bytes =
    Buffer.byteLength(wire.message ?? '') +
    Buffer.byteLength(wire.stackTrace ?? '') +
    Buffer.byteLength(wire.applicationFailureInfo?.type ?? '') +
    details.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  return { text, bytes, back: fromFailure(converter.failureToError(wire, payloadConverter)), wire };
}

const STACK = 'stack traceback:\n\torder.lua:12: in main chunk';

describe('an error on its way', () => {
  it.each([
    { message: 'no stock', kind: 'CONFLICT' },
    { message: '', kind: 'OutOfStock', retryable: false },
    { message: 'two\nlines: of text', context: ['packing', 'shelf: 3', ''], luaStack: STACK, retryable: true },
    { message: '', context: ['é', '𝄞𝄞: '], details: { left: [0, { deep: 1.5 }], big: 9_007_199_254_740_993n } },
    { message: 'm', details: { cause: new LuaError({ message: 'inner', kind: 'TIMEOUT', context: ['a'] }) } },
  ])('comes back as it was: $message', (options) => {
    const error = new LuaError(options);
    expect(errorToData(sent(error).back)).toEqual(errorToData(error));
  });

  it('says each text once, but for the beginning of the stack', () => {
    const error = new LuaError({ message: `unique-message ${'m'.repeat(5000)}`, context: ['unique-context'] }).with({
      luaStack: `${STACK}\n${'s'.repeat(5000)}\nunique-frame`,
    });
    const { text, bytes } = sent(error);
    expect(text.match(/unique-frame/g)).toHaveLength(1);
    expect(bytes).toBeLessThan(2 * 5000 + 3 * 1024);
  });

  it('is read from a history of version 0.1, which has its texts in the details', () => {
    const error = new LuaError({ message: 'no stock', kind: 'CONFLICT', context: ['packing'], luaStack: STACK });
    const failure = toFailure(error);
    failure.details?.splice(0, 2, new RawPayload(encodeData(errorToData(error))));
    expect(errorToData(fromFailure(failure))).toEqual(errorToData(error));
  });

  it('keeps kind, message and retryability where a server has dropped its details', () => {
    const failure = toFailure(new LuaError({ message: 'no stock', kind: 'TIMEOUT', context: ['packing'] }), {
      nonRetryable: true,
    });
    failure.details?.splice(0);
    expect(fromFailure(failure)).toMatchObject({ kind: 'TIMEOUT', message: 'packing: no stock', retryable: false });
  });
});

describe('an error that is too large', () => {
  const LONG = 1.5 * 1024 * 1024;
  const wide = (text: string): string => text.repeat(LONG / Buffer.byteLength(text));
  const beginning = 'it began here and went on: ';

  it.each<[string, Partial<LuaError>]>([
    ['message', { message: beginning + wide('x') }],
    ['message of wide characters', { message: beginning + wide('𝄞') }],
    ['message of control characters', { message: beginning + wide('\0') }],
    ['message of halves of pairs', { message: beginning + wide('\ud834') }],
    ['stack', { message: beginning, luaStack: wide('é\n') }],
    ['contexts', { message: beginning, context: Array<string>(1000).fill('c'.repeat(3000)) }],
    ['contexts that are short', { message: beginning, context: Array<string>(100_000).fill('c'.repeat(30)) }],
    ['context', { message: beginning, context: [wide('x'), 'inner'] }],
    ['details of one text', { message: beginning, details: { text: wide('é'), id: 7 } }],
    ['details of bytes', { message: beginning, details: { bytes: new Uint8Array(LONG), id: 7 } }],
    ['details of many items', { message: beginning, details: { id: 7, list: Array<Data>(LONG / 8).fill('item') } }],
    [
      'an error in its details',
      { message: beginning, details: { id: 7, cause: new LuaError({ message: wide('"'), kind: 'TIMEOUT' }) } },
    ],
    [
      'everything',
      { message: beginning + wide('x'), luaStack: wide('s'), context: [wide('c')], details: { id: 7, b: wide('b') } },
    ],
  ])('is cut to fit and says so: %s', (_, parts) => {
    const error = new LuaError({ ...(parts as { message: string }), kind: 'SHORTAGE', retryable: false });
    for (const room of [MAX_FAILURE_BYTES, 8 * 1024]) {
      const { back, bytes, text, wire } = sent(error, room);
      expect(bytes).toBeLessThanOrEqual(room);
      expect(bytes).toBeGreaterThan(room / 16);
      expect(text).toMatch(/\[cut: \d+ |cut to fit/);
      expect(back).toMatchObject({ kind: 'SHORTAGE', retryable: false });
      expect(wire.applicationFailureInfo).toMatchObject({ type: 'SHORTAGE', nonRetryable: true });
      expect(back.innerMessage.startsWith(beginning)).toBe(true);
      if (parts.details !== undefined) expect(back.details).toMatchObject({ id: 7, cut: expect.any(String) });
      // Cut again, where it passes on, it still fits and is no other error.
      expect(sent(back.wrap('parent'), room).bytes).toBeLessThanOrEqual(room);
    }
  });

  it('is cut between characters', () => {
    const { back } = sent(new LuaError({ message: 'é𝄞'.repeat(LONG / 6) }));
    expect(back.message).toMatch(/^(é𝄞)+é? … \[cut: 1572864 bytes in all\]$/);
  });

  it('keeps the outermost contexts and the message of a long chain', () => {
    const context = Array.from({ length: 1000 }, (_, index) => `step ${index} ${'.'.repeat(5000)}`);
    const { back } = sent(new LuaError({ message: 'the cause', context }));
    expect(back.innerMessage).toBe('the cause');
    expect(back.context[0]).toBe(context[0]);
    expect(back.context.at(-1)).toMatch(/^… \[cut: \d+ more of 1000\]$/);
  });

  it('of a cancellation keeps what it has in its details alone', () => {
    const wire = converter.errorToFailure(
      toCancelledFailure(new LuaError({ message: wide('x'), kind: 'CANCELED' })),
      payloadConverter,
    );
    expect(wire.message?.length).toBeLessThan(1100);
    const [detail] = wire.canceledFailureInfo?.details?.payloads ?? [];
    expect(detail?.data?.length).toBeLessThan(MAX_FAILURE_BYTES);
  });
});
