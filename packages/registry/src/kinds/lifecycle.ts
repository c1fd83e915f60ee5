import type { Lifecycle } from '../entries.js';
import {
  about,
  convert,
  duration,
  flag,
  integer,
  list,
  number,
  only,
  reference,
  table,
  unserved,
  withDefault,
} from '../fields/index.js';

const ids = list(reference());

/** The field `lifecycle` of everything that is started with the application. */
export const lifecycle = about(
  'When it is started and stopped.',
  convert(
    table({
      auto_start: about('Whether it starts with the application.', withDefault(flag(), false)),
      depends_on: about('IDs of the entries that must run first.', withDefault(ids, [])),
      requires: about('The same as depends_on.', withDefault(ids, [])),
      start_timeout: about(
        'How long its start may take.',
        withDefault(
          only(
            duration(),
            [10_000],
            'W-UNSUPPORTED',
            'what limits a start is the connection_timeout of a temporal.client',
          ),
          10_000,
        ),
      ),
      stop_timeout: about('How long it may take to stop.', withDefault(duration(), 10_000)),
      stable_threshold: about(
        'Having run for this long sets the counter of restarts back.',
        withDefault(duration(), 5_000),
      ),
      restart: about(
        'How it is started again after it has failed.',
        table({
          initial_delay: about('The wait before the first restart.', withDefault(duration(), 1_000)),
          max_delay: about('The longest wait.', withDefault(duration(), 90_000)),
          backoff_factor: about('By what each wait is longer than the one before.', withDefault(number({ min: 1 }), 2)),
          jitter: about('Which part of a wait is random.', withDefault(number({ min: 0, max: 1 }), 0.1)),
          max_attempts: about('How many restarts there are; 0: no limit.', withDefault(integer({ min: 0 }), 0)),
        }),
      ),
      security: unserved(),
    }),
    ({ dependsOn, requires, ...rest }): Lifecycle => ({
      ...rest,
      dependsOn: [...new Set([...dependsOn, ...requires])],
    }),
  ),
);
