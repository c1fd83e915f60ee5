import type { Feed, Presented, Source } from '@durable-lua/determinism';
import { ChannelCore } from './channel.js';

/** All channels of one Lua state. */
export class Channels {
  private counter = 0;
  private readonly bySource = new Map<Source<unknown>, ChannelCore>();

  create(capacity: number): ChannelCore {
    return new ChannelCore(++this.counter, Math.max(0, capacity));
  }

  feed<T>(type: Presented['type'], capacity: number, fed: () => boolean): Feed<T> & { readonly channel: ChannelCore } {
    const channel = new ChannelCore(++this.counter, capacity, 'feed', fed);
    return {
      channel,
      push: (value: T) => !channel.closed && channel.offer({ type, value }),
      close: () => channel.shut(),
      get closed() {
        return channel.closed;
      },
      get length() {
        return channel.buffer.length;
      },
    };
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
