import type { Entry, EntryBase } from '../entries.js';
import type { JsonSchema } from '@durable-lua/determinism/host';
import {
  about,
  anything,
  freeTable,
  optional,
  readTable,
  required,
  shown,
  tableSchema,
  unserved,
  type Cursor,
  type Fields,
  type Values,
} from '../fields/index.js';
import { isTable } from '../yaml/raw.js';

/** How entries of one kind are read. */
export interface Kind {
  readonly kind: Entry['kind'];
  /** What it is, in one sentence. */
  readonly doc: string;
  /** Of an entry of this kind. */
  readonly schema: JsonSchema;
  /** Reports everything that is wrong with the entry itself; gives it if its parts are there and its ID is known. */
  read(at: Cursor): Promise<Entry | undefined>;
}

/** Fields of every kind; name and kind have been looked at by then. */
const COMMON = {
  name: anything(),
  kind: anything(),
  meta: about('A table of your own.', optional(freeTable())),
  network: unserved(),
};

/** How the schema knows name and kind; whatever reads them says itself what is wrong with them. */
const NAMED = {
  name: required(shown({ $ref: '#/definitions/name' }, anything())),
  kind: required(anything()),
};

type Of<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** The properties that only entries of this kind have. */
export type Details<K extends Entry['kind']> = Omit<Of<K>, keyof EntryBase | 'kind'>;

/** Describes a kind by its table of fields, and by what becomes of the values that were read with it. */
export function defineKind<K extends Entry['kind'], S extends Fields>(description: {
  kind: K;
  doc: string;
  fields: S;
  /** Checks what concerns several fields, and gives the entry's own properties unless a required part is missing. */
  build(values: Values<S>, at: Cursor): Details<K> | undefined | Promise<Details<K> | undefined>;
}): Kind {
  const { kind, doc, fields, build } = description;
  return {
    kind,
    doc,
    schema: tableSchema({ ...COMMON, ...fields, ...NAMED }),
    async read(at) {
      const values = readTable({ ...COMMON, ...fields }, at) as Values<S>;
      const details = await build(values, at);
      const base = entryBase(at);
      if (details === undefined || base === undefined) return undefined;
      // eslint-disable-next-line no-restricted-syntax -- Details<K> is what of an Entry of kind K is missing here
      return { ...base, kind, ...details } as unknown as Entry;
    },
  };
}

/** The properties that every entry has; nothing without an ID. */
export function entryBase(at: Cursor): EntryBase | undefined {
  const { id, namespace, name, file, fields: written, places } = at.scope.raw;
  if (id === undefined || name === undefined) return undefined;
  const { line, column } = places.value('');
  const { name: _name, kind: _kind, meta, ...fields } = written;
  return { id, namespace, name, file, line, column, meta: isTable(meta) ? meta : {}, fields };
}
