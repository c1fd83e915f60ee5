import type { Sendable } from '@durable-lua/determinism';
import type { Dice } from './dice.js';

/** What became of a run: what it returned, or the kind of its error. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** What is not as it must be. `lost` and `doubled` count what is missing and what came twice. */
export interface Faults {
  lost: number;
  doubled: number;
  wrong: string[];
}

/** What one can do to a workflow that runs. Each goes on trying until the server has taken it. */
export interface Hands {
  start(entry: string, id: string, args: readonly Sendable[]): Promise<void>;
  /** Starts a process that no fault reaches; its PID. */
  process(entry: string): Promise<string>;
  send(id: string, topic: string, value: Sendable): Promise<void>;
  cancel(id: string): Promise<void>;
  query(id: string, name: string): Promise<unknown>;
  /** The answer, or the kind of the error. */
  update(id: string, name: string, key: string, value: Sendable): Promise<Outcome>;
  /** What becomes of the run in the end. */
  outcome(id: string): Promise<Outcome>;
  /** The lines that functions have written for a payment. */
  booked(id: string): Promise<string[]>;
  pause(ms: number): Promise<void>;
}

/** Starts workflows, deals with them, waits for their ends and says what is wrong with those. Of messages it tells how many there were. */
export type Shape = (
  id: string,
  dice: Dice,
  hands: Hands,
) => Promise<{ readonly faults: Faults; readonly messages?: number }>;

const job = (dice: Dice, n: number) => ({
  n,
  ms: dice.once(8) ? dice.between(200, 800) : dice.between(0, 60),
  fails: dice.once(4) ? dice.between(1, 3) : 0,
  on: dice.pick(['chaos:double', 'chaos:steadily']),
});

const doubled = (jobs: readonly { readonly n: number }[]): number[] => jobs.map(({ n }) => 2 * n);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

function expecting(what: string, expected: unknown, found: unknown): Faults {
  const wrong = same(expected, found) ? [] : [`${what}: expected ${text(expected)}, found ${text(found)}`];
  return { lost: 0, doubled: 0, wrong };
}

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Whatever the order of keys is. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => same(one[key as keyof typeof one], other[key as keyof typeof other]))
  );
}

/** How the messages that came differ from those that were sent. */
function received(what: string, sent: readonly number[], got: unknown): Faults {
  const list = Array.isArray(got) ? (got as unknown[]) : [];
  const lost = sent.filter((n) => !list.includes(n)).length;
  const extra = list.length - (sent.length - lost);
  const order = lost === 0 && extra === 0 && !same(sent, list);
  return { lost, doubled: extra, wrong: order ? [`${what}: not in order: ${text(got)}`] : [] };
}

const all = (...parts: readonly Faults[]): Faults => ({
  lost: sum(parts.map(({ lost }) => lost)),
  doubled: sum(parts.map((part) => part.doubled)),
  wrong: parts.flatMap(({ wrong }) => wrong),
});

/** A shape of one workflow with one argument and a result that is known before. */
function simple(entry: string, make: (dice: Dice) => { readonly input: Sendable; readonly result: unknown }): Shape {
  return async (id, dice, hands) => {
    const { input, result } = make(dice);
    await hands.start(entry, id, [input]);
    return { faults: expecting(id, { value: result }, await hands.outcome(id)) };
  };
}

const chain = simple('chaos:chain', (dice) => {
  const jobs = dice.some(1, 6, (n) => job(dice, n));
  return { input: jobs, result: sum(doubled(jobs)) };
});

const fan = simple('chaos:fan', (dice) => {
  const jobs = dice.some(2, 8, (n) => job(dice, n));
  return { input: jobs, result: doubled(jobs) };
});

const near = simple('chaos:near', (dice) => {
  const jobs = dice.some(1, 4, (n) => ({ ...job(dice, n), ms: dice.between(0, 30), fails: dice.once(3) ? 1 : 0 }));
  return { input: jobs, result: sum(doubled(jobs)) };
});

const timers = simple('chaos:timers', (dice) => {
  const sleepers = dice.some(1, 4, () => dice.some(1, 5, () => dice.between(1, 400)));
  return {
    input: { sleepers, job: job(dice, 1) },
    result: { seen: sum(upTo(sleepers.length)), late: false },
  };
});

const WAYS = ['spawn', 'spawn_monitored', 'spawn_linked', 'spawn_linked_monitored'] as const;

const family = simple('chaos:family', (dice) => {
  const jobs = dice.some(1, 4, (index) => ({
    ...job(dice, index + 1),
    way: dice.pick(WAYS),
    queue: dice.pick(['shaky', 'steady']),
    breaks: dice.once(3),
  }));
  const ends = jobs.map(({ way, breaks, n }) => {
    if (!breaks) return [['pid.exit', n]];
    const exit = ['pid.exit', 'CONFLICT'];
    const down = ['pid.link.down', 'CONFLICT'];
    return { spawn: [exit], spawn_monitored: [exit], spawn_linked: [down], spawn_linked_monitored: [exit, down] }[way];
  });
  return { input: jobs, result: { ends, more: false } };
});

/** Several workflows send to one that goes on as a new run again and again. */
const messages: Shape = async (id, dice, hands) => {
  const senders = dice.some(1, 3, (index) => ({
    topic: `from-${index}`,
    to: id,
    count: dice.between(1, 15),
    ms: dice.between(1, 100),
  }));
  const total = sum(senders.map(({ count }) => count));
  await hands.start('chaos:receiver', id, [total]);
  for (const sender of senders) await hands.start('chaos:sender', `${id}-${sender.topic}`, [sender]);
  const ends = await Promise.all(
    senders.map(async (sender) => {
      const from = `${id}-${sender.topic}`;
      return expecting(from, { value: sender.count }, await hands.outcome(from));
    }),
  );
  const outcome = await hands.outcome(id);
  const got = ('value' in outcome && (outcome.value as { got?: Record<string, unknown> }).got) || {};
  const arrived = senders.map(({ topic, count }) => received(`${id} ${topic}`, upTo(count), got[topic]));
  return { faults: all(...ends, ...arrived), messages: total };
};

/** A workflow and a process answer each other. */
const talk: Shape = async (id, dice, hands) => {
  const rounds = dice.between(1, 12);
  const partner = await hands.process('chaos:echo');
  await hands.start('chaos:talk', id, [partner, rounds]);
  const outcome = await hands.outcome(id);
  const found = ('value' in outcome ? outcome.value : {}) as Record<'echoes' | 'heard' | 'kind' | 'more', unknown>;
  const faults = all(
    received(`${id} echoes`, upTo(rounds), found.echoes),
    received(`${id} heard`, upTo(rounds), found.heard),
    expecting(id, ['pid.exit', false], [found.kind, found.more]),
  );
  return { faults, messages: 2 * rounds };
};

/** Updates, some of which are refused, and queries that never see less than before. */
const counter: Shape = async (id, dice, hands) => {
  await hands.start('chaos:counter', id, []);
  const jobs = dice.some(1, 8, (index) => ({ ...job(dice, index + 1), n: dice.once(5) ? -1 : index + 1 }));
  const answers = jobs.map((one, index) => hands.update(id, 'add', `${id}-${index}`, one));
  const seen: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    seen.push(Number(await hands.query(id, 'count')));
    await hands.pause(100);
  }
  const accepted = jobs.filter(({ n }) => n > 0);
  const expected = jobs.map(({ n }) => (n > 0 ? { value: 2 * n } : { error: 'INVALID' }));
  const answered = expecting(`${id} answers`, expected, await Promise.all(answers));
  await hands.send(id, 'end', accepted.length);
  const outcome = await hands.outcome(id);
  const { count = 0, sum: total } = ('value' in outcome ? outcome.value : {}) as { count?: number; sum?: number };
  const counted = {
    lost: Math.max(0, accepted.length - count),
    doubled: Math.max(0, count - accepted.length),
    wrong: [],
  };
  const grows = expecting(
    `${id} queries`,
    [...seen].sort((a, b) => a - b),
    seen,
  );
  const summed = expecting(`${id} sum`, sum(doubled(accepted)), total);
  return { faults: all(answered, counted, grows, summed), messages: jobs.length };
};

/** Runs while its sources change: each step by what was there when it began. */
const changing: Shape = async (id, dice, hands) => {
  const input = { steps: dice.between(1, 10), ms: dice.between(20, 600) };
  await hands.start('chaos:changing', id, [input]);
  const outcome = await hands.outcome(id);
  const { versions = [], sum: total } = ('value' in outcome ? outcome.value : {}) as {
    versions?: number[];
    sum?: number;
  };
  const grows = expecting(
    `${id} versions`,
    [...versions].sort((a, b) => a - b),
    versions,
  );
  const length = expecting(`${id} steps`, input.steps, versions.length);
  return { faults: all(grows, length, expecting(`${id} sum`, sum(upTo(input.steps)) * 2, total)) };
};

/** Paid, or cancelled at any moment: then the money is back. */
const payment: Shape = async (id, dice, hands) => {
  await hands.start('chaos:payment', id, [id]);
  await hands.pause(dice.between(0, 500));
  const isCancelled = dice.once(2);
  if (isCancelled) await hands.cancel(id);
  else await hands.send(id, 'yes', true);
  const outcome = await hands.outcome(id);
  const booked = await hands.booked(id);
  const has = (what: string): boolean => booked.includes(`${id}:${what}`);
  if (!isCancelled) {
    const paid = expecting(`${id} charge, refund`, [true, false], [has('charge'), has('refund')]);
    return { faults: all(expecting(id, { value: 'paid' }, outcome), paid) };
  }
  return {
    faults: all(expecting(id, { error: 'CANCELED' }, outcome), expecting(`${id} refund`, true, has('refund'))),
  };
};

export const SHAPES: Readonly<Record<string, Shape>> = {
  chain,
  fan,
  near,
  timers,
  family,
  messages,
  talk,
  counter,
  changing,
  payment,
};
