import type { Cursor } from './cursor.js';

const REFERENCE = /\$\{env:([^}]*)\}/g;

export function containsEnv(value: string): boolean {
  return value.includes('${env:');
}

/** Puts environment variables in the place of each `${env:NAME}`; one that is not set is reported. */
export function resolveEnv(value: string, at: Cursor): string | undefined {
  let complete = true;
  const resolved = value.replace(REFERENCE, (_match, name: string) => {
    const found = readEnv(name, at);
    if (found === undefined) complete = false;
    return found ?? '';
  });
  return complete ? resolved : undefined;
}

/** The environment variable of this name; reported if it is not set. */
export function readEnv(name: string, at: Cursor): string | undefined {
  const found = at.scope.env[name];
  if (found === undefined) at.report('E-ENV', `environment variable ${name} is not set; set it before the start`);
  return found;
}
