import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import { Samples, type Result } from '../figures.js';
import { finishRun, startRun, type Job } from '../load.js';

/** Calls of activities, one after the other, that make a history of about that many events: six each. */
const callsFor = (events: number): number => Math.round((events - 5) / 6);

/** By the number of events asked for. */
type Recordings = ReadonlyMap<number, Recorded>;

interface Recorded {
  readonly workflowId: string;
  readonly history: string;
  /** Types of its events, in order. */
  readonly shape: readonly string[];
}

export const replayBenchmark: Benchmark = {
  name: 'replay',
  summary: 'replay of histories of 100 and 1000 events, again and again in one replay worker',
  async run(bench) {
    const { rounds, events } = bench.settings;
    const samples = new Samples();
    const [typescript, lua] = await Promise.all([record(bench, 'typescript'), record(bench, 'lua')]);
    assertSameShape(typescript, lua);
    for (const size of events) {
      const recorded = { typescript: typescript.get(size) as Recorded, lua: lua.get(size) as Recorded };
      for (let round = 0; round < rounds; round++) {
        for (const side of turns(SIDES, round)) {
          const { elapsed, cpu } = await replay(bench, side, size, recorded[side]);
          samples.add(`${size} events`, side, elapsed);
          samples.add(`${size} events, CPU`, side, cpu);
        }
        bench.say(`replay: ${size} events, round ${round + 1} of ${rounds}`);
      }
    }
    return result(samples, events);
  },
};

/** From so many events on the start of a run counts for little. */
const LONG = 1000;

function result(samples: Samples, events: readonly number[]): Result {
  const unit = 'ms/replay';
  const ratio = { of: 'lua', to: 'typescript' };
  const figures = events.flatMap((size) => [
    {
      name: `${size} events`,
      unit,
      samples: samples.of(`${size} events`),
      ratio: { ...ratio, aim: { atMost: size < LONG ? 0.55 : 0.5 } },
    },
    {
      name: `${size} events, CPU`,
      unit,
      samples: samples.of(`${size} events, CPU`),
      ratio: { ...ratio, aim: { atMost: size < LONG ? 0.6 : 0.55 } },
    },
  ]);
  return { benchmark: 'replay', figures };
}

async function replay(bench: Bench, side: Side, size: number, { workflowId, history }: Recorded) {
  const { replays, profile } = bench.settings;
  const worker = workerProcess(bench, { agent: profile !== undefined });
  await worker.call('start', workerSpec(bench, side, bench.queue(`replay-${side}`)));
  const replayed = await worker.call('replay', {
    workflowId,
    history,
    // A long one takes longer, and needs fewer for the same certainty.
    repeats: Math.max(3, Math.round((replays * 100) / size)),
    profile: profile === undefined ? undefined : path.join(profile, `replay-${size}.${side}`),
  });
  await worker.stop();
  return replayed;
}

/** Histories of one side, from real runs. */
async function record(bench: Bench, side: Side): Promise<Recordings> {
  const queue = bench.queue(`record-${side}`);
  const worker = workerProcess(bench);
  await worker.call('start', workerSpec(bench, side, queue));
  const recorded = bench.settings.events.map(async (size): Promise<[number, Recorded]> => {
    const count = callsFor(size);
    const job: Job = { workflowType: 'activities', input: { count }, expected: count * (count + 1) };
    const handle = await startRun(bench, queue, job);
    await finishRun(handle, job);
    const history = await handle.fetchHistory();
    const shape = (history.events ?? []).map(({ eventType }) => String(eventType));
    return [size, { workflowId: handle.workflowId, history: historyToJSON(history), shape }];
  });
  const recordings = new Map(await Promise.all(recorded));
  await worker.stop();
  return recordings;
}

/** @throws Error when histories differ in shape, as then their replays cannot be compared */
function assertSameShape(typescript: Recordings, lua: Recordings): void {
  for (const [size, { shape }] of typescript) {
    const other = lua.get(size)?.shape ?? [];
    if (isDeepStrictEqual(shape, other)) continue;
    throw new Error(`the histories of ${size} events differ in shape: ${shape.join()} and ${other.join()}`);
  }
}
