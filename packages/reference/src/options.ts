import type { FunctionDefinition, ModuleDefinition, OptionRow, OptionSet } from '@durable-lua/determinism';
import { anchor } from './anchor.js';
import { luaLiteral } from './literals.js';
import type { Link } from './words.js';

/** What a parameter that takes options is, in words, with the address of their section on the same page. */
export const optionsLink = ({ title }: OptionSet<object>): string =>
  `table of [${title.toLowerCase()}](#${anchor(title)})`;

/** The sections of all options that functions and methods of a module take: each table of them once. */
export function optionSections({ functions, classes = [] }: ModuleDefinition, link: Link): readonly string[] {
  const definitions = [functions, ...classes.map(({ methods }) => methods)].flatMap(Object.values<FunctionDefinition>);
  const sets = definitions.flatMap(({ params }) => Object.values(params).flatMap((type) => type.options ?? []));
  return [...new Set(sets)].flatMap((set) => sectionOf(set, link));
}

/** The rows of a table of options. */
export const rowsOf = ({ rows }: Pick<OptionSet<object>, 'rows'>): readonly OptionRow<unknown>[] => Object.values(rows);

function sectionOf(set: OptionSet<object>, link: Link): readonly string[] {
  const address = link('time.Duration');
  const durations = address === undefined ? 'a `time.Duration`' : `a [\`time.Duration\`](${address})`;
  const [first] = rowsOf(set);
  const spellings = first === undefined || first.names.length < 2 ? '' : ` ${spellingNote(first)}`;
  return [
    `## ${set.title}`,
    `Durations are text such as \`"1h30m"\`, ${durations}, or a number of milliseconds.${spellings} Where an option is said to be ` +
      'for something, it has no effect elsewhere.',
    ['| Option | Type | Default | |', '|---|---|---|---|', ...rowsOf(set).flatMap((row) => lines(row, ''))].join('\n'),
  ];
}

/** How else the names of all options may be written, shown with the first. */
function spellingNote({ name, names }: OptionRow<unknown>): string {
  const others = names.filter((one) => one !== name).map((one) => `\`${one}\``);
  return `Each may also be written with the other prefix, here ${others.join(', ')}; that with \`temporal.\` wins.`;
}

/** A line of the table, and one for each of its fields. */
function lines(row: OptionRow<unknown>, indent: string): readonly string[] {
  const { name, type } = row;
  const cells = [
    `${indent}\`${name}\`${aliasNote(row)}`,
    quoted(type.words),
    defaultOf(row),
    `${row.doc}${sidesOf(row)}`,
  ];
  const fields = type.fields === undefined ? [] : rowsOf({ rows: type.fields });
  return [
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
    ...fields.flatMap((field) => lines(field, `${indent}&nbsp;&nbsp;`)),
  ];
}

/** Strings of Lua as code. */
const quoted = (words: string): string => words.replace(/`?("[^"]*")`?/g, '`$1`');

/** Names beyond another spelling of the same one. */
function aliasNote({ name, names }: OptionRow<unknown>): string {
  const last = (one: string): string => one.slice(one.lastIndexOf('.') + 1);
  const plain = (one: string): string => last(one).replaceAll('_', '').toLowerCase();
  const other = names.find((one) => plain(one) !== plain(name));
  return other === undefined ? '' : ` or \`${other}\``;
}

function defaultOf({ default: value, otherwise }: OptionRow<unknown>): string {
  if (value === undefined) return otherwise ?? 'none';
  return `\`${luaLiteral(value) ?? JSON.stringify(value)}\``;
}

function sidesOf({ appliesTo, refusedBy }: OptionRow<unknown>): string {
  const applies = appliesTo === undefined ? '' : ` For ${appliesTo.join(' and ')}.`;
  return refusedBy === undefined ? applies : `${applies} Refused for ${refusedBy.join(' and ')}.`;
}
