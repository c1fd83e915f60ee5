import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';
import type { Payload } from '@durable-lua/determinism';

/** Recognises a {@link RawPayload} of another copy of this module or of another realm. */
const MARK = Symbol.for('@durable-lua/RawPayload');

/** A payload that the SDK passes on untouched: Lua values are encoded and decoded by the VM, exactly and lazily. */
export class RawPayload {
  constructor(readonly payload: Payload) {}

  get [MARK](): true {
    return true;
  }

  static is(value: unknown): value is RawPayload {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
  }
}

/**
 * The converter of every worker and client that speaks to Lua: what comes in stays raw, what is raw goes out as it is, and
 * anything else goes out as the SDK's own converter would write it. It never fails to decode, so a bad payload is an error
 * in Lua, not a task that fails for ever.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => (RawPayload.is(value) ? value.payload : defaultPayloadConverter.toPayload(value)),
  fromPayload: <T>(payload: unknown) => new RawPayload(payload as Payload) as T,
};
