/** The program of a worker process: one worker, driven by the methods of `protocol.ts`. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

let running: Running | undefined;
let kind: WorkerKind;

async function start(spec: WorkerSpec): Promise<Started> {
  const before = now();
  kind = spec.kind;
  const starter = await starters[kind]();
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
  const heaps = await askThreads(running?.threads ?? 1, 'heap');
  return { heap: heaps.reduce<number>((sum, heap) => sum + Number(heap), 0), rss: process.memoryUsage.rss() };
}

async function startProfile(): Promise<void> {
  await askThreads(running?.threads ?? 1, 'startProfile');
}

async function stopProfile(file: string): Promise<readonly string[]> {
  const files = (await askThreads(running?.threads ?? 1, 'stopProfile', file)).map(String);
  await keepBundle(path.dirname(file));
  return files;
}

/** Next to the profiles, whose lines it explains: it holds its source map, or names a file that lies beside it. */
async function keepBundle(folder: string): Promise<void> {
  const bundle = running?.seen.options.workflowBundle;
  if (bundle === undefined) return;
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  await writeFile(path.join(folder, `${kind}.bundle.js`), code);
  const [, beside] = /\n\/\/# sourceMappingURL=([\w.-]+)\s*$/.exec(code.slice(-200)) ?? [];
  if (beside === undefined) return;
  const dist = path.dirname(fileURLToPath(import.meta.resolve('@durable-lua/worker')));
  await copyFile(path.join(dist, beside), path.join(folder, beside));
}

/** Ends the worker first: its thread must not be measured with that of the replay. */
async function replay(request: ReplayRequest): Promise<Replayed> {
  if (running === undefined) throw new Error('start the worker first: its bundle is what replays');
  await running.stop();
  const { profile } = request;
  const profiling =
    profile === undefined ? undefined : { start: startProfile, stop: async () => void (await stopProfile(profile)) };
  const { replay } = await import('./replay.js');
  return replay(running, request, profiling);
}

serve({ start, cpu, memory, startProfile, stopProfile, replay } satisfies WorkerMethods);
