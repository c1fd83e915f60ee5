import type { Data, Message, Payload } from '@durable-lua/determinism';
import { decodeData, encodeData } from '@durable-lua/lua-vm';

/**
 * Several messages in the arguments of one start or signal: a list that says topic, sender and number of arguments of each,
 * and after it the arguments of all, one payload each. So every payload arrives as it was given, whatever its encoding.
 */

/** Messages without the payloads of their arguments: `{topic, args, from}`, where `args` is their number. */
export const headsOf = (messages: readonly Message[]): Data =>
  messages.map(({ topic, args, from }) => ({ topic, args: args.length, ...(from === undefined ? {} : { from }) }));

/** The payloads that follow the list. */
export const payloadsOf = (messages: readonly Message[]): readonly Payload[] => messages.flatMap(({ args }) => args);

/**
 * Puts messages together again.
 * @param heads what {@link headsOf} gave. In lists of version 0.1 `args` is the list of the values themselves.
 * @param payloads everything that follows the list.
 * @throws Error when `heads` is no such list, or not of so many payloads.
 */
export function joinMessages(heads: unknown, payloads: readonly Payload[]): readonly Message[] {
  if (!Array.isArray(heads)) throw new Error('its list of messages is no list');
  let taken = 0;
  const messages = heads.map((head: unknown): Message => {
    const { topic, args = [], from } = (head ?? {}) as { topic?: unknown; args?: unknown; from?: unknown };
    if (typeof topic !== 'string' || topic === '') throw new Error('an item has no topic');
    const sender = typeof from === 'string' ? { from } : {};
    if (Array.isArray(args)) return { topic, args: (args as Data[]).map(encodeData), ...sender };
    if (!isCount(args)) throw new Error(`the item of topic '${topic}' has no number of arguments`);
    return { topic, args: payloads.slice(taken, (taken += args)), ...sender };
  });
  if (taken === payloads.length) return messages;
  throw new Error(`its messages have ${taken} arguments, but ${payloads.length} follow`);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The arguments of the signal `@messages`. */
export const messagesSignal = (messages: readonly Message[]): readonly Payload[] => [
  encodeData(headsOf(messages)),
  ...payloadsOf(messages),
];

/**
 * The messages in a signal `@messages`.
 * @throws Error when its arguments are not such.
 */
export function readMessagesSignal([list, ...payloads]: readonly Payload[]): readonly Message[] {
  return joinMessages(list === undefined ? undefined : decodeData(list), payloads);
}
