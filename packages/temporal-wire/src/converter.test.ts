import { ApplicationFailure, ActivityFailure, defaultPayloadConverter } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeData } from '@durable-lua/lua-vm';
import { failureConverter, ordinaryValue, payloadConverter, RawPayload, setConversion } from './converter.js';
import * as hiding from './hiding-converter.js';

const off = { ordinaryValues: false, hideFailures: false };
// Where the SDK keeps what belongs to one run.
beforeEach(() => void vi.stubGlobal('__TEMPORAL_ACTIVATOR__', {}));
afterEach(() => void vi.unstubAllGlobals());

describe('payloads', () => {
  const payload = encodeData({ n: 2n ** 60n });

  it('come in as they are, and go out as they are', () => {
    const raw = payloadConverter.fromPayload(payload);
    expect(RawPayload.is(raw) && raw.payload).toBe(payload);
    expect(payloadConverter.toPayload(raw)).toBe(payload);
    expect(ordinaryValue(raw)).toEqual({ n: 2 ** 60 });
    expect(ordinaryValue(7)).toBe(7);
  });

  it('are ordinary values in a run that says so', () => {
    setConversion({ ...off, ordinaryValues: true });
    expect(payloadConverter.fromPayload(payload)).toEqual({ n: 2 ** 60 });
    expect(payloadConverter.toPayload({ a: 1 })).toEqual(defaultPayloadConverter.toPayload({ a: 1 }));
  });
});

describe('failures that are hidden', () => {
  const cause = ApplicationFailure.create({ message: 'no money', type: 'DECLINED', details: ['card'] });
  const error = new ActivityFailure('failed at last', 'app:pay', '1', 'MAXIMUM_ATTEMPTS_REACHED', 'w', cause);
  const text = (failure: object): string => JSON.stringify(failure);

  it('say nothing but their types, and are read again with messages and stacks', () => {
    const failure = hiding.failureConverter.errorToFailure(error, payloadConverter);
    const open = text({ ...failure, encodedAttributes: null, cause: { ...failure.cause, encodedAttributes: null } });
    expect(open).not.toMatch(/no money|failed at last|converter\.test/);
    expect(open).toContain('DECLINED');
    const read = failureConverter.failureToError(failure, payloadConverter) as ActivityFailure;
    expect([read.message, read.cause?.message]).toEqual(['failed at last', 'no money']);
    expect(read.cause?.stack).toContain('converter.test');
  });

  it('are the same when one that was read is sent on, once and again', () => {
    const read = failureConverter.failureToError(
      hiding.failureConverter.errorToFailure(error, payloadConverter),
      payloadConverter,
    );
    for (const _ of [1, 2]) {
      const again = hiding.failureConverter.errorToFailure(read, payloadConverter);
      expect(failureConverter.failureToError(again, payloadConverter).message).toBe('failed at last');
    }
    expect(failureConverter.errorToFailure(read, payloadConverter).message).toBe('failed at last');
  });

  it('are made by a run that says so, and by no other', () => {
    expect(failureConverter.errorToFailure(error, payloadConverter).message).toBe('failed at last');
    setConversion({ ...off, hideFailures: true });
    expect(failureConverter.errorToFailure(error, payloadConverter).message).toBe('Encoded failure');
  });

  it('of which the rest cannot be read are failures still', () => {
    const failure = hiding.failureConverter.errorToFailure(cause, payloadConverter);
    const encodedAttributes = { metadata: { encoding: new TextEncoder().encode('binary/encrypted') } };
    const read = failureConverter.failureToError({ ...failure, encodedAttributes }, payloadConverter);
    expect(read).toMatchObject({ message: 'Encoded failure', type: 'DECLINED' });
  });
});
