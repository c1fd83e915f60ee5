import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { namespaceOf } from './args.js';
import { DevServerError, reasonOf } from './errors.js';
import { assertAnswers } from './health.js';
import type { DevServer, DevServerOptions } from './options.js';

const TIMEOUT_MS = 10_000;

/**
 * The server of TEMPORAL_ADDRESS; undefined when that is not set. TLS and credentials for the check come from
 * Temporal's own variables (TEMPORAL_API_KEY, TEMPORAL_TLS …).
 *
 * @throws DevServerError `UNREACHABLE`
 */
export async function existingServer(options: DevServerOptions): Promise<DevServer | undefined> {
  const { env = process.env, signal } = options;
  const address = env.TEMPORAL_ADDRESS;
  if (!address) return undefined;
  const namespace = namespaceOf(options);
  options.onProgress?.(`Using the Temporal server of TEMPORAL_ADDRESS, ${address}`);
  try {
    await assertAnswers({ address, ...credentials(env) }, namespace, TIMEOUT_MS, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new DevServerError(
      'UNREACHABLE',
      `TEMPORAL_ADDRESS is ${address}, but the Temporal server there cannot be used: ${reasonOf(error)}. ` +
        'Start that server, correct the variable, or unset it to have a server started for you.',
      { cause: error },
    );
  }
  const leave = async (): Promise<void> => {};
  return {
    address,
    namespace,
    uiUrl: undefined,
    executable: undefined,
    startedByUs: false,
    stop: leave,
    kill: leave,
  };
}

function credentials(env: NodeJS.ProcessEnv): ConnectionOptions {
  const overrideEnvVars = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? '']));
  const { connectionOptions } = loadClientConnectConfig({ disableFile: true, overrideEnvVars });
  const { tls, apiKey, metadata } = connectionOptions;
  return { ...(tls ? { tls } : {}), ...(apiKey ? { apiKey } : {}), ...(metadata ? { metadata } : {}) };
}
