import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import type { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

interface Spawned {
  readonly pid?: string;
  readonly from?: string;
  readonly kind?: string;
  readonly details?: Data;
}

/** Starts `collect` from somewhere: arguments are ID, conflict policy, how many messages it waits for, and startup messages. */
type Spawner = (house: House, id: string, policy: string, count: number, ...texts: string[]) => Promise<Spawned>;

const spawners: Record<string, Spawner> = {
  'a client': async (house, id, policy, count, ...texts) => {
    const messages = texts.map((text, index) => ({ topic: `start ${index + 1}`, args: [text] }));
    const options = { id, idConflictPolicy: policy as 'fail', messages };
    return house.spawn('collect', count, options).catch((error: unknown) => error as Spawned);
  },
  'a workflow': async (house, ...args) => (await house.exec('spawner', undefined, { args })) as Spawned,
  'a function': async (house, ...args) =>
    (await house.runtime.call('app:spawn_from_function', ...args).then((spawned) => {
      house.started.add(args[0]);
      return spawned;
    })) as Spawned,
};

/** More than there will be. */
const MANY = 100_000;

/** Sends numbers to a workflow ID, one after the other, until the function that is returned is called: it gives those that arrived. */
function sendingTo(house: House, id: string): () => Promise<readonly number[]> {
  const handle = house.plain.workflow.getHandle(id);
  let isOver = false;
  const send = async (): Promise<readonly number[]> => {
    const arrived: number[] = [];
    for (let n = 1; !isOver; n++) {
      const isSent = await handle.signal('outside', n).then(
        () => true,
        () => false,
      );
      if (isSent) arrived.push(n);
    }
    return arrived;
  };
  const sent = send();
  return () => {
    isOver = true;
    return sent;
  };
}

inBothModes('messages', (house) => {
  it.each(Object.keys(spawners))('started by %s, messages come before any signal, in order, from it', async (by) => {
    const spawn = spawners[by] as Spawner;
    const id = randomUUID();
    const { pid, from } = await spawn(house, id, 'fail', 4, 'a', 'b', 'c');
    await house.runtime.send(pid as string, 'outside', 'd');
    const sender = from === undefined ? {} : { from };
    expect(await house.result(id)).toEqual([
      { topic: 'start 1', data: [['a']], ...sender },
      { topic: 'start 2', data: [['b']], ...sender },
      { topic: 'start 3', data: [['c']], ...sender },
      { topic: 'outside', data: [['d']] },
    ]);
  });

  it.each(Object.keys(spawners))('use_existing of %s finds the open run and delivers to it', async (by) => {
    const spawn = spawners[by] as Spawner;
    const id = randomUUID();
    const first = await spawn(house, id, 'use_existing', 5, 'a');
    const second = await spawn(house, id, 'use_existing', 99, 'b');
    const third = await spawn(house, id, 'use_existing', 99, 'c', 'd');
    await spawn(house, id, 'use_existing', 99);
    expect([second.pid, third.pid]).toEqual([first.pid, first.pid]);
    await house.runtime.send(id, 'end');
    const topics = ((await house.result(id)) as { topic: string; data: unknown }[]).map(({ data }) => data);
    expect(topics).toEqual([[['a']], [['b']], [['c']], [['d']], {}]);
  });

  it.each(Object.keys(spawners))('fail of %s delivers nothing when the ID is taken', async (by) => {
    const spawn = spawners[by] as Spawner;
    const id = randomUUID();
    await spawn(house, id, 'fail', 1);
    const refused = await spawn(house, id, 'fail', 1, 'lost');
    expect(refused).toMatchObject({ kind: 'ALREADY_EXISTS', retryable: false, details: { workflow_id: id } });
    await house.runtime.send(id, 'end');
    expect(await house.result(id)).toMatchObject([{ topic: 'end' }]);
  });

  const POLICIES = ['use_existing', 'fail', 'terminate_existing'];
  const cases = Object.keys(spawners).flatMap((by) =>
    POLICIES.flatMap((policy) => ['no run', 'an open run'].map((there) => [by, policy, there] as const)),
  );

  it.each(cases)('while others send to the ID all the time: %s, %s, %s', async (by, policy, there) => {
    const spawn = spawners[by] as Spawner;
    const id = randomUUID();
    const isOpen = there === 'an open run';
    if (isOpen) await house.spawn('collect', MANY, { id });
    const others = sendingTo(house, id);
    const spawned = await spawn(house, id, policy, MANY, 'a', 'b', 'c');
    const outside = await others();
    await house.runtime.send(id, 'end');
    const got = ((await house.result(id)) as { topic: string; data: unknown[] }[]).slice(0, -1);
    const isStartup = ({ topic }: { topic: string }): boolean => topic.startsWith('start');
    const first = got.findIndex(isStartup);
    if (isOpen && policy === 'fail') {
      expect(spawned).toMatchObject({ kind: 'ALREADY_EXISTS' });
      expect(first).toBe(-1);
    } else {
      // Before every other message of a run that they begin, and behind one another in any.
      if (!isOpen || policy !== 'use_existing') expect(first).toBe(0);
      expect(got.slice(first, first + 3).map(({ data }) => data)).toEqual([[['a']], [['b']], [['c']]]);
      expect(got.filter(isStartup)).toHaveLength(3);
    }
    // Of those that others have sent, a run that was terminated has taken some.
    const theirs = got.filter((message) => !isStartup(message)).map(({ data }) => (data as number[][])[0]?.[0]);
    expect(theirs).toEqual(outside.slice(outside.length - theirs.length));
    if (policy !== 'terminate_existing') expect(theirs).toHaveLength(outside.length);
  });

  it('terminate_existing of a client replaces the open run, and the new one gets the messages', async () => {
    const id = randomUUID();
    const replaced = await house.spawn('collect', 1, { id });
    const policy = { idConflictPolicy: 'terminate_existing' } as const;
    await house.spawn('collect', 1, { id, ...policy, messages: [{ topic: 'new' }] });
    await expect(replaced.result()).rejects.toMatchObject({ kind: 'CANCELED', details: { terminated: true } });
    expect(await house.result(id)).toMatchObject([{ topic: 'new' }]);
  });

  it.each(['@link', '__temporal_x', ''])('the startup topic "%s" is refused and nothing starts', async (topic) => {
    const id = randomUUID();
    const start = house.runtime.spawn('app:collect', 'app:worker', 1, { id, messages: [{ topic }] });
    await expect(start).rejects.toMatchObject({ kind: 'INVALID' });
    await expect(house.plain.workflow.getHandle(id).describe()).rejects.toThrow(/not found/i);
  });
});
