import {
  anything,
  duration,
  flag,
  integer,
  list,
  number,
  readTable,
  table,
  text,
  type Cursor,
  type Field,
  type Fields,
} from '../fields/index.js';
import { camelCase } from '../fields/table.js';
import { wrongType } from '../fields/scalars.js';
import { isTable, type Table } from '../yaml/raw.js';

const retryFields = {
  initial_interval: duration({ positive: true }),
  backoff_coefficient: number({ min: 1 }),
  maximum_interval: duration(),
  maximum_attempts: integer({ min: 0 }),
  non_retryable_error_types: list(text()),
};

/** The retry policy of an activity; each field also in camel case. */
const retryPolicy: Field<unknown> = {
  sure: false,
  read(value, at) {
    if (!isTable(value)) return wrongType(at, 'a table', value);
    const read = readTable({ ...retryFields, ...inCamelCase(retryFields) }, at);
    const { initialInterval = 1_000, maximumInterval } = read;
    if (maximumInterval !== undefined && maximumInterval < initialInterval) {
      const given = at.key('maximum_interval').isFilled ? 'maximum_interval' : 'maximumInterval';
      const message = `${maximumInterval} ms is out of range: expected at least the initial interval, ${initialInterval} ms`;
      at.key(given).report('E-RANGE', message);
    }
    return value;
  },
};

/** Without their prefix `activity.` or `temporal.activity.`. */
const activityFields = {
  start_to_close_timeout: duration(),
  schedule_to_close_timeout: duration(),
  schedule_to_start_timeout: duration(),
  heartbeat_timeout: duration(),
  id: filledText(),
  task_queue: filledText(),
  wait_for_cancellation: flag(),
  disable_eager_execution: flag(),
  auto_heartbeat: flag(),
  retry_policy: retryPolicy,
  summary: text(),
  priority: table({ priority_key: integer({ min: 1 }), fairness_key: text(), fairness_weight: number({ min: 0 }) }),
  local: flag(),
  local_retry_threshold: duration(),
};

/** What a local activity cannot have. */
const NOT_LOCAL = ['heartbeat_timeout', 'task_queue', 'id', 'disable_eager_execution', 'priority'];

const PREFIXES = ['activity.', 'temporal.activity.'];

const callFields: Fields = {
  ...Object.fromEntries(
    PREFIXES.flatMap((prefix) => Object.entries(activityFields).map(([name, field]) => [prefix + name, field])),
  ),
  timeout: duration(),
  retry: table({
    max_attempts: integer({ min: 0 }),
    initial_delay: duration(),
    backoff_factor: number({ min: 1 }),
  }),
  // Others may give them a meaning.
  network: anything(),
  priority: anything(),
};

/** Default call options of a function: checked as a call would check them, kept as they are written. */
export function callOptions(): Field<Table, false> {
  return {
    sure: false,
    read(value, at) {
      if (!isTable(value)) return wrongType(at, 'a table', value);
      readTable(callFields, at, { unknown: (key) => (isOurs(key) ? 'report' : 'ignore') });
      return value;
    },
  };
}

/** Refuses the options that a local activity cannot have. */
export function checkLocalOptions(options: Table, localByEntry: boolean, at: Cursor): void {
  const local = options['temporal.activity.local'] ?? options['activity.local'] ?? localByEntry;
  if (local !== true) return;
  for (const key of PREFIXES.flatMap((prefix) => NOT_LOCAL.map((name) => prefix + name))) {
    if (!at.key(key).isFilled) continue;
    at.key(key).report('E-FIELD-UNKNOWN', `"${key}" does not apply to a local activity; remove one of the two`, 'key');
  }
}

/** Keys with another prefix belong to somebody else. */
function isOurs(key: string): boolean {
  return !key.includes('.') || key.startsWith('activity.') || key.startsWith('temporal.');
}

function filledText(): Field<string, false> {
  return text({ filled: true });
}

function inCamelCase(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [camelCase(name), field]));
}
