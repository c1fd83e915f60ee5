import type { ClientAuth } from '../entries.js';
import { readEnv, type Cursor } from '../fields/index.js';

/** The table `auth`, as its fields were read. */
interface AuthValues {
  type: ClientAuth['type'];
  apiKey?: string;
  apiKeyFile?: string;
  apiKeyEnv?: string;
  certFile?: string;
  certPem?: string;
  keyFile?: string;
  keyPem?: string;
  keyPemEnv?: string;
}

/** The fields that give one secret; of each group in use exactly one may be given. */
const SOURCES = {
  'API key': ['api_key', 'api_key_file', 'api_key_env'],
  certificate: ['cert_file', 'cert_pem'],
  key: ['key_file', 'key_pem', 'key_pem_env'],
} as const;

type Secret = keyof typeof SOURCES;

const NEEDED: Readonly<Record<ClientAuth['type'], readonly Secret[]>> = {
  none: [],
  api_key: ['API key'],
  mtls: ['certificate', 'key'],
};

/** Checks that the right secrets are given once each, and fetches them. */
export async function readAuth(values: AuthValues, at: Cursor): Promise<ClientAuth> {
  checkSources(values.type, at);
  switch (values.type) {
    case 'none':
      return { type: 'none' };
    case 'api_key': {
      const apiKey = values.apiKey ?? fromEnv(values.apiKeyEnv, at.key('api_key_env'));
      const file = values.apiKeyFile;
      const apiKeyFile =
        file === undefined ? undefined : await at.scope.files.readable(file, 'E-AUTH', at.key('api_key_file'));
      return {
        type: 'api_key',
        ...(apiKey !== undefined && { apiKey }),
        ...(apiKeyFile !== undefined && { apiKeyFile }),
      };
    }
    case 'mtls': {
      const certPem = values.certPem ?? (await at.scope.files.text(values.certFile, 'E-TLS', at.key('cert_file')));
      const keyPem =
        values.keyPem ??
        fromEnv(values.keyPemEnv, at.key('key_pem_env')) ??
        (await at.scope.files.text(values.keyFile, 'E-TLS', at.key('key_file')));
      // A missing one has been reported, and then the project is not loaded.
      const { certFile, keyFile } = values;
      return {
        type: 'mtls',
        certPem: certPem ?? '',
        keyPem: keyPem ?? '',
        ...(certFile !== undefined && { certFile }),
        ...(keyFile !== undefined && { keyFile }),
      };
    }
  }
}

function checkSources(type: ClientAuth['type'], at: Cursor): void {
  // A type that is no known one has been reported; what it needs is not known.
  if (at.key('type').isFilled && at.key('type').given !== type) return;
  for (const [secret, fields] of Object.entries(SOURCES) as [Secret, readonly string[]][]) {
    const given = fields.filter((field) => at.key(field).isFilled);
    const first = given[0];
    if (!NEEDED[type].includes(secret)) {
      if (first === undefined) continue;
      const right = secret === 'API key' ? 'api_key' : 'mtls';
      at.key(first).report(
        'E-AUTH',
        `auth type is "${type}", but ${given.join(', ')} is given: write type: ${right}, or remove it`,
      );
    } else if (given.length !== 1) {
      const where = at.key(given[1] ?? 'type');
      const found = given.length === 0 ? 'none' : given.join(', ');
      where.report(
        'E-AUTH',
        `"${type}" needs exactly one source of its ${secret} (${fields.join(', ')}), found ${found}`,
      );
    }
  }
}

function fromEnv(name: string | undefined, at: Cursor): string | undefined {
  return name === undefined ? undefined : readEnv(name, at);
}
