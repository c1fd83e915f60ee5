import type { MailboxViews, Message } from './capabilities.js';
import type { Source } from './lua.js';

interface Held {
  readonly order: number;
  readonly message: Message;
}

/** A queue that does not shift its array at every take. */
class Queue {
  private items: Held[] = [];
  private head = 0;

  get first(): Held | undefined {
    return this.items[this.head];
  }

  get length(): number {
    return this.items.length - this.head;
  }

  push(held: Held): void {
    this.items.push(held);
  }

  take(): Held | undefined {
    const held = this.items[this.head];
    if (held === undefined) return undefined;
    this.head += 1;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return held;
  }
}

class View implements Source<Message> {
  closed = false;
  private readonly watchers: (() => void)[] = [];

  constructor(
    readonly topic: string | undefined,
    private readonly first: () => Queue | undefined,
  ) {}

  get ready(): boolean {
    return !this.closed && this.first() !== undefined;
  }

  take(): Message | undefined {
    return this.closed ? undefined : this.first()?.take()?.message;
  }

  watch(onChange: () => void): void {
    this.watchers.push(onChange);
  }

  notify(): void {
    for (const watcher of this.watchers) watcher();
  }

  close(): void {
    this.closed = true;
    this.notify();
  }
}

/**
 * The one ordered, unbounded list of messages of a run. Nothing is dropped: a message stays until a view hands it out or
 * the run ends. A topic with an open `listen` belongs to that view only, every other topic to the inbox, whichever was
 * opened first.
 */
export class Mailbox implements MailboxViews {
  private readonly topics = new Map<string, Queue>();
  private readonly listeners = new Map<string, View>();
  private readonly inboxView = new View(undefined, () => this.oldestUnclaimed());
  private arrivals = 0;
  /** Whether a view was ever opened: then a message from outside may still wake the run. */
  opened = false;

  /** Adds a message at the end. To be called from inside a VM event, one message per event. */
  deliver(message: Message): void {
    let queue = this.topics.get(message.topic);
    if (queue === undefined) this.topics.set(message.topic, (queue = new Queue()));
    queue.push({ order: this.arrivals++, message });
    (this.listeners.get(message.topic) ?? this.inboxView).notify();
  }

  inbox(): Source<Message> {
    this.opened = true;
    return this.inboxView;
  }

  listen(topic: string): Source<Message> {
    this.opened = true;
    let view = this.listeners.get(topic);
    if (view === undefined) {
      view = new View(topic, () => {
        const queue = this.topics.get(topic);
        return queue !== undefined && queue.length > 0 ? queue : undefined;
      });
      this.listeners.set(topic, view);
    }
    return view;
  }

  unlisten(source: Source<unknown>): void {
    if (!(source instanceof View) || source.topic === undefined) return;
    if (this.listeners.get(source.topic) !== source) return;
    this.listeners.delete(source.topic);
    source.close();
    if (this.topics.get(source.topic)?.length) this.inboxView.notify();
  }

  /** Topics that still hold messages, with how many, in order of arrival of each topic's first. */
  waiting(): { readonly topic: string; readonly count: number }[] {
    return [...this.topics]
      .filter(([, queue]) => queue.length > 0)
      .map(([topic, queue]) => ({ topic, count: queue.length }));
  }

  private oldestUnclaimed(): Queue | undefined {
    let oldest: Queue | undefined;
    for (const [topic, queue] of this.topics) {
      if (queue.first === undefined || this.listeners.has(topic)) continue;
      if (oldest?.first === undefined || queue.first.order < oldest.first.order) oldest = queue;
    }
    return oldest;
  }
}
