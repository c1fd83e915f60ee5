import { connect } from 'node:net';
import path from 'node:path';
import { DevServerError, ensureDevServer, type DevServer, type DevServerOptions } from '@durable-lua/dev-server';
import type { Project } from '@durable-lua/registry';
import type { Screen } from '../screen.js';

/** What is a server, if it is there, answers sooner. Milliseconds. */
const KNOCK_MS = 1_000;
/** As `temporal server start-dev` has it. */
const UI_PORT = 8233;

/** Whether something listens at an address. */
export function listens(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  const socket = connect({
    host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(address.slice(colon + 1)),
  });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.setTimeout(KNOCK_MS, () => resolve(false));
  }).finally(() => socket.destroy());
}

export interface ServerWish {
  readonly screen: Screen;
  readonly interrupted: AbortSignal;
  /** Whether workflows outlive the server, in a file of the project. */
  readonly keep: boolean;
}

/**
 * Starts a Temporal server for a project, where its clients expect one if they expect it on this machine, so that the Temporal
 * CLI finds it without being told.
 */
export async function startServer(project: Project, { screen, interrupted, keep }: ServerWish): Promise<DevServer> {
  const [client] = project.clients;
  const local = /^(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)$/.exec(client?.address ?? '')?.[1];
  // Not `interrupted` itself: after the start the server has to live until the workers have stopped.
  const starting = new AbortController();
  const giveUp = (): void => starting.abort(interrupted.reason);
  interrupted.throwIfAborted();
  interrupted.addEventListener('abort', giveUp);
  const start = (ports: Pick<DevServerOptions, 'port' | 'uiPort'>) =>
    screen.step('Starting a Temporal server', (say) =>
      ensureDevServer({
        onProgress: say,
        signal: starting.signal,
        ...(client !== undefined && { namespace: client.temporalNamespace }),
        ...(keep && { persistTo: path.join(project.root, '.durable-lua', 'temporal.db') }),
        ...ports,
      }),
    );
  try {
    return await start(local === undefined ? {} : { port: Number(local), uiPort: UI_PORT });
  } catch (error) {
    if (!(error instanceof DevServerError) || error.kind !== 'PORT_IN_USE') throw error;
    return await start({});
  } finally {
    interrupted.removeEventListener('abort', giveUp);
  }
}
