import { invalid } from './errors.js';
import type { Payload } from './payload.js';

/** What a Temporal server takes, in bytes. Measured on server 1.29, with what its documentation calls these limits. */

/** In one field, as arguments or as a result (`limit.blobSize.error`), and as memo of a workflow (`limit.memoSize.error`). */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

/** In one request, such as everything that a workflow task asks for together (gRPC: "received message larger than max"). */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** What one request has besides: its frame, and the failure of a run. */
export const REQUEST_RESERVE_BYTES = 256 * 1024;

/** What a failure may take: half of a field, for one request may hold the details of a heartbeat beside it. */
export const MAX_FAILURE_BYTES = MAX_PAYLOAD_BYTES / 2;

/** What the reason of a cancel request or of a termination may take. A server sets no limit of its own. */
export const MAX_REASON_BYTES = 16 * 1024;

/** Of a name or an ID, such as a workflow ID, a topic or a task queue (`limit.maxIDLength`). */
export const MAX_NAME_BYTES = 1000;

/** The limits that hold for one project. Servers can be configured to take less, or more. */
export interface SizeLimits {
  /** Bytes of one field, as a server counts them: all arguments together, a result, a message, a memo. 2 MiB by default. */
  readonly payload: number;
  /** Bytes of everything that one workflow task asks for, and of one request to a server. 4 MiB by default. */
  readonly request: number;
  /** By what a payload codec makes payloads longer: times `factor`, plus `bytes` for each. 1 and 0 by default. */
  readonly growth: { readonly factor: number; readonly bytes: number };
}

export const DEFAULT_SIZE_LIMITS: SizeLimits = {
  payload: MAX_PAYLOAD_BYTES,
  request: MAX_REQUEST_BYTES,
  growth: { factor: 1, bytes: 0 },
};

/** Bytes of a field of protobuf that is a message, text or bytes. */
const field = (length: number): number => 1 + varint(length) + length;
const varint = (n: number): number => (n < 128 ? 1 : 1 + varint(Math.floor(n / 128)));

/** As a server counts: the bytes of `temporal.api.common.v1.Payload` within `Payloads`. Its texts are ASCII. */
export function payloadBytes({ metadata, data }: Payload): number {
  let size = data === undefined || data === null || data.length === 0 ? 0 : field(data.length);
  for (const key in metadata) size += field(field(key.length) + field((metadata[key] as Uint8Array).length));
  return field(size);
}

/** Bytes of a field with these payloads, after a codec. */
export function fieldBytes(payloads: readonly Payload[], { growth }: Pick<SizeLimits, 'growth'>): number {
  let size = 0;
  for (const payload of payloads) size += Math.ceil(payloadBytes(payload) * growth.factor) + growth.bytes;
  return size;
}

/** The error for a field that is larger than its limit. */
export function tooLarge(what: string, size: number, limit: number, note = ''): Error {
  return invalid(
    `${what} of ${size} bytes exceeds the limit of ${limit}${note}: ` +
      'keep the data elsewhere, such as in a database or an object store, and send where it is',
  );
}

/**
 * Payloads that go into one field: what a server would refuse is an error before anything is sent.
 * @returns their bytes @throws LuaError `INVALID`
 */
export function checkField(
  payloads: readonly Payload[],
  limits: SizeLimits = DEFAULT_SIZE_LIMITS,
  what = 'payload',
): number {
  const size = fieldBytes(payloads, limits);
  if (size > limits.payload) throw tooLarge(what, size, limits.payload, together(payloads));
  return size;
}

export const together = (payloads: readonly Payload[]): string =>
  payloads.length > 1 ? ` (${payloads.length} arguments together)` : '';

/** The error for a call that is one too many for its workflow task. */
export const taskTooLarge = (size: number, limit: number): Error =>
  invalid(
    `what this workflow task asks for would take ${size} bytes, more than the ${limit} that fit into one request: ` +
      'wait for some of it, or sleep for a moment, before you ask for more',
  );

/** Room for everything that one workflow task asks for. */
export const taskRoom = ({ request }: SizeLimits): number => request - REQUEST_RESERVE_BYTES;

/** A name or an ID as a server takes it. @throws LuaError `INVALID` */
export function checkName(what: string, name: string): string {
  // UTF-16 units are never more than bytes.
  if (name.length * 3 <= MAX_NAME_BYTES) return name;
  const bytes = new TextEncoder().encode(name).length;
  if (bytes <= MAX_NAME_BYTES) return name;
  throw invalid(`${what} of ${bytes} bytes exceeds the limit of ${MAX_NAME_BYTES} for a name`);
}
