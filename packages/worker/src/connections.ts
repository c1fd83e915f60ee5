import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Runtime, type NativeConnectionOptions } from '@temporalio/worker';
import { defined, type SizeLimits } from '@durable-lua/determinism/host';
import { clientHeaders, clientSizes, clientUpdates } from '@durable-lua/host-node/temporal';
import type { TemporalClientEntry } from '@durable-lua/registry';
import { connectionError } from './connection-errors.js';
import { HealthCheck, type ClientHealth } from './health-check.js';
import { ensureSdkRuntime } from './sdk-runtime.js';

/** A connection to a Temporal server and the client on it: shared by all workers of a `temporal.client` entry. */
export interface Connected {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly dataConverter: DataConverter;
  /** What the last check has found, if the entry asks for checks. */
  readonly health: () => ClientHealth | undefined;
  readonly close: () => Promise<void>;
}

/** How often the file of an API key is looked at. Milliseconds. */
const LOOK_INTERVAL = 1_000;

export interface ConnectOptions {
  readonly dataConverter: DataConverter;
  /** What its server takes, where it is not the usual. */
  readonly limits: SizeLimits | undefined;
  /** Overrides the address of the entry. */
  readonly address: string | undefined;
  /** Around ours. */
  readonly interceptors: readonly WorkflowClientInterceptor[];
}

/**
 * Connects a `temporal.client` entry.
 * @throws LuaError naming entry, field and remedy: `UNAVAILABLE` for a server that cannot be reached, `PERMISSION_DENIED` for
 *   one that lets nobody in with this key or certificate, `INVALID` for a certificate that cannot be used or trusted
 */
export async function connect(
  entry: TemporalClientEntry,
  { dataConverter, limits, interceptors, address = entry.address }: ConnectOptions,
): Promise<Connected> {
  ensureSdkRuntime();
  const { auth, healthCheck } = entry;
  const file = auth.type === 'api_key' ? auth.apiKeyFile : undefined;
  const apiKey = auth.type !== 'api_key' ? undefined : (auth.apiKey ?? (await readKey(auth.apiKeyFile as string)));
  const connecting = NativeConnection.connect(connectionOptions(entry, address, apiKey));
  const connection = await within(entry.connectionTimeout, connecting).catch((error: unknown) => {
    // It may still come when nobody waits for it any more.
    void connecting.then((late) => late.close()).catch(() => undefined);
    throw connectionError(entry, address, error);
  });
  const client = new Client({
    connection,
    namespace: entry.temporalNamespace,
    dataConverter,
    interceptors: { workflow: [...interceptors, clientHeaders, clientSizes(limits), clientUpdates] },
  });
  const endWatch = file === undefined ? undefined : renewKey(entry, connection, file, apiKey as string);
  const check = healthCheck.enabled ? new HealthCheck(entry.id, connection, healthCheck.interval) : undefined;
  return {
    connection,
    client,
    dataConverter,
    health: () => check?.health,
    close: async () => {
      endWatch?.();
      check?.stop();
      await connection.close();
    },
  };
}

function connectionOptions(
  { auth, tls }: TemporalClientEntry,
  address: string,
  apiKey: string | undefined,
): NativeConnectionOptions {
  const bytes = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text));
  const certificate =
    auth.type === 'mtls' ? { crt: Buffer.from(auth.certPem), key: Buffer.from(auth.keyPem) } : undefined;
  return defined({
    address,
    apiKey,
    // Said also where it is off: by itself an API key would turn it on.
    tls:
      tls.enabled &&
      defined({
        serverNameOverride: tls.serverName,
        serverRootCACertificate: bytes(tls.caPem),
        clientCertPair: certificate,
      }),
  });
}

const readKey = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim();

/** Reads the key again when its file changes; what is returned ends that. The content counts: it may be replaced by a link. */
function renewKey({ id }: TemporalClientEntry, connection: NativeConnection, file: string, first: string): () => void {
  const { logger } = Runtime.instance();
  let known = first;
  const read = async (): Promise<void> => {
    try {
      const key = await readKey(file);
      if (key === known) return;
      if (key === '') throw new Error('it is empty');
      await connection.setApiKey(key);
      known = key;
      logger.info(`${id}: the API key of auth.api_key_file ${file} has changed and is used from now on`);
    } catch (error) {
      logger.warn(
        `${id}: auth.api_key_file ${file} gives no API key (${(error as Error).message}): the old one stays in use`,
      );
    }
  };
  const listener = (): void => void read();
  watchFile(file, { interval: LOOK_INTERVAL, persistent: false }, listener);
  return () => unwatchFile(file, listener);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
