import { about, choice, duration, flag, only, required, table, text, withDefault } from '../fields/index.js';
import { readAuth } from './client-auth.js';
import { readTls } from './client-tls.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

const ADDRESS = { pattern: /^(\[[^\]\s]+\]|[^\s:/]+):\d{1,5}$/, expected: 'an address of the form host:port' };
const KEEP_ALIVE = "not settable on the SDK's native connection and has no effect";

const secret = text({ env: 'resolve', multiline: true });
const path = text();

export const authFields = table({
  type: about('How the client proves who it is.', withDefault(choice(['none', 'api_key', 'mtls']), 'none')),
  api_key: about('The key itself; better ${env:NAME}.', secret),
  api_key_file: about('A file that holds the key; it is read again when it changes.', path),
  api_key_env: about('Deprecated: write api_key: ${env:NAME}.', text()),
  cert_file: about('The certificate of the client, a PEM file.', path),
  cert_pem: about('The certificate itself, as PEM.', secret),
  key_file: about('The private key, a PEM file.', path),
  key_pem: about('The private key itself, as PEM; better ${env:NAME}.', secret),
  key_pem_env: about('Deprecated: write key_pem: ${env:NAME}.', text()),
});

export const tlsFields = table({
  enabled: about('Whether the connection is encrypted; by default it is if auth is not none.', flag()),
  ca_file: about('The certificates to trust instead of those of the system, a PEM file.', path),
  server_name: about('The name that the certificate of the server must have, if not that of its address.', text()),
  insecure_skip_verify: about(
    'Not possible: a certificate is always verified.',
    only(flag(), [false], 'E-TLS', "not possible: the SDK's native connection always verifies"),
  ),
});

export const temporalClient = defineKind({
  kind: 'temporal.client',
  doc: 'A connection to a Temporal server.',
  fields: {
    address: about('The Temporal server, host:port.', required(text({ env: 'resolve', form: ADDRESS }))),
    namespace: about('The namespace on the Temporal server.', withDefault(text({ env: 'resolve' }), 'default')),
    tq_prefix: about('Stands before the task queues of the workers of this client.', withDefault(text(), '')),
    connection_timeout: about('How long connecting may take.', withDefault(duration(), 10_000)),
    keep_alive_time: about('Not settable.', only(duration(), [30_000], 'W-UNSUPPORTED', KEEP_ALIVE)),
    keep_alive_timeout: about('Not settable.', only(duration(), [10_000], 'W-UNSUPPORTED', KEEP_ALIVE)),
    auth: about('How the client proves who it is.', authFields),
    tls: about('How the connection is encrypted.', tlsFields),
    health_check: about(
      'Whether the connection is checked while it stands; a failing check is logged, and stops nothing.',
      table({
        enabled: about('Whether the server is asked from time to time.', withDefault(flag(), false)),
        interval: about('The time between two checks.', withDefault(duration({ positive: true }), 30_000)),
      }),
    ),
    lifecycle,
  },
  async build(values, at) {
    const auth = await readAuth(values.auth, at.key('auth'));
    const tls = await readTls(values.tls, values.auth.type, at.key('tls'));
    if (values.address === undefined) return undefined;
    return {
      address: values.address,
      temporalNamespace: values.namespace || 'default',
      taskQueuePrefix: values.tqPrefix,
      connectionTimeout: values.connectionTimeout,
      auth,
      tls,
      healthCheck: values.healthCheck,
      lifecycle: values.lifecycle,
    };
  },
});
