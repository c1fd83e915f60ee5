import { choice, duration, flag, only, required, table, text, withDefault } from '../fields/index.js';
import { readAuth } from './client-auth.js';
import { readTls } from './client-tls.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

const ADDRESS = { pattern: /^(\[[^\]\s]+\]|[^\s:/]+):\d{1,5}$/, expected: 'an address of the form host:port' };
const KEEP_ALIVE = "not settable on the SDK's native connection and has no effect";

const secret = text({ env: 'resolve', multiline: true });
const path = text();

export const authFields = table({
  type: withDefault(choice(['none', 'api_key', 'mtls']), 'none'),
  api_key: secret,
  api_key_file: path,
  api_key_env: text(),
  cert_file: path,
  cert_pem: secret,
  key_file: path,
  key_pem: secret,
  key_pem_env: text(),
});

export const tlsFields = table({
  enabled: flag(),
  ca_file: path,
  server_name: text(),
  insecure_skip_verify: only(flag(), [false], 'E-TLS', "not possible: the SDK's native connection always verifies"),
});

export const temporalClient = defineKind({
  kind: 'temporal.client',
  fields: {
    address: required(text({ env: 'resolve', form: ADDRESS })),
    namespace: withDefault(text({ env: 'resolve' }), 'default'),
    tq_prefix: withDefault(text(), ''),
    connection_timeout: withDefault(duration(), 10_000),
    keep_alive_time: only(duration(), [30_000], 'W-UNSUPPORTED', KEEP_ALIVE),
    keep_alive_timeout: only(duration(), [10_000], 'W-UNSUPPORTED', KEEP_ALIVE),
    auth: authFields,
    tls: tlsFields,
    health_check: table({
      enabled: withDefault(flag(), false),
      interval: withDefault(duration({ positive: true }), 30_000),
    }),
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
