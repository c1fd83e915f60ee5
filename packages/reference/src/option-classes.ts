import type { OptionRow, OptionSet } from '@durable-lua/determinism';
import { rowsOf } from './options.js';

/** A table of options as classes of a definition file: lines of each, those of its tables of fields first. */
export const optionClasses = (set: OptionSet<object>): readonly (readonly string[])[] =>
  classesOf(set.name, `${set.title}.`, rowsOf(set));

function classesOf(name: string, doc: string, rows: readonly OptionRow<unknown>[]): readonly (readonly string[])[] {
  const inner = rows.flatMap((row) =>
    row.type.fields === undefined ? [] : classesOf(innerName(name, row), row.doc, rowsOf({ rows: row.type.fields })),
  );
  return [...inner, [`---${doc}`, `---@class ${name}`, ...rows.flatMap((row) => fieldLines(name, row))]];
}

const innerName = (owner: string, { name }: OptionRow<unknown>): string =>
  `${owner}.${name.slice(name.lastIndexOf('.') + 1)}`;

/** Every name of an option is a field, since editors offer what a class has. */
function fieldLines(owner: string, row: OptionRow<unknown>): readonly string[] {
  const { name, names, type, doc } = row;
  const table = type.fields === undefined ? undefined : innerName(owner, row);
  const text = table === undefined ? type.lua : type.lua === 'table' ? table : `${type.lua}|${table}`;
  const others = names.filter((one) => one !== name);
  return [
    `---@field ${key(name)}? ${text} ${doc}`,
    ...others.map((one) => `---@field ${key(one)}? ${text} The same as \`${name}\`.`),
  ];
}

const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `[${JSON.stringify(name)}]`);
