import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { encodeData } from '@durable-lua/lua-vm';
import { PayloadObject, type Payload } from '@durable-lua/determinism';
import { MAX_PAYLOAD_BYTES } from '@durable-lua/determinism/host';
import { outgoing } from './outgoing.js';

const require = createRequire(import.meta.url);
/** What the SDK itself encodes with; not ours to depend on. */
const proto = createRequire(require.resolve('@temporalio/common'))('@temporalio/proto') as {
  temporal: { api: { common: { v1: { Payloads: { encode(payloads: object): { finish(): Uint8Array } } } } } };
};

const overhead = (payload: Payload): number =>
  proto.temporal.api.common.v1.Payloads.encode({ payloads: [payload] }).finish().length - (payload.data?.length ?? 0);

const text = (length: number): Payload => encodeData('x'.repeat(length));

it('lets through what a server takes, to the byte as protobuf has it', () => {
  const full = MAX_PAYLOAD_BYTES - overhead(text(MAX_PAYLOAD_BYTES - 1000)) - 2;
  expect(outgoing([text(full)]).map(({ payload }) => payload.data?.length)).toEqual([full + 2]);
  expect(() => outgoing([text(full + 1)])).toThrow(
    expect.objectContaining({
      kind: 'INVALID',
      retryable: false,
      message: expect.stringMatching(/^payload of 2097153 bytes exceeds the limit of 2097152: keep the data elsewhere/),
    }),
  );
});

it('counts arguments together, as the server does, with what stands beside the data', () => {
  const half = MAX_PAYLOAD_BYTES / 2;
  expect(() => outgoing([text(half), text(half)])).toThrow(/exceeds the limit of 2097152 \(2 arguments together\)/);
  const marked = new PayloadObject(undefined, undefined, 'yaml/plain').encodedAs(text(MAX_PAYLOAD_BYTES - 40));
  expect(() => outgoing([marked])).toThrow(`payload of ${overhead(marked) + MAX_PAYLOAD_BYTES - 38} bytes`);
});

it('passes on nothing, and nil', () => {
  expect(outgoing([])).toEqual([]);
  expect(outgoing([encodeData(undefined), encodeData('')])).toHaveLength(2);
});
