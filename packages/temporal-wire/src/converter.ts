import {
  DefaultFailureConverter,
  defaultPayloadConverter,
  type ConverterHint,
  type FailureConverter,
  type PayloadConverter,
  type ProtoFailure,
  type SerializationContext,
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

/** Properties of what the SDK keeps of a workflow run. Outside of workflows there is no such thing. */
const ORDINARY = Symbol.for('@durable-lua/ordinary-values');
const HIDDEN = Symbol.for('@durable-lua/hidden-failures');

const run = (): object | undefined =>
  (globalThis as { readonly __TEMPORAL_ACTIVATOR__?: object }).__TEMPORAL_ACTIVATOR__;

const isOn = (setting: symbol): boolean => (run() as Record<symbol, unknown> | undefined)?.[setting] === true;

/** What the converters do in this workflow run, which is to be said before any of its payloads is read. */
export function setConversion({
  ordinaryValues,
  hideFailures,
}: {
  /** For a workflow that is no Lua: it sees what the SDK's own converter makes of payloads. */
  readonly ordinaryValues: boolean;
  /** Messages and stacks of failures become payloads, which payload codecs reach. */
  readonly hideFailures: boolean;
}): void {
  Object.assign(run() ?? {}, { [ORDINARY]: ordinaryValues, [HIDDEN]: hideFailures });
}

/** What a program without Lua sees of a value that came through {@link payloadConverter}. */
export const ordinaryValue = (value: unknown): unknown =>
  RawPayload.is(value) ? defaultPayloadConverter.fromPayload(value.payload) : value;

type HowToRead<T> = [context?: SerializationContext, hint?: ConverterHint<T>];

/**
 * The converter of every worker and client that speaks to Lua: what comes in stays raw, what is raw goes out as it is, and
 * anything else goes out as the SDK's own converter would write it. It never fails to decode, so a bad payload is an error
 * in Lua, not a task that fails for ever.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, ...how) =>
    RawPayload.is(value) ? value.payload : defaultPayloadConverter.toPayload(value, ...how),
  fromPayload: <T>(payload: unknown, ...how: HowToRead<T>): T =>
    isOn(ORDINARY)
      ? defaultPayloadConverter.fromPayload(payload as Payload, ...how)
      : (new RawPayload(payload as Payload) as T),
};

/** As the SDK's, which would have hidden messages and stacks read by {@link payloadConverter}. */
class Failures extends DefaultFailureConverter {
  override failureToError(...[failure, ...rest]: Parameters<FailureConverter['failureToError']>): Error {
    return super.failureToError(unhidden(failure), ...rest);
  }

  /** A copy: the SDK writes into what it gets here, and that may be kept by an error that is sent twice. */
  override errorToFailureInner(...input: Parameters<FailureConverter['errorToFailure']>): ProtoFailure {
    return { ...super.errorToFailureInner(...input) };
  }
}

function unhidden(failure: ProtoFailure): ProtoFailure {
  const { encodedAttributes: hidden, ...others } = failure;
  if (hidden === undefined || hidden === null) return failure;
  const { message, stack_trace: stackTrace } = attributesOf(hidden);
  return {
    ...others,
    ...(typeof message === 'string' && { message }),
    ...(typeof stackTrace === 'string' && { stackTrace }),
  };
}

/** Nothing of what cannot be read, such as what another codec has written: the failure itself is still one. */
function attributesOf(payload: unknown): { readonly message?: unknown; readonly stack_trace?: unknown } {
  try {
    const attributes: unknown = defaultPayloadConverter.fromPayload(payload as Payload);
    return typeof attributes === 'object' && attributes !== null ? attributes : {};
  } catch {
    return {};
  }
}

const open = new Failures();
const hiding = new Failures({ encodeCommonAttributes: true });

/** The converter of failures that goes with {@link payloadConverter}. */
export const failureConverter: FailureConverter = {
  errorToFailure: (...input) => (isOn(HIDDEN) ? hiding : open).errorToFailure(...input),
  failureToError: (...input) => open.failureToError(...input),
};

/** The same for where failures are always hidden. */
export const hidingFailureConverter: FailureConverter = hiding;
