import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { clientUpdates, createRuntime, replayHistories, standardModules } from '@durable-lua/worker';
import { booksIn } from './books.js';
import { Dice } from './dice.js';
import { handsOf } from './hands.js';
import { growthOf, type Growth } from './memory.js';
import { Scene, type Struck } from './scene.js';
import { SHAPES } from './shapes.js';

export interface ChaosOptions {
  /** How long faults strike. */
  readonly minutes: number;
  readonly seed: number;
  /** How many shapes are under way at once. */
  readonly open: number;
  readonly say: (line: string) => void;
  /** Aborted: no more workflows, and the end. */
  readonly signal?: AbortSignal;
}

export interface ChaosReport {
  readonly seed: number;
  readonly seconds: number;
  readonly struck: Struck;
  /** Runs on the server at the end, children and continued runs included. */
  readonly runs: number;
  readonly messages: number;
  /** Workflows and messages that never arrived. */
  readonly lost: number;
  readonly doubled: number;
  /** What is wrong, in words. */
  readonly wrong: readonly string[];
  /** Histories that the sources do not replay, and why. */
  readonly unlike: readonly string[];
  readonly memory: Growth | undefined;
}

/** How long after the last fault everything must have ended. */
const PATIENCE_MS = 180_000;
const SAMPLE_MS = 5_000;
/** How often the replay of all histories says how far it is. */
const REPLAY_PROGRESS_MS = 30_000;

/** Whether everything is as it must be. */
export const isSound = ({ lost, doubled, wrong, unlike, memory }: ChaosReport): boolean =>
  lost === 0 && doubled === 0 && wrong.length === 0 && unlike.length === 0 && memory?.isFlat !== false;

/** Runs workflows of all shapes while workers, server and network fail, and looks at what became of each. */
export async function chaos({ minutes, seed, open, say, signal }: ChaosOptions): Promise<ChaosReport> {
  const dice = new Dice(seed);
  const scene = await Scene.open(new Dice(dice.between(1, 2 ** 30)), say);
  let keep = true;
  try {
    const report = await inScene(scene, dice, { minutes, seed, open, say, ...(signal && { signal }) });
    keep = !isSound(report);
    return report;
  } finally {
    if (keep) say(`what the workers logged, and the database of the server: ${scene.folder}`);
    await scene.close({ keep });
  }
}

async function inScene(
  scene: Scene,
  dice: Dice,
  { minutes, seed, open, say, signal }: ChaosOptions,
): Promise<ChaosReport> {
  const begin = performance.now();
  process.env['CHAOS_ADDRESS'] = scene.address;
  const connection = await Connection.connect({ address: scene.address });
  const client = new Client({ connection, interceptors: { workflow: [clientUpdates] } });
  const runtime = await createRuntime({ ...compositionOf(scene), address: scene.address });
  const over = new AbortController();
  const hands = handsOf({
    client,
    runtime,
    dice: new Dice(dice.between(1, 2 ** 30)),
    books: scene.books,
    over: over.signal,
  });
  const found = { messages: 0, lost: 0, doubled: 0, wrong: [] as string[] };
  const underWay = new Set<string>();
  let started = 0;

  const run = async (name: string): Promise<void> => {
    const id = `${name}-${(started += 1)}`;
    underWay.add(id);
    try {
      const shape = SHAPES[name];
      if (shape === undefined) throw new Error(`no shape ${name}`);
      const { faults, messages = 0 } = await shape(id, new Dice(dice.between(1, 2 ** 30)), hands);
      found.messages += messages;
      found.lost += faults.lost;
      found.doubled += faults.doubled;
      found.wrong.push(...faults.wrong);
      if (faults.lost + faults.doubled > 0) say(`${id}: ${faults.lost} lost, ${faults.doubled} doubled`);
      for (const line of faults.wrong) say(line);
    } catch (error) {
      if (over.signal.aborted) return;
      found.wrong.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
      say(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    underWay.delete(id);
  };

  try {
    await runtime.start();
    const end = begin + minutes * 60_000;
    const isOver = (): boolean => performance.now() >= end || signal?.aborted === true;
    const samples: number[] = [];
    const names = Object.keys(SHAPES) as [string, ...string[]];
    const runs = Array.from({ length: open }, async (_, index) => {
      // The first of each are there for certain.
      for (let n = index; !isOver(); n += open) await run(names[n] ?? dice.pick(names));
    });
    const faults = (async () => {
      while (!isOver()) {
        await sleep(dice.between(1_000, 6_000));
        if (!isOver()) await scene.strike();
      }
      await scene.calm();
    })();
    const watch = (async () => {
      for (; !isOver(); await sleep(SAMPLE_MS)) samples.push(await scene.heap());
    })();
    const progress = setInterval(() => say(`${started} started, ${underWay.size} under way`), 10_000);
    const all = Promise.all([Promise.all(runs), faults, watch]);
    await Promise.race([all, sleep(minutes * 60_000 + PATIENCE_MS, undefined, { ref: false })]);
    clearInterval(progress);
    const missing = [...underWay];
    over.abort();
    for (const id of missing) say(`${id} has not ended`);
    say('every history is replayed …');
    const { count, unlike } = await replayAll(client, scene, missing, say);
    return {
      seed,
      seconds: Math.round((performance.now() - begin) / 1_000),
      struck: scene.struck,
      runs: count,
      ...found,
      lost: found.lost + missing.length,
      unlike,
      memory: growthOf(samples),
    };
  } finally {
    over.abort();
    await runtime.shutdown();
    await connection.close();
  }
}

const compositionOf = ({ sources, books }: Scene) => ({
  project: sources,
  modules: [...standardModules, booksIn(books)],
});

/** Replays the history of every run on the server against the newest sources, and says from time to time how far it is. */
async function replayAll(client: Client, scene: Scene, missing: readonly string[], say: (line: string) => void) {
  const histories = async function* () {
    for await (const { workflowId, runId } of client.workflow.list()) {
      if (!missing.includes(workflowId)) yield await client.workflow.getHandle(workflowId, runId).fetchHistory();
    }
  };
  const unlike: string[] = [];
  const all = (await client.workflow.count()).count - missing.length;
  let count = 0;
  const progress = setInterval(
    () => say(`${count} of ${all} histories replayed, ${unlike.length} of them unlike`),
    REPLAY_PROGRESS_MS,
  );
  try {
    for await (const { workflowId, error } of replayHistories({ ...compositionOf(scene), histories: histories() })) {
      count += 1;
      if (error !== undefined) unlike.push(`${workflowId}: ${error.message}`);
    }
  } finally {
    clearInterval(progress);
  }
  return { count, unlike };
}
