import { beforeEach, describe, expect, it } from 'vitest';
import { Mailbox, Supervisor } from './host.js';
import { LuaError, type ProcessEvent } from './index.js';

const CHILD = '{c:tc@s:w|child}';
const failed = { error: new LuaError({ kind: 'LIMIT', message: 'too much' }) };
const done = { value: undefined };
let mailbox: Mailbox;
let failures: LuaError[];
let supervisor: Supervisor;

beforeEach(() => {
  mailbox = new Mailbox();
  failures = [];
  supervisor = new Supervisor({
    now: () => 7,
    deliver: (event) => mailbox.deliverEvent(event),
    drop: (from, kind) => mailbox.dropEvents(from, kind),
    fail: (error) => failures.push(error),
  });
});

const kinds = (): string[] => {
  const events = mailbox.events();
  const read: string[] = [];
  for (let event = events.take(); event !== undefined; event = events.take()) read.push(event.kind);
  return read;
};

type Bonds = readonly ('child' | 'monitored' | 'linked')[];
const EXIT = 'pid.exit';
const DOWN = 'pid.link.down';

describe('what follows when a target closes', () => {
  it.each<[string, Bonds, 'workflow' | 'process', typeof failed | typeof done, readonly string[]]>([
    ['a child, normally', ['child'], 'workflow', done, [EXIT]],
    ['a child, abnormally', ['child'], 'workflow', failed, [EXIT]],
    ['a linked child, normally', ['child', 'linked'], 'workflow', done, [EXIT]],
    ['a linked child, abnormally', ['child', 'linked'], 'workflow', failed, [DOWN]],
    ['a linked and monitored child, abnormally', ['child', 'linked', 'monitored'], 'workflow', failed, [EXIT, DOWN]],
    ['a linked process, normally', ['linked'], 'process', done, []],
    ['a linked child process, normally', ['child', 'linked'], 'process', done, []],
    ['a linked and monitored process, normally', ['linked', 'monitored'], 'process', done, [EXIT]],
    ['a linked process, abnormally', ['linked'], 'process', failed, [DOWN]],
    ['a monitored process, abnormally', ['monitored'], 'process', failed, [EXIT]],
  ])('%s', (_name, bonds, kind, closed, expected) => {
    supervisor.setOptions({ trapLinks: true });
    for (const bond of bonds) supervisor.add(CHILD, bond, kind);
    supervisor.closed(CHILD, closed);
    expect(kinds()).toEqual(expected);
    expect(failures).toEqual([]);
  });

  it('without trap_links the abnormal end of a linked one ends the watcher, after its EXIT', () => {
    supervisor.add(CHILD, 'monitored', 'workflow');
    supervisor.add(CHILD, 'linked', 'workflow');
    supervisor.closed(CHILD, failed);
    expect(kinds()).toEqual([EXIT]);
    expect(failures).toMatchObject([
      { kind: 'INTERNAL', message: `linked process failed: ${CHILD}`, retryable: false, details: { linked: CHILD } },
    ]);
  });

  it('it follows once', () => {
    supervisor.add(CHILD, 'monitored', 'workflow');
    supervisor.closed(CHILD, done);
    supervisor.closed(CHILD, done);
    expect(kinds()).toEqual([EXIT]);
  });
});

describe('taking back', () => {
  it('a host begins to watch at the first bond and may stop after the last', () => {
    expect(supervisor.add(CHILD, 'monitored', 'workflow')).toBe(true);
    expect(supervisor.add(CHILD, 'linked', 'workflow')).toBe(false);
    expect(supervisor.linked).toEqual([CHILD]);
    expect(supervisor.remove(CHILD, 'monitored')).toBe(false);
    expect(supervisor.remove(CHILD, 'linked')).toBe(true);
    expect(supervisor.watched).toEqual([]);
    expect(supervisor.remove(CHILD, 'linked')).toBe(false);
  });

  it('unmonitor also ends the monitor that a child has unasked', () => {
    supervisor.add(CHILD, 'child', 'workflow');
    expect(supervisor.remove(CHILD, 'monitored')).toBe(true);
    supervisor.closed(CHILD, done);
    expect(kinds()).toEqual([]);
  });

  it('removes unread events of that source and kind alone', () => {
    const other: ProcessEvent = { kind: 'pid.exit', from: '{other|1}', at: 1, result: done };
    supervisor.add(CHILD, 'monitored', 'workflow');
    supervisor.closed(CHILD, done);
    mailbox.deliverEvent(other);
    supervisor.remove(CHILD, 'monitored');
    expect(mailbox.events().take()).toEqual(other);
    expect(mailbox.events().ready).toBe(false);
  });
});

describe('a mailbox', () => {
  it('says whether the run deals with events', () => {
    expect(mailbox.eventsOpened).toBe(false);
    expect(mailbox.events()).toBe(mailbox.events());
    expect(mailbox.eventsOpened).toBe(true);
  });

  it('gives what is unread in order of arrival, whatever listens', () => {
    for (const topic of ['a', 'b', 'a', 'c']) mailbox.deliver({ topic, args: [] });
    mailbox.listen('b');
    mailbox.inbox().take();
    expect(mailbox.unread().map(({ topic }) => topic)).toEqual(['b', 'a', 'c']);
  });
});
