import { Misuse, type Channel, type LuaValue, type Presented, type Source } from '@durable-lua/determinism';
import { Line, type Item, type Receiver, type Sender } from './line.js';
import { Wait } from './wait.js';

export const closedError = (): Misuse => new Misuse('send on closed channel');

/** Queues of a channel. Every channel of a state is one of these; a fed one refuses what only Lua may do. */
export class ChannelCore implements Channel {
  readonly buffer: Item[] = [];
  readonly receivers: Line<Receiver> = new Line();
  readonly senders: Line<Sender> = new Line();
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
  poll(): { readonly item: Item | undefined; readonly ok: boolean } | undefined {
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
  offer(item: Item): boolean {
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

  /** Refuses what only Lua may do with a channel that TypeScript feeds. */
  assertOwn(): void {
    if (this.source !== undefined) throw new Misuse('channel is receive-only');
  }

  send(item: LuaValue): Wait<true> {
    this.assertOwn();
    return new Wait<true>(
      `send on ${this.describe()}`,
      () => (this.offer(item) ? { value: true } : undefined),
      (waiter) => {
        const sender: Sender = {
          item,
          taken: false,
          finish: (sent) => (sent ? waiter.resolve(true) : waiter.reject(closedError())),
        };
        this.senders.add(sender);
        return () => void (sender.taken = true);
      },
    );
  }

  receive(): Wait<readonly [Item | undefined, boolean]> {
    return new Wait<readonly [Item | undefined, boolean]>(
      `receive on ${this.describe()}`,
      () => {
        const got = this.poll();
        return got === undefined ? undefined : { value: [got.item, got.ok] };
      },
      (waiter) => {
        const receiver: Receiver = { taken: false, deliver: (item, ok) => waiter.resolve([item, ok]) };
        this.receivers.add(receiver);
        return () => void (receiver.taken = true);
      },
      undefined,
      () => this.canBeFed,
    );
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

  /** What stands in its buffer, or with a sender that waits. */
  held(): readonly Item[] {
    return [...this.buffer, ...this.senders.claims.map((sender) => sender.item)];
  }

  describe(): string {
    return `channel 0x${this.id.toString(16).padStart(8, '0')}`;
  }
}
