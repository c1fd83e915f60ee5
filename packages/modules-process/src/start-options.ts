import { contradiction, given, readOption, readOptions, refuse, unknownOption } from '@durable-lua/determinism';
import type {
  Data,
  IdReusePolicy,
  OptionReader,
  OptionRow,
  OptionRows,
  OptionTable,
  OptionValue,
  SearchAttribute,
  StartOptions,
  VersioningOverride,
} from '@durable-lua/determinism';
import { cronProblem } from './cron.js';

const { choice, delay, field, fields, flag, name, priority, retryPolicy, text, texts, timeout } = readOption;

/** An option of a start under all its spellings; the long one wins, an older name loses. */
const start = <T>(read: OptionReader<T>, ...names: readonly string[]): OptionRow<T> => ({
  names: names.flatMap((each) => [`temporal.workflow.${each}`, `workflow.${each}`]),
  read,
});

const table: OptionReader<Readonly<Record<string, Data>>> = (found, option) => {
  const { data, type } = found;
  const isList = Array.isArray(data) && data.length > 0;
  if (type !== 'table' || found.problem !== undefined || isList) throw refuse(option, 'table with string keys', found);
  return Array.isArray(data) ? {} : (data as Readonly<Record<string, Data>>);
};

const searchAttributes: OptionReader<Readonly<Record<string, SearchAttribute>>> = (found, option) => {
  table(found, option);
  const attributes = Object.entries(found.fields ?? {}).flatMap(([key, value]): [string, SearchAttribute][] => {
    const attribute = searchAttribute(value, `${option}.${key}`);
    return attribute === undefined ? [] : [[key, attribute]];
  });
  return Object.fromEntries(attributes);
};

/** The typed form of one value; `undefined` for an empty table, which stands for "no such attribute". */
function searchAttribute(found: OptionValue, option: string): SearchAttribute | undefined {
  const { data, type } = found;
  if (type === 'time.Time') return { type: 'datetime', value: Date.parse(String(data)) };
  if (type === 'boolean') return { type: 'bool', value: data as boolean };
  if (type === 'string' && typeof data === 'string') return { type: 'keyword', value: data };
  if (type === 'number' && typeof data === 'number') {
    return { type: Number.isSafeInteger(data) ? 'int' : 'double', value: data };
  }
  if (type === 'table' && found.problem === undefined) {
    const values = texts(found, option) ?? [];
    return values.length === 0 ? undefined : { type: 'keyword_list', value: values };
  }
  throw refuse(option, 'string, number within ±(2^53-1), boolean, Time or list of strings', found);
}

const cron: OptionReader<string> = (found, option) => {
  const schedule = name(found, option) as string;
  const problem = cronProblem(schedule);
  if (problem === undefined) return schedule;
  throw refuse(option, 'cron schedule ("0 */6 * * *", "@hourly", "@every 90m")', `"${schedule}": ${problem}`);
};

interface Versioning {
  readonly mode: 'pinned' | 'auto_upgrade';
  readonly deploymentName: string;
  readonly buildId: string;
}

const versioningFields = fields<Versioning>({
  mode: field('mode', choice(['pinned', 'auto_upgrade'])),
  deploymentName: field('deployment_name', name),
  buildId: field('build_id', name),
});

const versioning: OptionReader<VersioningOverride> = (found, option) => {
  if (found.type === 'string') return { mode: choice(['auto_upgrade'])(found, option) as 'auto_upgrade' };
  const expected = '"auto_upgrade" or { mode = "pinned", deployment_name = …, build_id = … }';
  if (found.type !== 'table') throw refuse(option, expected, found);
  const { mode, deploymentName, buildId } = versioningFields(found, option) as Partial<Versioning>;
  if (mode === 'auto_upgrade') return { mode };
  if (mode === undefined || deploymentName === undefined || buildId === undefined) {
    throw refuse(option, expected, 'a table without all of them');
  }
  return { mode, deploymentName, buildId };
};

/** As given; `terminate_if_running` is two policies in one. */
const reuse = choice<IdReusePolicy | 'terminate_if_running'>(
  ['allow_duplicate', 'allow_duplicate_failed_only', 'reject_duplicate', 'terminate_if_running'],
  'workflow_id_reuse_policy',
) as OptionReader<IdReusePolicy>;

const ROWS: OptionRows<StartOptions> = {
  id: start(name, 'id'),
  taskQueue: start(name, 'task_queue'),
  executionTimeout: start(timeout, 'execution_timeout'),
  runTimeout: start(timeout, 'run_timeout'),
  taskTimeout: start(timeout, 'task_timeout'),
  idConflictPolicy: start(
    choice(['use_existing', 'fail', 'terminate_existing'], 'workflow_id_conflict_policy'),
    'id_conflict_policy',
  ),
  idReusePolicy: start(reuse, 'id_reuse_policy'),
  executionErrorWhenAlreadyStarted: start(flag, 'execution_error_when_already_started'),
  retryPolicy: start(retryPolicy, 'retry_policy'),
  cronSchedule: start(cron, 'cron_schedule'),
  memo: start(table, 'memo'),
  searchAttributes: start(searchAttributes, 'search_attributes', 'typed_search_attributes'),
  enableEagerStart: start(flag, 'enable_eager_start'),
  startDelay: start(delay, 'start_delay'),
  parentClosePolicy: start(
    choice(['terminate', 'abandon', 'request_cancel'], 'parent_close_policy'),
    'parent_close_policy',
  ),
  waitForCancellation: start(flag, 'wait_for_cancellation'),
  namespace: start(name, 'namespace'),
  summary: start(text, 'summary', 'static_summary'),
  details: start(text, 'details', 'static_details'),
  priority: start(priority, 'priority'),
  versioningOverride: start(versioning, 'versioning_override'),
};

const NAMES = new Set((Object.values(ROWS) as OptionRow<unknown>[]).flatMap((row) => row.names));

/**
 * The options of a start, checked one by one and against each other. Options of other hosts pass unread.
 * @throws LuaError `INVALID` naming the option, what was expected and what was found.
 */
export function startOptions(options: OptionTable): StartOptions {
  for (const option of Object.keys(options)) {
    const isLong = option.startsWith('temporal.');
    if ((!isLong && !option.startsWith('workflow.')) || NAMES.has(option)) continue;
    throw unknownOption(
      option,
      [...NAMES].filter((known) => known.startsWith('temporal.') === isLong),
    );
  }
  const read = normalised(readOptions(options, ROWS), options);
  checkTogether(read, options);
  return read;
}

/** The name under which an option was given. */
const written = (options: OptionTable, field: keyof StartOptions): string =>
  ROWS[field].names.find((each) => given(options, each)) ?? (ROWS[field].names[0] as string);

function normalised(read: StartOptions, options: OptionTable): StartOptions {
  if ((read.idReusePolicy as string | undefined) !== 'terminate_if_running') return read;
  if (read.idConflictPolicy !== undefined && read.idConflictPolicy !== 'terminate_existing') {
    const why = `"terminate_if_running" stands for the conflict policy "terminate_existing", got "${read.idConflictPolicy}"`;
    throw contradiction(written(options, 'idReusePolicy'), written(options, 'idConflictPolicy'), why);
  }
  return { ...read, idReusePolicy: 'allow_duplicate', idConflictPolicy: 'terminate_existing' };
}

function checkTogether(read: StartOptions, options: OptionTable): void {
  const clash = (first: keyof StartOptions, second: keyof StartOptions, why: string): never => {
    throw contradiction(written(options, first), written(options, second), why);
  };
  if (read.cronSchedule !== undefined && (read.startDelay ?? 0) > 0) {
    clash('cronSchedule', 'startDelay', 'a cron schedule has its own first run');
  }
  if (read.idReusePolicy === 'reject_duplicate' && read.idConflictPolicy === 'terminate_existing') {
    clash('idReusePolicy', 'idConflictPolicy', 'the run that "terminate_existing" ends would be a duplicate');
  }
  if (read.executionErrorWhenAlreadyStarted === true && read.idConflictPolicy === 'use_existing') {
    clash(
      'executionErrorWhenAlreadyStarted',
      'idConflictPolicy',
      'one asks for an error, "use_existing" for the open run',
    );
  }
  if (read.runTimeout !== undefined && read.runTimeout > (read.executionTimeout ?? Infinity)) {
    const why = `a run of ${read.runTimeout}ms does not fit into an execution of ${read.executionTimeout}ms`;
    clash('runTimeout', 'executionTimeout', why);
  }
}
