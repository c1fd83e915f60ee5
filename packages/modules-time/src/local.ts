import type { Env } from '@durable-lua/determinism';
import { localLocation, type Location } from './location.js';
import { Time } from './time-value.js';

const LOCAL = Symbol('time.localtz');

/** The local zone of the host: one object per run. */
export function local({ clock, lua }: Env<'clock'>): Location {
  return lua.state(LOCAL, () => localLocation(clock.zone));
}

/** The host's time now, in local time. */
export function now(env: Env<'clock'>): Time {
  return Time.fromMillis(env.clock.now(), local(env));
}
