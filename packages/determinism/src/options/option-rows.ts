import type { Data } from '../data.js';
import type { JsonSchema } from '../json-schema.js';
import { given, type OptionTable, type OptionValue } from './option-table.js';
import { optionError, OptionPlace, type OptionProblem } from './problems.js';

/** What the value of an option is: how it is read, and how it is described. */
export interface OptionType<T> {
  /** In words, for reference pages: `duration`, `integer of at least 1`. */
  readonly words: string;
  /** In the notation of definition files for editors; a table with `fields` gets a class of its own there. */
  readonly lua: string;
  /** For editors of entry files: what may be written, as far as a schema can say it; its fields are added to it. */
  readonly json: JsonSchema;
  /** Of a table whose fields are options themselves. */
  readonly fields?: OptionRows<object>;
  /** Gives the checked value, or undefined for "as if not given" and for what `at` was told to be wrong. Pure. */
  readonly read: (found: OptionValue, at: OptionPlace) => T | undefined;
}

/** Everything that is to be said of one option; `T` is what hosts get of it. */
export interface OptionRow<T, Side extends string = string> {
  /** As reference pages and errors call it. */
  readonly name: string;
  /** All names under which it may be given; of several that are given the first here wins. */
  readonly names: readonly string[];
  readonly type: OptionType<T>;
  /** What holds when it is not given, as an author would write it. */
  readonly default?: Data;
  /** The same in words, where no one value says it. */
  readonly otherwise?: string;
  /** Where it has an effect; everywhere else it has none, or is refused. All sides if absent. */
  readonly appliesTo?: readonly Side[];
  readonly refusedBy?: readonly Side[];
  /** One sentence. */
  readonly doc: string;
}

/** A row for each field of the result. */
export type OptionRows<T> = { readonly [K in keyof T]-?: OptionRow<Exclude<T[K], undefined>> };

/** What reading gives: each option checked, in its internal form; absent means "not given". */
export type OptionsOf<R> = { readonly [K in keyof R]?: R[K] extends OptionRow<infer T> ? T : never };

/** A table of options as a parameter: the rows, and what holds for all of them. */
export interface OptionSet<T extends object> {
  /** Of its class in definition files: `funcs.Options`. */
  readonly name: string;
  /** Of its section in reference pages: `Call options`. */
  readonly title: string;
  readonly rows: OptionRows<T>;
  /** Names of which one without a row is a mistake, from their beginning; the others belong to other programs and pass unread. */
  readonly ours: RegExp;
  /**
   * What the options say together: notes contradictions, and may put something else in the place of what was read.
   * `written` is the name under which an option was given.
   */
  readonly together?: (read: Partial<T>, written: (field: keyof T) => string, at: OptionPlace) => Partial<T>;
}

/** Reads the rows that are given. */
export function readRows<T extends object>(table: OptionTable, rows: OptionRows<T>, at: OptionPlace): Partial<T> {
  const read: [string, unknown][] = [];
  for (const [field, row] of rowsOf(rows)) {
    const name = row.names.find((each) => given(table, each));
    if (name === undefined) continue;
    const value = row.type.read(table[name] as OptionValue, at.at(name));
    if (value !== undefined) read.push([field, value]);
  }
  return Object.fromEntries(read) as Partial<T>;
}

/** The rows by field, in their order. */
export const rowsOf = (rows: object): [string, OptionRow<unknown>][] =>
  Object.entries(rows) as [string, OptionRow<unknown>][];

/** The name under which an option was given, else its own. */
export const writtenIn =
  <T extends object>(table: OptionTable, rows: OptionRows<T>) =>
  (field: keyof T): string =>
    rows[field].names.find((each) => given(table, each)) ?? rows[field].name;

export interface OptionsRead<T> {
  /** What is right. */
  readonly options: Partial<T>;
  /** What is not, in a fixed order. */
  readonly problems: readonly OptionProblem[];
}

/** Reads a table of options whole: everything that is wrong with it, and the rest. Pure. */
export function checkOptions<T extends object>(set: OptionSet<T>, table: OptionTable): OptionsRead<T> {
  const problems: OptionProblem[] = [];
  const at = new OptionPlace([], problems);
  const names = rowsOf(set.rows).flatMap(([, row]) => row.names);
  for (const name of Object.keys(table)) {
    if (!names.includes(name) && set.ours.test(name)) at.unknown(name, spelledLike(name, names));
  }
  const read = readRows(table, set.rows, at);
  const options = set.together?.(read, writtenIn(table, set.rows), at) ?? read;
  return { options, problems };
}

/**
 * The checked options of a table. Options of other programs pass unread. Pure.
 * @throws LuaError `INVALID` for the first that is wrong, naming it, what was expected and what was found.
 */
export function readOptions<T extends object>(set: OptionSet<T>, table: OptionTable): Partial<T> {
  const { options, problems } = checkOptions(set, table);
  if (problems[0] !== undefined) throw optionError(problems[0]);
  return options;
}

/** The known names in the spelling that the author of `name` uses. */
function spelledLike(name: string, names: readonly string[]): readonly string[] {
  const isLong = name.startsWith('temporal.');
  return names.filter((known) => !known.includes('.') || known.startsWith('temporal.') === isLong);
}
