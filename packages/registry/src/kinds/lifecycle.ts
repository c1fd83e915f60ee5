import type { Lifecycle } from '../entries.js';
import {
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
export const lifecycle = convert(
  table({
    auto_start: withDefault(flag(), false),
    depends_on: withDefault(ids, []),
    requires: withDefault(ids, []),
    start_timeout: withDefault(
      only(duration(), [10_000], 'W-UNSUPPORTED', 'what limits a start is the connection_timeout of a temporal.client'),
      10_000,
    ),
    stop_timeout: withDefault(duration(), 10_000),
    stable_threshold: withDefault(duration(), 5_000),
    restart: table({
      initial_delay: withDefault(duration(), 1_000),
      max_delay: withDefault(duration(), 90_000),
      backoff_factor: withDefault(number({ min: 1 }), 2),
      jitter: withDefault(number({ min: 0, max: 1 }), 0.1),
      max_attempts: withDefault(integer({ min: 0 }), 0),
    }),
    security: unserved(),
  }),
  ({ dependsOn, requires, ...rest }): Lifecycle => ({ ...rest, dependsOn: [...new Set([...dependsOn, ...requires])] }),
);
