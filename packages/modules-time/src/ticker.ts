import {
  boolean,
  channel,
  defineClass,
  fn,
  instance,
  present,
  type Channel,
  type Duration,
  type Env,
  type Operation,
  type Source,
  type Self,
} from '@durable-lua/determinism';
import { now } from './local.js';
import { timeType } from './time-class.js';
import type { Time } from './time-value.js';

/** Ticks that wait to be read. */
const ROOM = 16;
const NANOS_PER_MILLI = 1_000_000n;

/**
 * Ticks at whole multiples of an interval since its start. The next timer is set only while there is room for its tick: a
 * ticker that nobody reads comes to rest, and goes on at the next multiple once somebody does.
 */
export class Ticker implements Source<Time> {
  readonly channel: Channel;
  closed = false;
  private readonly ticks: Time[] = [];
  private readonly watchers: (() => void)[] = [];
  private readonly start: bigint;
  private armed: Operation<void> | undefined;

  constructor(
    private readonly env: Env<'clock'>,
    private readonly interval: Duration,
  ) {
    this.start = this.nowNanos();
    this.channel = env.lua.channelOf(this, (time) => present(timeType, time));
    this.arm();
  }

  get ready(): boolean {
    return this.ticks.length > 0;
  }

  get expecting(): boolean {
    return this.armed !== undefined;
  }

  take(): Time | undefined {
    const tick = this.ticks.shift();
    this.arm();
    return tick;
  }

  watch(onChange: () => void): void {
    this.watchers.push(onChange);
  }

  stop(): void {
    this.closed = true;
    this.armed?.cancel();
    this.armed = undefined;
    this.changed();
  }

  private nowNanos(): bigint {
    return BigInt(this.env.clock.now()) * NANOS_PER_MILLI;
  }

  private arm(): void {
    if (this.closed || this.armed !== undefined || this.ticks.length >= ROOM) return;
    const { nanos } = this.interval;
    const passed = this.nowNanos() - this.start;
    const wait = nanos - (passed % nanos);
    const operation = this.env.clock.timer(Number((wait + NANOS_PER_MILLI - 1n) / NANOS_PER_MILLI));
    this.armed = operation;
    this.env.lua.when(
      operation,
      () => {
        if (this.armed !== operation) return;
        this.armed = undefined;
        this.ticks.push(now(this.env));
        this.changed();
        this.arm();
      },
      () => {
        if (this.armed === operation) this.stop();
      },
    );
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}

export const tickerType = instance<Ticker>('time.Ticker');

const response = fn(
  { doc: 'The channel that yields a time at every interval.', returns: channel },
  (_, { self }: Self<Ticker>) => self.channel,
);

export const tickerClass = defineClass(
  { type: tickerType, doc: 'Fires at every interval until it is stopped.' },
  {
    methods: {
      response,
      channel: response,
      stop: fn(
        { doc: 'Closes the channel; unread ticks stay readable. Always true.', returns: boolean },
        (_, { self }) => {
          self.stop();
          return true;
        },
      ),
    },
  },
);
