import { durationMillis, durationForms, LuaError, type Sendable } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import type { Runtime } from '@durable-lua/worker';
import { UsageError } from '../command.js';
import { aborted } from '../interrupt.js';
import { devEnded, devOf, type DevState } from '../session/dev-state.js';
import { aside, logged } from '../session/log.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { listens, startServer } from '../session/server.js';
import { jsonOf, prettyJson, readValues } from '../session/values.js';
import { targetOf, type Target, type TargetOptions } from './target.js';

interface Options extends TargetOptions {
  readonly dir: string;
  readonly timeout?: string;
  readonly devServer?: true;
}

export const exec = logged(aside, async ({ args: [id = '', ...texts], options, screen, interrupted }) => {
  const { dir, timeout, devServer, ...wish } = options<Options>();
  const values = readValues(texts);
  const limit = timeoutOf(timeout);
  const root = screen.within(dir);
  const project = await openProject(root);
  const target = targetOf(project, id, wish);
  const dev = devServer ? undefined : devOf(root);
  const server = devServer && (await startServer(project, { screen, interrupted, keep: false }));
  const address = server?.address ?? dev?.address;
  try {
    const runtime = await runtimeOf(project, { address });
    try {
      const note = (line: string): void => screen.note(line);
      const result = perform({ runtime, target, args: values, note, dev: dev !== undefined, address });
      const ended = await Promise.race([
        result,
        tooLate(id, limit),
        devGone(id, 'options' in target ? dev : undefined),
        aborted(interrupted),
      ]);
      if (ended === undefined) return 130;
      screen.resultJson(ended.json, prettyJson(ended.json));
      return 0;
    } finally {
      await runtime.shutdown();
    }
  } finally {
    await server?.stop();
  }
});

interface Performance {
  readonly runtime: Runtime;
  readonly target: Target;
  readonly args: Sendable[];
  readonly note: (line: string) => void;
  /** Whether the project runs elsewhere on this machine, in "durable-lua dev". */
  readonly dev: boolean;
  /** Of the server, if it is not that of the project or of TEMPORAL_ADDRESS. */
  readonly address: string | undefined;
}

/** Starts what the target needs, and calls it. */
async function perform({ runtime, target, args, note, dev, address }: Performance) {
  const { project } = runtime;
  const { entry } = target;
  if ('options' in target) {
    // What "durable-lua dev" runs is there already, and shows what it does.
    if (!dev) await startWorkers(runtime, target.worker);
    const run = await runtime.spawn(entry.id, target.worker, undefined, { ...target.options, args });
    note(
      `${entry.id} runs as ${run.workflowId}${run.joined ? ', which was open already: its arguments are those of its start' : ''}`,
    );
    return { json: jsonOf(await run.result()) };
  }
  // Without a server they run all the same, as long as they ask for nothing of Temporal.
  await runtime.start({ clients: await reachable(project, address) });
  if (!('host' in target)) return { json: jsonOf(await runtime.call(entry.id, ...args)) };
  const started = await runtime.processes.spawn(entry.id, target.host, undefined, { args });
  return { json: jsonOf(await started.result()) };
}

/** A workflow may call what any worker of its client runs, and talk with services. */
async function startWorkers(runtime: Runtime, worker: string): Promise<void> {
  const { workers, processServices } = runtime.project;
  const client = workers.find(({ id }) => id === worker)?.client;
  const neighbours = workers.filter((one) => one.client === client).map(({ id }) => id);
  const services = processServices.filter(({ lifecycle }) => lifecycle.autoStart).map(({ id }) => id);
  await runtime.start({ workers: client === undefined ? [worker] : neighbours, services });
}

async function reachable({ clients }: Project, address = process.env['TEMPORAL_ADDRESS']): Promise<string[]> {
  const asked = clients.map(async (client) => ((await listens(address ?? client.address)) ? [client.id] : []));
  return (await Promise.all(asked)).flat();
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  // A bare number would be milliseconds elsewhere, and is meant as seconds here.
  if (/^[\d.]+$/.test(text)) throw new UsageError(`--timeout ${text}: it has no unit: write ${text}s for seconds`);
  const ms = durationMillis(text);
  if (ms === undefined || ms <= 0) throw new UsageError(`--timeout ${text}: ${durationForms('ms')}`);
  return ms;
}

/** Nobody would do the work any more, and its server may be gone. A function runs here. */
async function devGone(id: string, dev: DevState | undefined): Promise<never> {
  await (dev === undefined ? new Promise(() => undefined) : devEnded(dev));
  const message = `"durable-lua dev", which runs ${id}, has stopped: what is open goes on at its next start`;
  throw new LuaError({ kind: 'UNAVAILABLE', message, retryable: true });
}

function tooLate(id: string, ms: number | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (ms === undefined) return;
    const message = `${id} has not ended within ${ms / 1000} seconds`;
    setTimeout(() => reject(new LuaError({ kind: 'TIMEOUT', message })), ms).unref();
  });
}
