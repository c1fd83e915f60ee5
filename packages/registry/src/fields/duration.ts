import { durationMillis, formatDuration, LONGEST_DURATION } from '@durable-lua/determinism';
import { DURATION_SCHEMA, NANOS_PER_MILLI, POSITIVE_DURATION_SCHEMA } from '@durable-lua/determinism/host';
import type { Cursor } from './cursor.js';
import type { Field } from './field.js';
import { wrongType } from './scalars.js';

const FORMS =
  'like "500ms", "1.5h" or "2h45m" (units ns us µs ms s m h), or a number of milliseconds, of at most 100 years';

interface DurationOptions {
  /** Zero makes no sense here. */
  positive?: boolean;
}

/** A span of time, in whole milliseconds; what is longer than nothing is at least one. */
export function duration(options: DurationOptions = {}): Field<number, false> {
  return {
    hasDefault: false,
    schema: options.positive ? POSITIVE_DURATION_SCHEMA : DURATION_SCHEMA,
    written: (millis) => formatDuration(BigInt(millis) * NANOS_PER_MILLI),
    read(value, at) {
      if (typeof value !== 'string' && typeof value !== 'number') return wrongType(at, `a duration ${FORMS}`, value);
      const length = durationMillis(value);
      if (length === undefined || length < 0 || length > LONGEST_DURATION) return bad(value, length, at);
      if (length > 0 || !options.positive) return length;
      at.report('E-RANGE', `${JSON.stringify(value)} is out of range: expected a duration above zero`);
      return undefined;
    },
  };
}

function bad(value: string | number, length: number | undefined, at: Cursor): undefined {
  const found = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const problem = length === undefined ? 'is not a duration' : length < 0 ? 'is negative' : 'is too long';
  at.report('E-DURATION', `${found} ${problem}; expected a duration ${FORMS}`);
  return undefined;
}
