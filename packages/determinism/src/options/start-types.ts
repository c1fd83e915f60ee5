import type { Millis } from '../capabilities.js';
import { cronProblem } from './cron.js';
import type { OptionsOf, OptionType } from './option-rows.js';
import type { OptionTable, OptionValue } from './option-table.js';
import { choice, field, fields, name, record, texts } from './option-types.js';
import { optionError, OptionPlace, type OptionProblem } from './problems.js';

/** A value under which a workflow can be found. */
export type SearchAttribute =
  | { readonly type: 'keyword'; readonly value: string }
  | { readonly type: 'keyword_list'; readonly value: readonly string[] }
  | { readonly type: 'bool'; readonly value: boolean }
  /** An integer within ±(2^53-1). */
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'double'; readonly value: number }
  /** Unix milliseconds. */
  | { readonly type: 'datetime'; readonly value: Millis };

export const searchAttributes: OptionType<Readonly<Record<string, SearchAttribute>>> = {
  words: 'table of strings, numbers, booleans, Times or lists of strings by name',
  lua: 'table<string, string|number|boolean|time.Time|string[]>',
  json: { type: 'object' },
  read(found, at) {
    if (record.read(found, at) === undefined) return undefined;
    const attributes = Object.entries(found.fields ?? {}).flatMap(([key, value]): [string, SearchAttribute][] => {
      const attribute = searchAttribute(value, at.at(key));
      return attribute === undefined ? [] : [[key, attribute]];
    });
    return Object.fromEntries(attributes);
  },
};

/**
 * Changes of search attributes, by name; an empty table takes one away, which is undefined here.
 * @throws LuaError `INVALID` naming the first that is wrong, what was expected and what was found
 */
export function searchAttributeChanges(table: OptionTable): Readonly<Record<string, SearchAttribute | undefined>> {
  const problems: OptionProblem[] = [];
  const at = new OptionPlace(['search'], problems);
  const changes = Object.entries(table).map(([key, value]) => [key, searchAttribute(value, at.at(key))] as const);
  if (problems[0] !== undefined) throw optionError(problems[0]);
  return Object.fromEntries(changes);
}

/** The typed form of one value; `undefined` for an empty table, which stands for "no such attribute". */
function searchAttribute(found: OptionValue, at: OptionPlace): SearchAttribute | undefined {
  const { data, type } = found;
  if (type === 'time.Time') return { type: 'datetime', value: Date.parse(String(data)) };
  if (type === 'boolean') return { type: 'bool', value: data as boolean };
  if (type === 'string' && typeof data === 'string') return { type: 'keyword', value: data };
  if (type === 'number' && typeof data === 'number') {
    return { type: Number.isSafeInteger(data) ? 'int' : 'double', value: data };
  }
  if (type === 'table' && found.problem === undefined) {
    const values = texts.read(found, at) ?? [];
    return values.length === 0 ? undefined : { type: 'keyword_list', value: values };
  }
  return at.refuse('type', 'string, number within ±(2^53-1), boolean, Time or list of strings', found);
}

export const cron: OptionType<string> = {
  words: 'cron schedule',
  lua: 'string',
  json: { type: 'string', minLength: 1 },
  read(found, at) {
    const schedule = name.read(found, at);
    const problem = schedule === undefined ? undefined : cronProblem(schedule);
    if (problem === undefined) return schedule;
    return at.refuse('type', 'cron schedule ("0 */6 * * *", "@hourly", "@every 90m")', `"${schedule}": ${problem}`);
  },
};

const VERSIONING_ROWS = {
  mode: field('mode', choice(['pinned', 'auto_upgrade']), { doc: 'Whether the run stays with one version.' }),
  deploymentName: field('deployment_name', name, { doc: 'The deployment of the version to stay with.' }),
  buildId: field('build_id', name, { doc: 'The build of the version to stay with.' }),
};

export type VersioningOverride =
  | { readonly mode: 'auto_upgrade' }
  | { readonly mode: 'pinned'; readonly deploymentName: string; readonly buildId: string };

const versioningFields = fields<OptionsOf<typeof VERSIONING_ROWS>>(VERSIONING_ROWS);
const autoUpgrade = choice(['auto_upgrade']);
const VERSIONING = '"auto_upgrade" or { mode = "pinned", deployment_name = …, build_id = … }';

export const versioning: OptionType<VersioningOverride> = {
  words: '"auto_upgrade" or table',
  lua: '"auto_upgrade"',
  json: { type: ['string', 'object'], additionalProperties: false },
  fields: VERSIONING_ROWS,
  read(found, at) {
    if (found.type === 'string') {
      const mode = autoUpgrade.read(found, at);
      return mode && { mode };
    }
    if (found.type !== 'table') return at.refuse('type', VERSIONING, found);
    const read = versioningFields.read(found, at);
    if (read === undefined) return undefined;
    const { mode, deploymentName, buildId } = read;
    if (mode === 'auto_upgrade') return { mode };
    if (mode !== undefined && deploymentName !== undefined && buildId !== undefined) {
      return { mode, deploymentName, buildId };
    }
    return at.refuse('type', VERSIONING, 'a table without all of them');
  },
};
