import { DevServerError } from './errors.js';
import type { DevServerOptions } from './options.js';
import { HOST } from './ports.js';

/** The command line of the Temporal CLI for these options. */
export function serverArgs(
  options: DevServerOptions,
  ports: { port: number; uiPort: number | undefined },
  database: string | undefined,
): string[] {
  const args = ['server', 'start-dev', '--ip', HOST, '--port', String(ports.port), '--namespace', namespaceOf(options)];
  args.push(...(ports.uiPort === undefined ? ['--headless'] : ['--ui-port', String(ports.uiPort)]));
  args.push('--log-format', 'text', '--log-level', options.logLevel ?? 'warn');
  if (database !== undefined) args.push('--db-filename', database);
  for (const [name, type] of Object.entries(options.searchAttributes ?? {})) {
    args.push('--search-attribute', `${name}=${type}`);
  }
  for (const [key, value] of Object.entries(options.dynamicConfig ?? {})) {
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  }
  return args;
}

/** @throws DevServerError `INVALID_OPTION` */
const NAMES: Readonly<Record<keyof DevServerOptions, true>> = {
  onProgress: true,
  cacheDir: true,
  signal: true,
  env: true,
  persistTo: true,
  port: true,
  uiPort: true,
  ui: true,
  namespace: true,
  searchAttributes: true,
  dynamicConfig: true,
  logLevel: true,
};

export function assertValid(options: DevServerOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(NAMES, name));
  if (unknown !== undefined) {
    throw new DevServerError(
      'INVALID_OPTION',
      `Unknown option ${unknown}; there are ${Object.keys(NAMES).join(', ')}.`,
    );
  }
  for (const name of ['port', 'uiPort'] as const) {
    const port = options[name];
    if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536)) continue;
    throw new DevServerError(
      'INVALID_OPTION',
      `Option ${name}: expected a port from 1 to 65535, found ${port}. Leave it out to get a free one.`,
    );
  }
  if (options.ui === false && options.uiPort !== undefined) {
    throw new DevServerError(
      'INVALID_OPTION',
      'Options ui and uiPort: a Web UI that is off has no port. Leave out one.',
    );
  }
  if (options.port !== undefined && options.port === options.uiPort) {
    throw new DevServerError(
      'INVALID_OPTION',
      `Options port and uiPort: expected two ports, found ${options.port} twice.`,
    );
  }
}

export function namespaceOf({ namespace, env = process.env }: DevServerOptions): string {
  return namespace ?? (env.TEMPORAL_NAMESPACE || 'default');
}
