import {
  Misuse,
  type Blocking,
  type Channel,
  type Feed,
  type Presented,
  type SelectCase,
  type Selected,
  type Source,
} from '@durable-lua/determinism';
import { Wait, type Waiter } from './scheduler.js';

/** What is in a channel: a Lua value, or in a channel that TypeScript feeds, a value with its type. */
export type Item<V> = V | Presented;

/** A receiver or sender in line. `taken` is shared by the cases of one select: the first to go wins. */
interface Claim {
  taken: boolean;
}
interface Receiver<V> extends Claim {
  deliver(item: Item<V> | undefined, ok: boolean): void;
}
interface Sender<V> extends Claim {
  readonly item: Item<V>;
  /** `sent` false: the channel was closed. */
  finish(sent: boolean): void;
}

const closedError = (): Misuse => new Misuse('send on closed channel');

/** Queues of a channel. Every channel of a state is one of these; a fed one refuses what only Lua may do. */
export class ChannelCore<V> implements Channel {
  readonly buffer: Item<V>[] = [];
  readonly receivers: Line<Receiver<V>> = new Line();
  readonly senders: Line<Sender<V>> = new Line();
  closed = false;

  constructor(
    readonly id: number,
    readonly capacity: number,
    /** Set for a channel that Lua can only receive from. */
    readonly source?: { readonly source: Source<unknown>; present: (item: unknown) => Presented } | 'feed',
    /** Whether something outside the run can still put a value in. */
    private readonly fed: () => boolean = () => false,
  ) {}

  get canBeFed(): boolean {
    return !this.isClosed && (this.source !== 'feed' && this.source !== undefined ? true : this.fed());
  }

  get isClosed(): boolean {
    return this.closed || (typeof this.source === 'object' && this.source.source.closed);
  }

  /** Takes what can be received at once; `undefined` when a receiver would have to wait. */
  poll(): { readonly item: Item<V> | undefined; readonly ok: boolean } | undefined {
    if (typeof this.source === 'object') {
      if (this.source.source.ready) {
        const item = this.source.source.take();
        return { item: this.source.present(item), ok: true };
      }
    } else {
      const buffered = this.buffer.shift();
      const sender = buffered === undefined || this.capacity > 0 ? this.senders.next() : undefined;
      if (buffered !== undefined) {
        if (sender !== undefined) {
          this.buffer.push(sender.item);
          sender.finish(true);
        }
        return { item: buffered, ok: true };
      }
      if (sender !== undefined) {
        sender.finish(true);
        return { item: sender.item, ok: true };
      }
    }
    return this.isClosed ? { item: undefined, ok: false } : undefined;
  }

  /** Hands over or buffers at once; false when a sender would have to wait. */
  offer(item: Item<V>): boolean {
    if (this.closed) throw closedError();
    const receiver = this.receivers.next();
    if (receiver !== undefined) {
      receiver.deliver(item, true);
      return true;
    }
    if (this.buffer.length >= this.capacity) return false;
    this.buffer.push(item);
    return true;
  }

  private assertOwn(): void {
    if (this.source !== undefined) throw new Misuse('channel is receive-only');
  }

  send(value: unknown): Wait<true> {
    this.assertOwn();
    const item = value as Item<V>;
    return new Wait<true>(
      `send on ${this.describe()}`,
      () => (this.offer(item) ? { value: true } : undefined),
      (waiter) => {
        const sender: Sender<V> = {
          item,
          taken: false,
          finish: (sent) => (sent ? waiter.resolve(true) : waiter.reject(closedError())),
        };
        this.senders.add(sender);
        return () => void (sender.taken = true);
      },
    );
  }

  receive(): Blocking<never> {
    return new Wait<readonly [Item<V> | undefined, boolean]>(
      `receive on ${this.describe()}`,
      () => {
        const got = this.poll();
        return got === undefined ? undefined : { value: [got.item, got.ok] };
      },
      (waiter) => {
        const receiver: Receiver<V> = { taken: false, deliver: (item, ok) => waiter.resolve([item, ok]) };
        this.receivers.add(receiver);
        return () => void (receiver.taken = true);
      },
      undefined,
      () => this.canBeFed,
    ) as Blocking<unknown> as Blocking<never>;
  }

  close(): void {
    this.assertOwn();
    this.shut();
  }

  shut(): void {
    if (this.closed) return;
    this.closed = true;
    for (let receiver = this.receivers.next(); receiver; receiver = this.receivers.next()) {
      receiver.deliver(undefined, false);
    }
    for (let sender = this.senders.next(); sender; sender = this.senders.next()) sender.finish(false);
  }

  /** The source behind it changed: waiting receivers get what there is. */
  pull(): void {
    while (this.receivers.waiting) {
      const got = this.poll();
      if (got === undefined) return;
      this.receivers.next()?.deliver(got.item, got.ok);
    }
  }

  describe(): string {
    return `channel 0x${this.id.toString(16).padStart(8, '0')}`;
  }
}

/** FIFO of claims; those that another case of their select already won are skipped. */
class Line<C extends Claim> {
  private items: C[] = [];

  add(claim: C): void {
    // A select in a loop leaves a lost claim at each turn: drop them as they come to the front.
    while (this.items[0]?.taken) this.items.shift();
    this.items.push(claim);
  }

  next(): C | undefined {
    for (let claim = this.items.shift(); claim !== undefined; claim = this.items.shift()) {
      if (claim.taken) continue;
      claim.taken = true;
      return claim;
    }
    return undefined;
  }

  get waiting(): boolean {
    while (this.items[0]?.taken) this.items.shift();
    return this.items.length > 0;
  }
}

/** All channels of one Lua state. */
export class Channels<V> {
  private counter = 0;
  private readonly bySource = new Map<Source<unknown>, ChannelCore<V>>();

  create(capacity: number): ChannelCore<V> {
    return new ChannelCore<V>(++this.counter, Math.max(0, capacity));
  }

  feed<T>(
    type: Presented['type'],
    capacity: number,
    fed: () => boolean,
  ): Feed<T> & { readonly channel: ChannelCore<V> } {
    const channel = new ChannelCore<V>(++this.counter, capacity, 'feed', fed);
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

  over<T>(source: Source<T>, present: (item: T) => Presented): ChannelCore<V> {
    const known = this.bySource.get(source);
    if (known !== undefined) {
      (known.source as { present: unknown }).present = present;
      return known;
    }
    const channel = new ChannelCore<V>(++this.counter, 0, {
      source,
      present: present as (item: unknown) => Presented,
    });
    this.bySource.set(source, channel);
    source.watch(() => channel.pull());
    return channel;
  }

  /** Whether a list kept elsewhere may still bring something. */
  get openSources(): boolean {
    return [...this.bySource.keys()].some(({ closed, expecting = true }) => !closed && expecting);
  }

  /** The first case that can go ahead, in list order; otherwise waits for the first that can. */
  select(cases: readonly SelectCase[], orDefault: boolean): Wait<Selected> {
    const cores = cases.map((one) => one.channel as ChannelCore<V>);
    return new Wait<Selected>(
      `select on ${cores.map((core) => core.describe()).join(', ')}`,
      () => {
        for (const [index, core] of cores.entries()) {
          const sent = cases[index]?.send;
          if (sent !== undefined) {
            core['assertOwn']();
            if (core.offer(sent as unknown as Item<V>)) return { value: { index, value: sent, ok: true } };
          } else {
            const got = core.poll();
            if (got !== undefined) return { value: selected(index, got.item, got.ok) };
          }
        }
        return orDefault ? { value: { index: -1, value: undefined, ok: true } } : undefined;
      },
      (waiter) => this.enqueue(cases, cores, waiter),
      undefined,
      () => cores.some((core) => core.canBeFed),
    );
  }

  private enqueue(
    cases: readonly SelectCase[],
    cores: readonly ChannelCore<V>[],
    waiter: Waiter<Selected>,
  ): () => void {
    const group = { taken: false };
    const claim = <C extends Claim>(rest: Omit<C, 'taken'>): C =>
      Object.defineProperty(rest, 'taken', {
        get: () => group.taken,
        set: (taken: boolean) => void (group.taken = taken),
      }) as unknown as C;
    for (const [index, core] of cores.entries()) {
      const sent = cases[index]?.send;
      if (sent === undefined) {
        core.receivers.add(claim({ deliver: (item, ok) => waiter.resolve(selected(index, item, ok)) }));
      } else {
        core.senders.add(
          claim({
            item: sent as unknown as Item<V>,
            finish: (ok) => (ok ? waiter.resolve({ index, value: sent, ok }) : waiter.reject(closedError())),
          }),
        );
      }
    }
    return () => void (group.taken = true);
  }
}

const selected = (index: number, item: unknown, ok: boolean): Selected =>
  ({ index, value: item, ok }) as unknown as Selected;
