import type { Feed, Presented, Source } from '@durable-lua/determinism';
import { ChannelCore } from './channel.js';

/** Getters of an object literal would keep it until V8's next full collection: those of a class do not. */
class ChannelFeed<T> implements Feed<T> {
  constructor(
    readonly channel: ChannelCore,
    private readonly type: Presented['type'],
  ) {}

  get closed(): boolean {
    return this.channel.closed;
  }

  get length(): number {
    return this.channel.buffer.length;
  }

  push(value: T): boolean {
    return !this.channel.closed && this.channel.offer({ type: this.type, value });
  }

  close(): void {
    this.channel.shut();
  }
}

/** All channels of one Lua state. */
export class Channels {
  private counter = 0;
  private readonly bySource = new Map<Source<unknown>, ChannelCore>();

  create(capacity: number): ChannelCore {
    return new ChannelCore(++this.counter, Math.max(0, capacity));
  }

  feed<T>(type: Presented['type'], capacity: number, fed: () => boolean): Feed<T> & { readonly channel: ChannelCore } {
    const channel = new ChannelCore(++this.counter, capacity, 'feed', fed);
    return new ChannelFeed<T>(channel, type);
  }

  over<T>(source: Source<T>, present: (item: T) => Presented): ChannelCore {
    const known = this.bySource.get(source);
    if (known !== undefined) {
      (known.source as { present: unknown }).present = present;
      return known;
    }
    const channel = new ChannelCore(++this.counter, 0, {
      source,
      present: present as (item: unknown) => Presented,
    });
    this.bySource.set(source, channel);
    source.watch(() => {
      channel.pull();
      // Nothing comes of it any more: a run that goes on for long must not keep all that it ever listened to.
      if (source.closed) this.bySource.delete(source);
    });
    return channel;
  }

  /** How many stand for a list kept elsewhere, which keeps them. */
  get kept(): number {
    return this.bySource.size;
  }

  /** Whether a list kept elsewhere may still bring something. */
  get openSources(): boolean {
    return [...this.bySource.keys()].some(({ closed, expecting = true }) => !closed && expecting);
  }
}
