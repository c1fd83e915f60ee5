import type { Payload } from '@durable-lua/determinism';
import { checkField, type SizeLimits } from '@durable-lua/determinism/host';
import { RawPayload } from './converter.js';

/**
 * Payloads on their way out, as one field of Temporal. Beyond its limit the server would end the workflow or refuse the
 * task for ever, and tell Lua nothing: so it is an error before anything is sent.
 * @throws LuaError `INVALID`
 */
export function outgoing(payloads: readonly Payload[], limits?: SizeLimits): RawPayload[] {
  checkField(payloads, limits);
  return payloads.map((payload) => new RawPayload(payload));
}

/** One payload, as {@link outgoing}. */
export const outgoingOne = (payload: Payload, limits?: SizeLimits): RawPayload =>
  outgoing([payload], limits)[0] as RawPayload;
