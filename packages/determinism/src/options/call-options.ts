import { CALL_ROWS } from './call-rows.js';
import { checkOptions, readOptions, rowsOf, writtenIn } from './option-rows.js';
import type { OptionsOf, OptionSet } from './option-rows.js';
import type { OptionTable } from './option-table.js';
import { optionError, OptionPlace, type OptionProblem } from './problems.js';

/** Options of one call, checked. All times in milliseconds; absent means "not set". */
export type CallOptions = OptionsOf<typeof CALL_ROWS>;

/** The options of a call, as they are given to `with_options` and in `meta.options` of an entry. */
export const callOptionSet: OptionSet<CallOptions> = {
  name: 'funcs.Options',
  title: 'Call options',
  rows: CALL_ROWS,
  // Without a prefix, but another runtime's: network and priority.
  ours: /^(activity\.|temporal\.|(?!(network|priority)$)[^.]*$)/,
  together(read, written, at) {
    if (read.local === true) refuseNotLocal(read, written, at);
    return read;
  },
};

/** Notes each option that a local activity cannot have. */
function refuseNotLocal(options: CallOptions, nameOf: (field: keyof CallOptions) => string, at: OptionPlace): void {
  for (const [field, { refusedBy = [] }] of rowsOf(CALL_ROWS) as [keyof CallOptions, (typeof CALL_ROWS)['local']][]) {
    if (options[field] === undefined || !refusedBy.includes('local activities')) continue;
    at.unavailable(nameOf(field), 'a local activity');
  }
}

/**
 * The options of a call, checked. Options with another program's prefix pass unread. Pure.
 * @throws LuaError `INVALID` naming the option, what was expected and what was found.
 */
export function callOptions(table: OptionTable): CallOptions {
  return readOptions(callOptionSet, table);
}

/**
 * Everything that is wrong with the options of a call, in a fixed order. Pure.
 * @param local whether the function is a local activity unless its options say otherwise.
 */
export function callOptionProblems(table: OptionTable, local: boolean): readonly OptionProblem[] {
  const { options, problems } = checkOptions(callOptionSet, table);
  if (!local || options.local !== undefined) return problems;
  const more: OptionProblem[] = [];
  refuseNotLocal(options, writtenIn(table, callOptionSet.rows), new OptionPlace([], more));
  return [...problems, ...more];
}

/**
 * Refuses options that a local activity cannot have. To be asked with the options in force, defaults of the function
 * included.
 * @throws LuaError `INVALID`
 */
export function checkLocalCall(options: CallOptions): void {
  const problems: OptionProblem[] = [];
  refuseNotLocal(options, (field) => CALL_ROWS[field].name, new OptionPlace([], problems));
  if (problems[0] !== undefined) throw optionError(problems[0]);
}
