import { isVisible, quoted } from '../visible.js';
import { isTable, type Table } from '../yaml/raw.js';
import type { Field } from './field.js';
import { wrongType } from './scalars.js';

/** A list; items that are wrong are reported and left out. */
export function list<T>(item: Field<T>): Field<T[], false> {
  return {
    hasDefault: false,
    schema: { type: 'array', items: item.schema },
    read(value, at) {
      if (!Array.isArray(value)) return wrongType(at, 'a list', value);
      return value.flatMap((element: unknown, index) => {
        const read = item.read(element, at.item(index));
        return read === undefined ? [] : [read];
      });
    },
  };
}

/** A table from names of the author's choice to values of one sort. */
export function dictionary<T>(item: Field<T>): Field<Record<string, T>, false> {
  return {
    hasDefault: false,
    schema: { type: 'object', additionalProperties: item.schema },
    read(value, at) {
      if (!isTable(value)) return wrongType(at, 'a table', value);
      for (const key of Object.keys(value).filter((one) => !isVisible(one))) {
        const message = `expected names without control and bidirectional characters, found ${quoted(key)}`;
        at.key(key).report('E-FIELD-TYPE', message, 'key');
      }
      const read = Object.entries(value).map(([key, element]) => [key, item.read(element, at.key(key))] as const);
      return Object.fromEntries(read.filter((pair): pair is [string, NonNullable<T> & T] => pair[1] !== undefined));
    },
  };
}

/** A table that is the author's own: not looked into. */
export function freeTable(): Field<Table, false> {
  return {
    hasDefault: false,
    schema: { type: 'object' },
    read: (value, at) => (isTable(value) ? value : wrongType(at, 'a table', value)),
  };
}

/** Anything at all. */
export function anything(): Field<unknown, false> {
  return { hasDefault: false, schema: {}, read: (value) => value };
}
