import { checkLocalCall, readOption, readOptions, unknownOption } from '@durable-lua/determinism';
import type { CallOptions, OptionReader, OptionRow, OptionRows, OptionTable } from '@durable-lua/determinism';

/** An option of an activity under both its spellings; the long one wins. */
const activity = <T>(name: string, read: OptionReader<T>): OptionRow<T> => ({
  names: [`temporal.activity.${name}`, `activity.${name}`],
  read,
});

const plain = <T>(name: string, read: OptionReader<T>): OptionRow<T> => ({ names: [name], read });

const { decimal, delay, field, fields, flag, name, priority, retryPolicy, text, timeout, whole } = readOption;

type HostRetry = NonNullable<CallOptions['retry']>;

const hostRetry: OptionReader<HostRetry> = fields<HostRetry>({
  maxAttempts: field('max_attempts', whole({ min: 1 })),
  initialDelay: field('initial_delay', delay),
  backoffFactor: field('backoff_factor', decimal({ min: 1 })),
});

const ROWS: OptionRows<CallOptions> = {
  startToCloseTimeout: activity('start_to_close_timeout', timeout),
  scheduleToCloseTimeout: activity('schedule_to_close_timeout', timeout),
  scheduleToStartTimeout: activity('schedule_to_start_timeout', timeout),
  heartbeatTimeout: activity('heartbeat_timeout', timeout),
  activityId: activity('id', name),
  taskQueue: activity('task_queue', name),
  waitForCancellation: activity('wait_for_cancellation', flag),
  disableEagerExecution: activity('disable_eager_execution', flag),
  retryPolicy: activity('retry_policy', retryPolicy),
  summary: activity('summary', text),
  priority: activity('priority', priority),
  local: activity('local', flag),
  localRetryThreshold: activity('local_retry_threshold', timeout),
  timeout: plain('timeout', timeout),
  retry: plain('retry', hostRetry),
};

const NAMES = new Set((Object.values(ROWS) as OptionRow<unknown>[]).flatMap((row) => row.names));

/** Without a prefix, but another runtime's: they pass. */
const FOREIGN = new Set(['network', 'priority']);

/**
 * The options of a call, checked: what a Lua author gives to `with_options`, or an entry file to `meta.options` (through
 * `optionTableOf`). Options with another program's prefix pass unread.
 * @throws LuaError `INVALID` naming the option, what was expected and what was found.
 */
export function callOptions(table: OptionTable): CallOptions {
  for (const option of Object.keys(table)) {
    if (NAMES.has(option) || FOREIGN.has(option)) continue;
    const isOurs = option.startsWith('activity.') || option.startsWith('temporal.') || !option.includes('.');
    if (isOurs) throw unknownOption(option, spelledLike(option));
  }
  const options = readOptions(table, ROWS);
  if (options.local === true) checkLocalCall(options);
  return options;
}

/** The known options in the spelling that the author of `option` uses. */
function spelledLike(option: string): string[] {
  const isLong = option.startsWith('temporal.');
  return [...NAMES].filter((known) => !known.includes('.') || known.startsWith('temporal.') === isLong);
}
