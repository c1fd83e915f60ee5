import type { Data } from './data.js';
import { invalid } from './errors.js';

/**
 * A schema that checks values, of whichever library: what Standard Schema 1 (standardschema.dev) asks of one, as far as it is used
 * here.
 */
export interface ResultSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Checked<T> | Promise<Checked<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

type Checked<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * A value as the caller knows it: as the schema has it, or, without one, as it is: then `T` is what the caller says.
 * @param what begins the message: `result`.
 * @throws LuaError `INVALID` when it does not match; `details.issues` lists `{path, message}`.
 */
export async function conforming<T>(what: string, value: Data, schema: ResultSchema<T> | undefined): Promise<T> {
  // Nobody checks what the caller says of a value: the way to have it checked is a schema.
  if (schema === undefined) return value as T;
  const checked = await schema['~standard'].validate(value);
  if (checked.issues === undefined) return checked.value;
  const issues = checked.issues.map(({ path = [], message }) => ({ path: path.map(shown).join(''), message }));
  const [{ path, message } = { path: '', message: 'no reason is given' }] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw invalid(`${what}: it does not match its schema: ${path === '' ? '' : `${path}: `}${message}${more}`, {
    issues,
  });
}

function shown(step: PropertyKey | { readonly key: PropertyKey }): string {
  const key = typeof step === 'object' ? step.key : step;
  return typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
}
