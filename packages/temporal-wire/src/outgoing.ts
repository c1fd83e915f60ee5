import { invalid, type Payload } from '@durable-lua/determinism';
import { RawPayload } from './converter.js';

/** What a Temporal server takes in one field, as arguments or as a result, unless it is configured otherwise. */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

/**
 * Payloads on their way out, as one field of Temporal. Beyond its limit the server would end the workflow or refuse the
 * task for ever, and tell Lua nothing: so it is an error before anything is sent.
 * @throws LuaError `INVALID`
 */
export function outgoing(payloads: readonly Payload[]): RawPayload[] {
  let size = 0;
  for (const payload of payloads) size += sizeOf(payload);
  if (size > MAX_PAYLOAD_BYTES) {
    const together = payloads.length > 1 ? ` (${payloads.length} arguments together)` : '';
    throw invalid(
      `payload of ${size} bytes exceeds the limit of ${MAX_PAYLOAD_BYTES}${together}: ` +
        'keep the data elsewhere, such as in a database or an object store, and send where it is',
    );
  }
  return payloads.map((payload) => new RawPayload(payload));
}

/** One payload, as {@link outgoing}. */
export const outgoingOne = (payload: Payload): RawPayload => outgoing([payload])[0] as RawPayload;

/** Bytes of a field of protobuf that is a message, text or bytes. */
const field = (length: number): number => 1 + varint(length) + length;
const varint = (n: number): number => (n < 128 ? 1 : 1 + varint(Math.floor(n / 128)));

/** As the server counts: the bytes of `temporal.api.common.v1.Payload` within `Payloads`. Its texts are ASCII. */
function sizeOf({ metadata, data }: Payload): number {
  let size = data === undefined || data === null || data.length === 0 ? 0 : field(data.length);
  for (const key in metadata) size += field(field(key.length) + field((metadata[key] as Uint8Array).length));
  return field(size);
}
