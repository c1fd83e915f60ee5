import { LuaError } from '@durable-lua/determinism';
import type { TemporalClientEntry } from '@durable-lua/registry';

/** What is wrong, and what to do about it. */
interface Problem {
  readonly kind: 'INVALID' | 'PERMISSION_DENIED' | 'UNAVAILABLE';
  readonly what: string;
  readonly remedy: string;
}

/** Why a `temporal.client` cannot connect, in one line: where the entry stands, which of its fields is concerned, what to do. */
export function connectionError(entry: TemporalClientEntry, address: string, error: unknown): LuaError {
  const reason = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/g, ' ');
  const { kind, what, remedy } = problemOf(entry, address, reason);
  return new LuaError({
    kind,
    retryable: kind === 'UNAVAILABLE',
    cause: error,
    message: `${entry.file}:${entry.line}: ${entry.id}: ${what} (${innermost(reason)}): ${remedy}`,
  });
}

/** What the operating system said, where the SDK gives it inside Rust's names of everything around it. */
function innermost(reason: string): string {
  return /^tonic::.*\b(?:message|error): "((?:[^"\\]|\\.)+)"/.exec(reason)?.[1] ?? reason;
}

/** The SDK has the errors of its TLS library as text alone. */
function problemOf({ auth, tls }: TemporalClientEntry, address: string, reason: string): Problem {
  const says = (pattern: RegExp): boolean => pattern.test(reason);
  const certificate = auth.type !== 'mtls' ? '' : named('auth.cert_file', auth.certFile, 'auth.cert_pem');
  const key = auth.type !== 'mtls' ? '' : named('auth.key_file', auth.keyFile, 'auth.key_pem');
  if (says(/NoCertificatesPresented/))
    return invalid(`${certificate} holds no certificate`, 'give a PEM file that begins with BEGIN CERTIFICATE');
  if (says(/PrivateKeyParseError/))
    return invalid(`${key} holds no private key`, 'give an unencrypted PEM file that begins with BEGIN PRIVATE KEY');
  if (says(/KeyMismatch/)) return invalid(`${key} is not the key of ${certificate}`, 'give those that belong together');
  if (says(/UnknownIssuer/)) {
    const given = tls.caFile === undefined ? undefined : `tls.ca_file ${tls.caFile}`;
    return invalid(
      `the certificate of ${address} is not signed by ${given ?? 'an authority that this machine trusts'}`,
      given === undefined
        ? 'give tls.ca_file, the certificate of its authority'
        : 'give the certificate of its authority',
    );
  }
  if (says(/NotValidForName/)) {
    const name = tls.serverName === undefined ? '' : `, and tls.server_name is ${tls.serverName}`;
    return invalid(
      `the certificate of ${address} is for another name${name}`,
      'write one of its names as tls.server_name',
    );
  }
  if (says(/InvalidCertificate/))
    return invalid(`the certificate of ${address} is not accepted`, 'its server needs one that is valid now');
  if (says(/InvalidContentType|InvalidMessage/))
    return invalid(
      `${address} does not speak TLS, which ${tls.enabled && auth.type !== 'none' ? `auth type "${auth.type}"` : 'tls'} asks for`,
      'write tls: { enabled: false }, or give the address of the server with TLS',
    );
  if (says(/valid authentication credentials|does not have permission/)) return refused(auth, address, certificate);
  // It has listened, and then closed the connection.
  if (says(/connection closed|closed connection|broken ?pipe|reset by peer|Connection(Reset|Aborted)|fatal alert/i))
    return hungUp({ auth, tls }, address, certificate);
  return {
    kind: 'UNAVAILABLE',
    what: `no Temporal server at ${address}`,
    remedy: 'start one (durable-lua dev, or temporal server start-dev) or set TEMPORAL_ADDRESS',
  };
}

const invalid = (what: string, remedy: string): Problem => ({ kind: 'INVALID', what, remedy });

const denied = (what: string, remedy: string): Problem => ({ kind: 'PERMISSION_DENIED', what, remedy });

const named = (field: string, file: string | undefined, inline: string): string =>
  file === undefined ? inline : `${field} ${file}`;

function refused(auth: TemporalClientEntry['auth'], address: string, certificate: string): Problem {
  if (auth.type === 'api_key') {
    const key = named('auth.api_key_file', auth.apiKeyFile, 'auth.api_key');
    return denied(`${address} refuses the API key of ${key}`, 'give one that is valid for this server and namespace');
  }
  return auth.type === 'mtls'
    ? denied(`${address} refuses the client of ${certificate}`, 'give a certificate that it lets in to this namespace')
    : denied(`${address} asks who it is`, 'give auth: { type: api_key, … } or { type: mtls, … }');
}

function hungUp(
  { auth, tls }: Pick<TemporalClientEntry, 'auth' | 'tls'>,
  address: string,
  certificate: string,
): Problem {
  if (!tls.enabled) {
    const remedy = 'if it speaks TLS, write tls: { enabled: true }';
    return { kind: 'UNAVAILABLE', what: `${address} closes the connection`, remedy };
  }
  return auth.type === 'mtls'
    ? denied(
        `${address} refuses ${certificate}`,
        'give a certificate whose authority it trusts, and which is valid now',
      )
    : denied(
        `${address} closes the connection after the TLS handshake`,
        'if it asks for a certificate, write auth: { type: mtls, cert_file: …, key_file: … }',
      );
}
