import {
  duration,
  durationMillis,
  invalid,
  LONGEST_DURATION,
  Misuse,
  number,
  numberText,
  string,
} from '@durable-lua/determinism';
import type { CancelRequest, LuaServices, LuaValue, Millis } from '@durable-lua/determinism';

const bad = (got: string | number): Misuse =>
  new Misuse(
    `cancel: deadline: duration from 0 to 100 years expected (text such as "30s", or milliseconds), got ${got}`,
  );

/** What is no duration and looks like one: nobody means it as a reason. */
const LIKE_DURATION =
  /^\s*[+-]?\d+([.,]\d+)?\s*(ns|us|ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|y|years?)?\s*$/i;

/**
 * What `cancel` asks for. Of one argument after the destination, a number, a duration text or a Duration is the deadline and
 * any other text the reason, unless it looks like a duration; before a reason it can only be the deadline.
 * @throws Misuse for a deadline that is none: nobody reads what a cancel gives. LuaError `INVALID` for another type.
 */
export function cancelRequest(lua: LuaServices, given: LuaValue, reason: string | undefined): CancelRequest {
  const why = reason === undefined ? {} : { reason };
  const type = lua.typeOf(given);
  switch (type) {
    case 'nil':
      return why;
    case 'number':
      return { deadline: checked(lua.as(given, number)), ...why };
    case 'time.Duration':
      return { deadline: checked(lua.as(given, duration({ unit: 'ms' })).millisCeil), ...why };
    case 'string': {
      const text = lua.as(given, string);
      const ms = durationMillis(text);
      if (ms !== undefined) return { deadline: checked(ms), ...why };
      if (reason !== undefined || LIKE_DURATION.test(text)) throw bad(JSON.stringify(text));
      return { reason: text };
    }
    default:
      throw invalid(`cancel: deadline or reason: number, duration or string expected, got ${type}`);
  }
}

function checked(given: Millis): Millis {
  const ms = durationMillis(given);
  if (ms === undefined || ms < 0 || ms > LONGEST_DURATION)
    throw bad(typeof given === 'number' ? numberText(given) : given);
  return ms;
}
