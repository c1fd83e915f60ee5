import { CALL_ROWS } from './call-rows.js';
import { rowsOf } from './option-rows.js';
import type { OptionTable } from './option-table.js';
import { START_ROWS } from './start-rows.js';

/** The name of an option by each of its spellings: `workflow.static_summary` and `temporal.workflow.summary` are one. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [...rowsOf(CALL_ROWS), ...rowsOf(START_ROWS)].flatMap(([, { name, names }]) => names.map((each) => [each, name])),
);

const nameOf = (option: string): string => NAMES.get(option) ?? option;

/** Options with newer ones over them, key by key, whichever spelling either used. Pure. */
export function mergeOptions(earlier: OptionTable, newer: OptionTable): OptionTable {
  const replaced = new Set(Object.keys(newer).map(nameOf));
  const kept = Object.entries(earlier).filter(([option]) => !replaced.has(nameOf(option)));
  return Object.fromEntries([...kept, ...Object.entries(newer)]);
}
