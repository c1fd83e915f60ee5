import { invalid } from './errors.js';

/** Prefixes of messages that are the runtime's own: a receiver would never see such a topic. */
const RESERVED = ['@', '__temporal_'];

/**
 * Refuses a topic that cannot be sent or listened to; gives back any other. Pure.
 * @throws LuaError `INVALID`
 */
export function checkTopic(topic: string): string {
  if (topic === '') throw invalid('topic is required: a non-empty string');
  const prefix = RESERVED.find((reserved) => topic.startsWith(reserved));
  if (prefix === undefined) return topic;
  throw invalid(`reserved topic prefix '${prefix}' in '${topic}': choose a topic that starts otherwise`);
}
