import { durationMillis, durationForms, LuaError, type Sendable } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import type { Runtime } from '@durable-lua/worker';
import { UsageError, type Work } from '../command.js';
import { aborted } from '../interrupt.js';
import { installLogger, ProjectLog } from '../session/log.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { listens, startServer } from '../session/server.js';
import { jsonOf, prettyJson, readValues } from '../session/values.js';
import { targetOf, type Target, type TargetOptions } from './target.js';

interface Options extends TargetOptions {
  readonly dir: string;
  readonly timeout?: string;
  readonly devServer?: true;
}

export const exec: Work = async ({ args: [id = '', ...texts], options, screen, interrupted }) => {
  const { dir, timeout, devServer, ...wish } = options<Options>();
  const values = readValues(texts);
  const limit = timeoutOf(timeout);
  const root = screen.within(dir);
  installLogger(new ProjectLog(screen, { lifecycle: false }), screen.verbose);
  const project = await openProject(root);
  const target = targetOf(project, id, wish);
  const server = devServer && (await startServer(project, { screen, interrupted, keep: false }));
  try {
    const runtime = await runtimeOf(project, { address: server?.address });
    try {
      const result = perform(runtime, target, values, (line) => screen.note(line));
      const ended = await Promise.race([result, tooLate(id, limit), aborted(interrupted)]);
      if (ended === undefined) return 130;
      screen.resultJson(ended.json, prettyJson(ended.json));
      return 0;
    } finally {
      await runtime.shutdown();
    }
  } finally {
    await server?.stop();
  }
};

/** Starts what the target needs, and calls it. */
async function perform(runtime: Runtime, target: Target, args: Sendable[], note: (line: string) => void) {
  const { project } = runtime;
  const { entry } = target;
  if ('options' in target) {
    await startWorkers(runtime, target.worker);
    const run = await runtime.spawn(entry.id, target.worker, undefined, { ...target.options, args });
    note(
      `${entry.id} runs as ${run.workflowId}${run.joined ? ', which was open already: its arguments are those of its start' : ''}`,
    );
    return { json: jsonOf(await run.result()) };
  }
  // Without a server they run all the same, as long as they ask for nothing of Temporal.
  await runtime.start({ clients: await reachable(project) });
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

async function reachable({ clients }: Project): Promise<string[]> {
  const address = process.env['TEMPORAL_ADDRESS'];
  const asked = clients.map(async (client) => ((await listens(address ?? client.address)) ? [client.id] : []));
  return (await Promise.all(asked)).flat();
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = durationMillis(/^\d+$/.test(text) ? Number(text) : text);
  if (ms === undefined || ms <= 0) throw new UsageError(`--timeout ${text}: ${durationForms('ms')}`);
  return ms;
}

function tooLate(id: string, ms: number | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (ms === undefined) return;
    const message = `${id} has not ended within ${ms / 1000} seconds`;
    setTimeout(() => reject(new LuaError({ kind: 'TIMEOUT', message })), ms).unref();
  });
}
