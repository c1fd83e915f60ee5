import type { Data, Message, Payload } from '@durable-lua/determinism';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { START_MARK } from './names.js';

/** What a start hands to the new run besides the arguments that Lua sees. */
export interface StartExtras {
  /** Delivered before anything else, in order. */
  readonly messages: readonly Message[];
  /** The run waits this long, or until its first signal, before Lua runs. Milliseconds. */
  readonly delayMs?: number;
}

/**
 * The extra last argument of a start, `{"$lua":"start", …}`, or nothing when there is nothing to say. An argument, because
 * headers bypass payload codecs and separate signals could be overtaken.
 */
export function startArgument({ messages, delayMs }: StartExtras): Payload[] {
  if (messages.length === 0 && delayMs === undefined) return [];
  const data: Data = {
    $lua: START_MARK,
    ...(messages.length === 0 ? {} : { messages: messages.map(messageToData) }),
    ...(delayMs === undefined ? {} : { delay_ms: delayMs }),
  };
  return [encodeData(data)];
}

/** Separates the extra argument of a start from those that Lua sees. */
export function readStartArguments(args: readonly Payload[]): {
  readonly args: readonly Payload[];
  readonly extras: StartExtras;
} {
  const last = args.at(-1);
  const data = last === undefined ? undefined : quietly(last);
  if (data?.['$lua'] !== START_MARK) return { args, extras: { messages: [] } };
  const { messages, delay_ms: delay } = data;
  return {
    args: args.slice(0, -1),
    extras: {
      messages: Array.isArray(messages) ? messages.map(dataToMessage).filter((one) => one !== undefined) : [],
      ...(typeof delay === 'number' ? { delayMs: delay } : {}),
    },
  };
}

export function messageToData({ topic, from, args }: Message): Data {
  return { topic, args: args.map(decodeData), ...(from === undefined ? {} : { from }) };
}

/** A message as `@messages` and the start argument carry it; undefined for anything else. */
export function dataToMessage(data: unknown): Message | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { topic, args, from } = data as { topic?: unknown; args?: unknown; from?: unknown };
  if (typeof topic !== 'string' || topic === '') return undefined;
  return {
    topic,
    args: (Array.isArray(args) ? (args as Data[]) : []).map(encodeData),
    ...(typeof from === 'string' ? { from } : {}),
  };
}

function quietly(payload: Payload): Readonly<Record<string, unknown>> | undefined {
  // Only an object can be ours; a look at the first byte spares decoding every other last argument.
  if (payload.data?.[0] !== 0x7b) return undefined;
  try {
    return decodeData(payload) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
