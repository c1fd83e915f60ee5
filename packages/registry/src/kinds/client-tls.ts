import type { ClientAuth, ClientTls } from '../entries.js';
import type { Cursor } from '../fields/index.js';

interface TlsValues {
  enabled?: boolean;
  caFile?: string;
  serverName?: string;
}

/** Encryption is on by itself as soon as there is something to keep secret. */
export async function readTls(values: TlsValues, auth: ClientAuth['type'], at: Cursor): Promise<ClientTls> {
  const enabled = values.enabled ?? auth !== 'none';
  if (!enabled && auth === 'mtls') {
    at.key('enabled').report('E-TLS', 'auth type "mtls" needs TLS, but "enabled" is false; remove "enabled"');
  }
  const caPem = await at.scope.files.text(values.caFile, 'E-TLS', at.key('ca_file'));
  if (!enabled) {
    const idle = values.caFile !== undefined ? 'ca_file' : values.serverName !== undefined ? 'server_name' : undefined;
    const message = `"${idle}" has no effect without TLS; write enabled: true`;
    if (idle !== undefined && auth !== 'mtls') at.key(idle).report('W-UNSUPPORTED', message, 'key');
  }
  return {
    enabled,
    ...(caPem !== undefined && { caPem }),
    ...(values.caFile !== undefined && { caFile: values.caFile }),
    ...(values.serverName !== undefined && { serverName: values.serverName }),
  };
}
