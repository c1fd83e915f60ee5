import type { MailboxViews, Message } from './capabilities.js';
import type { Source } from './lua.js';
import type { ProcessEvent } from './supervision.js';

interface Held {
  readonly order: number;
  readonly message: Message;
}

/** A queue that does not shift its array at every take. */
class Queue<T> {
  private items: T[] = [];
  private head = 0;

  get first(): T | undefined {
    return this.items[this.head];
  }

  get length(): number {
    return this.items.length - this.head;
  }

  /** First to last. */
  get all(): readonly T[] {
    return this.items.slice(this.head);
  }

  push(item: T): void {
    this.items.push(item);
  }

  take(): T | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.head += 1;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  remove(which: (item: T) => boolean): void {
    this.items = this.items.slice(this.head).filter((item) => !which(item));
    this.head = 0;
  }
}

class View<H, T> implements Source<T> {
  closed = false;
  private readonly watchers: (() => void)[] = [];

  /**
   * @param first the queue whose first item is next, if there is one.
   * @param given what a receiver gets of an item.
   */
  constructor(
    readonly topic: string | undefined,
    private readonly first: () => Queue<H> | undefined,
    private readonly given: (item: H) => T,
  ) {}

  get ready(): boolean {
    return !this.closed && this.first() !== undefined;
  }

  take(): T | undefined {
    const item = this.closed ? undefined : this.first()?.take();
    return item === undefined ? undefined : this.given(item);
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

const messageOf = ({ message }: Held): Message => message;

/** Looks at the messages of live processes and function calls, and changes nothing. */
export interface MessageObserver {
  /** One is sent, in the asynchronous context of its sender. */
  sent(message: Message): void;
  /** Lua has taken it out of this mailbox. */
  taken(message: Message, mailbox: MailboxViews): void;
}

/**
 * The one ordered, unbounded list of messages of a run. Nothing is dropped: a message stays until a view hands it out or
 * the run ends. A topic with an open `listen` belongs to that view only, every other topic to the inbox, whichever was
 * opened first.
 */
export class Mailbox implements MailboxViews {
  private readonly topics = new Map<string, Queue<Held>>();
  private readonly listeners = new Map<string, View<Held, Message>>();
  private readonly hand = ({ message }: Held): Message => {
    this.observer?.taken(message, this);
    return message;
  };
  private readonly inboxView = new View(undefined, () => this.oldestUnclaimed(), this.hand);
  private readonly waitingEvents = new Queue<ProcessEvent>();
  private readonly eventsView = new View<ProcessEvent, ProcessEvent>(
    undefined,
    () => (this.waitingEvents.length > 0 ? this.waitingEvents : undefined),
    (event) => event,
  );
  private arrivals = 0;
  /** Whether a view was ever opened: then a message from outside may still wake the run. */
  opened = false;
  /** Whether `events` was ever asked for: then the run deals with cancel requests itself. */
  eventsOpened = false;

  constructor(private readonly observer?: MessageObserver) {}

  /** Adds a message at the end. To be called from inside a VM event, one message per event. */
  deliver(message: Message): void {
    let queue = this.topics.get(message.topic);
    if (queue === undefined) this.topics.set(message.topic, (queue = new Queue<Held>()));
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
      view = new View(
        topic,
        () => {
          const queue = this.topics.get(topic);
          return queue !== undefined && queue.length > 0 ? queue : undefined;
        },
        this.hand,
      );
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

  events(): Source<ProcessEvent> {
    this.opened = true;
    this.eventsOpened = true;
    return this.eventsView;
  }

  /** Adds an event at the end. To be called from inside a VM event. */
  deliverEvent(event: ProcessEvent): void {
    this.waitingEvents.push(event);
    this.eventsView.notify();
  }

  /** Removes the unread events of this kind from this source. */
  dropEvents(from: string, kind: ProcessEvent['kind']): void {
    this.waitingEvents.remove((event) => event.from === from && event.kind === kind);
  }

  /** Every unread message, oldest first: what goes along when a run continues as a new one. */
  unread(): readonly Message[] {
    const held = [...this.topics.values()].flatMap((queue) => queue.all);
    return held.sort((a, b) => a.order - b.order).map(messageOf);
  }

  /** Topics that still hold messages, with how many, in order of arrival of each topic's first. */
  waiting(): { readonly topic: string; readonly count: number }[] {
    return [...this.topics]
      .filter(([, queue]) => queue.length > 0)
      .map(([topic, queue]) => ({ topic, count: queue.length }));
  }

  private oldestUnclaimed(): Queue<Held> | undefined {
    let oldest: Queue<Held> | undefined;
    for (const [topic, queue] of this.topics) {
      if (queue.first === undefined || this.listeners.has(topic)) continue;
      if (oldest?.first === undefined || queue.first.order < oldest.first.order) oldest = queue;
    }
    return oldest;
  }
}
