import { setTimeout as sleep } from 'node:timers/promises';
import { namespaceOf, serverArgs } from './args.js';
import { lockDatabase } from './database.js';
import { DevServerError, reasonOf } from './errors.js';
import { openGuard, type Ended, type Guard } from './guard.js';
import { assertAnswers, portOpens } from './health.js';
import { createLog, type ServerLog } from './log.js';
import type { DevServer, DevServerOptions } from './options.js';
import { freePorts, HOST, isFree } from './ports.js';
import { withoutTemporal } from './program.js';
import { elapsed } from './progress.js';

const START_TIMEOUT_MS = 60_000;
const ATTEMPTS = 5;

interface Ports {
  port: number;
  uiPort: number | undefined;
}

/**
 * Starts the executable as a dev server and waits until it answers.
 *
 * @throws DevServerError `PORT_IN_USE`, `DATABASE_IN_USE`, `START_FAILED`
 */
export async function startServer(executable: string, options: DevServerOptions): Promise<DevServer> {
  const say = options.onProgress ?? (() => {});
  const start = Date.now();
  say(`Starting the Temporal dev server, ${executable} …`);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const server = await tryStart(executable, await choosePorts(options), options);
    if (server === 'port taken') continue;
    const ui = server.uiUrl === undefined ? '' : `, Web UI ${server.uiUrl}`;
    say(`The Temporal dev server is ready: ${server.address}${ui} (${elapsed(start)})`);
    return server;
  }
  throw new DevServerError(
    'START_FAILED',
    `The Temporal dev server found its ports taken ${ATTEMPTS} times in a row, each time different ones that had been ` +
      'free a moment before. Choose some with the options port and uiPort.',
  );
}

async function choosePorts({ port, uiPort, ui = true }: DevServerOptions): Promise<Ports> {
  for (const [name, wanted] of Object.entries({ port, uiPort })) {
    if (wanted === undefined || (await isFree(wanted))) continue;
    throw new DevServerError(
      'PORT_IN_USE',
      `Option ${name}: port ${wanted} of ${HOST} is in use. Stop what uses it, choose another, or leave it out.`,
    );
  }
  const [free, other] = (await freePorts(2)) as [number, number];
  return { port: port ?? free, uiPort: ui ? (uiPort ?? other) : undefined };
}

async function tryStart(
  executable: string,
  ports: Ports,
  options: DevServerOptions,
): Promise<DevServer | 'port taken'> {
  const { env = process.env, signal } = options;
  const guard = openGuard();
  const onAbort = () => void guard.close();
  signal?.addEventListener('abort', onAbort, { once: true });
  const giveUp = new AbortController();
  let server: DevServer | undefined;
  try {
    const database = options.persistTo === undefined ? undefined : await lockDatabase(guard, options);
    signal?.throwIfAborted();
    const log = createLog();
    const args = serverArgs(options, ports, database);
    const ended = guard.run({ command: executable, args, env: withoutTemporal(env) }, log.add).catch(asEnded);
    const outcome = await Promise.race([untilReady(ports.port, namespaceOf(options), log, giveUp.signal), ended]);
    signal?.throwIfAborted();
    if (outcome === 'ready') return (server = handle(executable, ports, options, guard, ended, log));
    if (log.sawTakenPort()) return 'port taken';
    const how = typeof outcome === 'string' ? outcome : `ended (${outcome.error ?? outcome.signal ?? outcome.code})`;
    throw new DevServerError('START_FAILED', `The Temporal dev server ${executable} ${how}. ${log}`);
  } finally {
    giveUp.abort();
    signal?.removeEventListener('abort', onAbort);
    if (server === undefined) await guard.close();
  }
}

/** `ready`, or what the server did instead within the time a start may take. */
async function untilReady(port: number, namespace: string, log: ServerLog, signal: AbortSignal): Promise<string> {
  const tooLate = AbortSignal.timeout(START_TIMEOUT_MS);
  const end = AbortSignal.any([signal, tooLate]);
  // A proxy of the environment is not for a server on this machine.
  const connection = { address: `${HOST}:${port}`, channelArgs: { 'grpc.enable_http_proxy': 0 } };
  let reason = 'its port is closed';
  while (await portOpens(HOST, port, end)) {
    try {
      await assertAnswers(connection, namespace, 5_000);
      // If somebody took the port before ours could, this was their answer: ours has announced nothing, and is ending.
      await Promise.race([log.announced, sleep(1_000)]);
      return 'ready';
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return `did not answer within ${START_TIMEOUT_MS / 1000} seconds (${reason})`;
}

function asEnded(error: unknown): Ended {
  return { error: reasonOf(error) };
}

function handle(
  executable: string,
  { port, uiPort }: Ports,
  options: DevServerOptions,
  guard: Guard,
  ended: Promise<Ended>,
  log: ServerLog,
): DevServer {
  const { signal, onProgress } = options;
  let stopped: Promise<void> | undefined;
  const onAbort = () => void stop();
  const stop = () => {
    signal?.removeEventListener('abort', onAbort);
    return (stopped ??= guard.close());
  };
  const kill = async () => {
    signal?.removeEventListener('abort', onAbort);
    stopped ??= ended.then(() => guard.close());
    guard.kill();
    await stopped;
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  void ended.then((how) => {
    if (stopped === undefined) {
      onProgress?.(`The Temporal dev server ended by itself (${how.error ?? how.signal ?? how.code}). ${log}`);
    }
    return stop();
  });
  guard.unref();
  return {
    address: `${HOST}:${port}`,
    namespace: namespaceOf(options),
    uiUrl: uiPort === undefined ? undefined : `http://${HOST}:${uiPort}`,
    executable,
    startedByUs: true,
    stop,
    kill,
  };
}
