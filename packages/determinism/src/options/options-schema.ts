import { orNull, type JsonSchema } from '../json-schema.js';
import { rowsOf, type OptionRow, type OptionSet } from './option-rows.js';

/** What an entry file may hold as a table of these options: every name of every row, with its text. Pure. */
export function optionsSchema<T extends object>({ title, rows, ours }: OptionSet<T>): JsonSchema {
  return {
    title,
    type: 'object',
    properties: propertiesOf(rows),
    patternProperties: { [`^(?!${ours.source})`]: {} },
    additionalProperties: false,
  };
}

const propertiesOf = (rows: object): JsonSchema =>
  Object.fromEntries(rowsOf(rows).flatMap(([, row]) => row.names.map((name) => [name, orNull(schemaOf(row))])));

function schemaOf({ type, doc, default: value, otherwise }: OptionRow<unknown>): JsonSchema {
  return {
    description: otherwise === undefined ? doc : `${doc} Default: ${otherwise}.`,
    ...(value !== undefined && { default: value }),
    ...type.json,
    ...(type.fields !== undefined && { properties: propertiesOf(type.fields) }),
  };
}
