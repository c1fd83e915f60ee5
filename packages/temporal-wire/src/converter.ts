import {
  DefaultFailureConverter,
  defaultPayloadConverter,
  type FailureConverter,
  type PayloadConverter,
  type ProtoFailure,
} from '@temporalio/common';
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
  toPayload: (value) =>
    RawPayload.is(value)
      ? (value.payload as ReturnType<PayloadConverter['toPayload']>)
      : defaultPayloadConverter.toPayload(value),
  fromPayload: <T>(payload: unknown) => new RawPayload(payload as Payload) as T,
};

/** Where an error of the SDK keeps the traceback of Lua, apart from the stack that loggers show. */
const LUA_STACK = Symbol.for('@durable-lua/luaStack');

/**
 * Gives an error of the SDK the traceback of an error of Lua: alone, that is what Temporal keeps as its stack trace; after
 * what happened, as `lua` prints it, it is the stack that loggers show.
 */
export function withLuaStack<E extends Error>(error: E, headline: string, luaStack: string): E {
  error.stack = luaStack === '' ? headline : `${headline}\n${luaStack}`;
  return Object.defineProperty(error, LUA_STACK, { value: luaStack });
}

class LuaFailureConverter extends DefaultFailureConverter {
  override errorToFailure(error: unknown, ...rest: [PayloadConverter]): ProtoFailure {
    const failure = super.errorToFailure(error, ...rest);
    const luaStack = (error as { readonly [LUA_STACK]?: string } | null | undefined)?.[LUA_STACK];
    // As it is: the SDK would cut it off at a line that looks like one of its own, which every line with "unknown" does.
    return luaStack === undefined ? failure : { ...failure, stackTrace: luaStack };
  }
}

/** The converter of failures that belongs to {@link payloadConverter}: the stack trace of a Lua error is its traceback. */
export const failureConverter: FailureConverter = new LuaFailureConverter();
