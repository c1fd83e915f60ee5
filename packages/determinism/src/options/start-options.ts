import { readOptions, rowsOf } from './option-rows.js';
import type { OptionsOf, OptionSet } from './option-rows.js';
import type { OptionTable } from './option-table.js';
import { optionError, type OptionPlace } from './problems.js';
import { START_ROWS, type IdConflictPolicy, type StartSide } from './start-rows.js';

/**
 * Options of a start, checked: one field for each `temporal.workflow.*` option, in camel case. All times in milliseconds;
 * absent means "not given", and a zero timeout counts as not given.
 */
export type StartOptions = OptionsOf<typeof START_ROWS>;

type Written = (field: keyof StartOptions) => string;

/** The options of a start, as they are given to `with_options`. */
export const startOptionSet: OptionSet<StartOptions> = {
  name: 'process.Options',
  title: 'Start options',
  rows: START_ROWS,
  ours: /^(temporal|workflow)\./,
  together(read, written, at) {
    const options = takenApart(read, written, at);
    checkTogether(options, written, at);
    return options;
  },
};

/**
 * The options of a start, checked one by one and against each other. Options of other hosts pass unread. Pure.
 * @throws LuaError `INVALID` naming the option, what was expected and what was found.
 */
export function startOptions(table: OptionTable): StartOptions {
  return readOptions(startOptionSet, table);
}

/** The reuse policy `terminate_if_running` as the two policies it stands for. */
function takenApart(read: StartOptions, written: Written, at: OptionPlace): StartOptions {
  if ((read.idReusePolicy as string | undefined) !== 'terminate_if_running') return read;
  const given = read.idConflictPolicy;
  if (given !== undefined && given !== 'terminate_existing') {
    const why = `"terminate_if_running" stands for the conflict policy "terminate_existing", got "${given}"`;
    at.contradiction(written('idReusePolicy'), written('idConflictPolicy'), why);
  }
  return { ...read, idReusePolicy: 'allow_duplicate', idConflictPolicy: 'terminate_existing' };
}

function checkTogether(read: StartOptions, written: Written, at: OptionPlace): void {
  const clash = (first: keyof StartOptions, second: keyof StartOptions, why: string): void =>
    at.contradiction(written(first), written(second), why);
  if (read.cronSchedule !== undefined && (read.startDelay ?? 0) > 0) {
    clash('cronSchedule', 'startDelay', 'a cron schedule has its own first run');
  }
  if (read.idReusePolicy === 'reject_duplicate' && read.idConflictPolicy === 'terminate_existing') {
    clash('idReusePolicy', 'idConflictPolicy', 'the run that "terminate_existing" ends would be a duplicate');
  }
  if (read.executionErrorWhenAlreadyStarted === true && read.idConflictPolicy === 'use_existing') {
    const why = 'one asks for an error, "use_existing" for the open run';
    clash('executionErrorWhenAlreadyStarted', 'idConflictPolicy', why);
  }
  if (read.runTimeout !== undefined && read.runTimeout > (read.executionTimeout ?? Infinity)) {
    const why = `a run of ${read.runTimeout}ms does not fit into an execution of ${read.executionTimeout}ms`;
    clash('runTimeout', 'executionTimeout', why);
  }
}

/**
 * The conflict policy in force: as given, else by `executionErrorWhenAlreadyStarted`, else an ID that the author chose
 * finds its open run and a generated one never does. Pure.
 * @param idIsChosen whether the ID comes from the options or the name of the request.
 */
export function conflictPolicy(options: StartOptions, idIsChosen: boolean): IdConflictPolicy {
  if (options.idConflictPolicy !== undefined) return options.idConflictPolicy;
  if (options.executionErrorWhenAlreadyStarted !== undefined) {
    return options.executionErrorWhenAlreadyStarted ? 'fail' : 'use_existing';
  }
  return idIsChosen ? 'use_existing' : 'fail';
}

/** The option as Lua authors write it: `runTimeout` → `temporal.workflow.run_timeout`. Pure. */
export const startOptionName = (field: keyof StartOptions): string => START_ROWS[field].name;

/**
 * Refuses options that a side does not have.
 * @throws LuaError `INVALID`
 */
export function checkStartSide(options: StartOptions, side: StartSide): void {
  for (const [field, { name, refusedBy = [] }] of rowsOf(START_ROWS)) {
    if (options[field as keyof StartOptions] === undefined || !refusedBy.includes(side)) continue;
    throw optionError({ kind: 'unavailable', path: [name], side });
  }
}
