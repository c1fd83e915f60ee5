import { readFile } from 'node:fs/promises';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { defined } from '@durable-lua/determinism/host';
import { LuaError } from '@durable-lua/determinism';
import { clientHeaders } from '@durable-lua/host-node/temporal';
import type { TemporalClientEntry } from '@durable-lua/registry';

/** A connection to a Temporal server and the client on it: shared by all workers of a `temporal.client` entry. */
export interface Connected {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly dataConverter: DataConverter;
}

/**
 * Connects a `temporal.client` entry.
 * @param address overrides the address of the entry
 * @throws LuaError `UNAVAILABLE` naming entry, file, address and remedy.
 */
export async function connect(
  entry: TemporalClientEntry,
  dataConverter: DataConverter,
  address = entry.address,
): Promise<Connected> {
  const options = await connectionOptions(entry, address);
  const connection = await within(entry.connectionTimeout, NativeConnection.connect(options)).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LuaError({
        kind: 'UNAVAILABLE',
        retryable: true,
        cause: error,
        message:
          `${entry.file}:${entry.line}: ${entry.id}: no Temporal server at ${address} (${reason.trim()}): start one ` +
          `(temporal server start-dev) or set TEMPORAL_ADDRESS`,
      });
    },
  );
  const client = new Client({
    connection,
    namespace: entry.temporalNamespace,
    dataConverter,
    interceptors: { workflow: [clientHeaders] },
  });
  return { connection, client, dataConverter };
}

async function connectionOptions(
  { auth, tls }: TemporalClientEntry,
  address: string,
): Promise<NativeConnectionOptions> {
  const bytes = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text));
  const certificate =
    auth.type === 'mtls' ? { crt: Buffer.from(auth.certPem), key: Buffer.from(auth.keyPem) } : undefined;
  const apiKey =
    auth.type !== 'api_key' ? undefined : (auth.apiKey ?? (await readFile(auth.apiKeyFile as string, 'utf8')).trim());
  return defined({
    address,
    apiKey,
    tls: tls.enabled
      ? defined({
          serverNameOverride: tls.serverName,
          serverRootCACertificate: bytes(tls.caPem),
          clientCertPair: certificate,
        })
      : undefined,
  });
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
