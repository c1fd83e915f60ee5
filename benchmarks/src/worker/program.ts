/** The program of a worker process: one worker, driven by the methods of `protocol.ts`. */
import { now } from '../clock.js';
import { serve } from '../rpc.js';
import type { Memory, Replayed, ReplayRequest, Started, WorkerKind, WorkerMethods, WorkerSpec } from './protocol.js';
import type { Running } from './running.js';
import { askThreads } from './threads.js';

/** Loaded when it is known which is wanted: the time that takes is a figure of its own. */
const starters: Record<WorkerKind, () => Promise<(spec: WorkerSpec) => Promise<Running>>> = {
  lua: async () => (await import('./lua.js')).startLua,
  typescript: async () => (await import('./typescript.js')).startTypeScript,
  activities: async () => (await import('./typescript.js')).startActivities,
};

/** This one, and that of the workflows. */
const THREADS = 2;

let running: Running | undefined;

async function start(spec: WorkerSpec): Promise<Started> {
  const before = now();
  const starter = await starters[spec.kind]();
  const importing = now() - before;
  running = await starter(spec);
  const { loading, beganAt, pollingAt, seen } = running;
  return { importing, loading, beganAt, pollingAt, options: seen.plain() };
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function memory(): Promise<Memory> {
  const heaps = await askThreads(THREADS, 'heap');
  return { heap: heaps.reduce<number>((sum, heap) => sum + Number(heap), 0), rss: process.memoryUsage.rss() };
}

async function startProfile(): Promise<void> {
  await askThreads(THREADS, 'startProfile');
}

async function stopProfile(file: string): Promise<readonly string[]> {
  return (await askThreads(THREADS, 'stopProfile', file)).map(String);
}

/** Ends the worker first: its thread must not be measured with that of the replay. */
async function replay(request: ReplayRequest): Promise<Replayed> {
  if (running === undefined) throw new Error('start the worker first: its bundle is what replays');
  const { options } = running.seen;
  await running.stop();
  const { profile } = request;
  const profiling =
    profile === undefined ? undefined : { start: startProfile, stop: async () => void (await stopProfile(profile)) };
  const { replay } = await import('./replay.js');
  return replay(options, request, profiling);
}

serve({ start, cpu, memory, startProfile, stopProfile, replay } satisfies WorkerMethods);
