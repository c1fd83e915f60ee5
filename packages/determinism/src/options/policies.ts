import type { Millis } from '../capabilities.js';
import { canonicalKind } from '../errors.js';
import type { OptionsOf, OptionType } from './option-rows.js';
import { decimal, field, fields, interval, text, texts, whole } from './option-types.js';

/** Kinds as given, and each also as the kind it spells: failures of other programs may use either. */
const kinds: OptionType<readonly string[]> = {
  ...texts,
  read(found, at) {
    const given = texts.read(found, at);
    return given && [...new Set(given.flatMap((kind) => [kind, canonicalKind(kind)]))];
  },
};

const attempts = whole({ min: 0 });

/** Initial interval of the server when a policy does not give one. */
const DEFAULT_INITIAL_INTERVAL: Millis = 1000;

const RETRY_ROWS = {
  /** Milliseconds. */
  initialInterval: field('initial_interval', interval, { default: '1s', doc: 'The wait before the second attempt.' }),
  backoffCoefficient: field('backoff_coefficient', decimal({ min: 1 }), {
    default: 2,
    doc: 'By what each wait is longer than the one before.',
  }),
  /** Milliseconds. */
  maximumInterval: field('maximum_interval', interval, {
    otherwise: '100 times the initial interval',
    doc: 'The longest wait.',
  }),
  /** Absent: no limit. */
  maximumAttempts: field(
    'maximum_attempts',
    { ...attempts, read: (found, at) => attempts.read(found, at) || undefined },
    { otherwise: 'no limit, as for 0', doc: 'How many attempts there are, the first included.' },
  ),
  nonRetryableErrorKinds: field('non_retryable_error_types', kinds, {
    doc: 'Kinds of errors that are not retried, in any spelling.',
  }),
};

/** When a failed call is retried. Times in milliseconds; absent means "not set": the server's default. */
export type RetryPolicy = OptionsOf<typeof RETRY_ROWS>;

export const retryPolicy: OptionType<RetryPolicy> = fields<RetryPolicy>(RETRY_ROWS, (read, written, at) => {
  const { initialInterval = DEFAULT_INITIAL_INTERVAL, maximumInterval } = read;
  if (maximumInterval === undefined || maximumInterval >= initialInterval) return;
  const why = `the maximum, ${maximumInterval}ms, is below the initial interval, ${initialInterval}ms`;
  at.contradiction(written('initialInterval'), written('maximumInterval'), why);
});

const PRIORITY_ROWS = {
  priorityKey: field('priority_key', whole({ min: 1 }), { doc: 'Lower goes first.' }),
  fairnessKey: field('fairness_key', text, { doc: 'Tasks of the same priority take turns by this key.' }),
  fairnessWeight: field('fairness_weight', decimal({ min: 0, above: true }), {
    doc: 'How large the share of its fairness key is.',
  }),
};

/** The order in which a queue hands out tasks. */
export type Priority = OptionsOf<typeof PRIORITY_ROWS>;

export const priority: OptionType<Priority> = fields<Priority>(PRIORITY_ROWS);
