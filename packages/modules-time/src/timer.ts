import {
  boolean,
  channel,
  defineClass,
  duration,
  fn,
  instance,
  invalid,
  returns,
  type Channel,
  type Duration,
  type Env,
  type Feed,
  type Operation,
  type Self,
} from '@durable-lua/determinism';
import { now } from './local.js';
import { timeType } from './time-class.js';
import type { Time } from './time-value.js';

/** @throws LuaError INVALID unless the duration is above zero */
export function positive(name: string, d: Duration): Duration {
  if (d.nanos > 0n) return d;
  throw invalid(`${name}: the duration must be above zero, got ${d.toString()}`);
}

/** One timer of the host and the channel that tells of it. */
export class Timer {
  private readonly feed: Feed<Time>;
  /** The arm that may still fire; undefined once it has fired or was stopped. */
  private armed: Operation<void> | undefined;

  constructor(
    private readonly env: Env<'clock'>,
    d: Duration,
  ) {
    // Room for the one value, so that firing never waits for a receiver.
    this.feed = env.lua.feed(timeType, 1);
    this.arm(d);
  }

  get channel(): Channel {
    return this.feed.channel;
  }

  /** Whether it was still pending. */
  stop(): boolean {
    const { armed } = this;
    if (armed === undefined) return false;
    this.armed = undefined;
    armed.cancel();
    this.feed.close();
    return true;
  }

  /** Starts anew if it is still pending; otherwise does nothing and says false. */
  reset(d: Duration): boolean {
    if (this.armed === undefined) return false;
    this.armed.cancel();
    this.arm(d);
    return true;
  }

  private arm(d: Duration): void {
    if (d.nanos <= 0n) return this.end(now(this.env));
    const operation = this.env.clock.timer(d.millisCeil);
    this.armed = operation;
    this.env.lua.when(
      operation,
      () => {
        if (this.armed === operation) this.end(now(this.env));
      },
      () => {
        // The host ended the timer, not we: nobody will be told a time any more.
        if (this.armed === operation) this.end();
      },
    );
  }

  private end(time?: Time): void {
    this.armed = undefined;
    if (time !== undefined) this.feed.push(time);
    this.feed.close();
  }
}

export const timerType = instance<Timer>('time.Timer');

const response = fn(
  { doc: 'The channel that yields the time once and then closes.', returns: channel },
  (_, { self }: Self<Timer>) => self.channel,
);

export const timerClass = defineClass(
  { type: timerType, doc: 'Fires once.' },
  {
    methods: {
      response,
      channel: response,
      stop: fn({ doc: 'Closes the channel; whether the timer was still pending.', returns: boolean }, (_, { self }) =>
        self.stop(),
      ),
      reset: fn(
        {
          doc: 'Starts a pending timer anew; whether it was still pending.',
          params: { d: duration({ unit: 'ns' }) },
          returns: returns(boolean),
        },
        (_, { self, d }) => self.reset(positive('reset', d)),
      ),
    },
  },
);
