import {
  boolean,
  defineClass,
  defineModule,
  didYouMean,
  fn,
  instance,
  integer,
  invalid,
  list,
  LuaError,
  optional,
  record,
  rest,
  result,
  string,
  table,
  value,
  type Entries,
  type EntryView,
  type Fn,
  type LuaServices,
  type Self,
} from '@durable-lua/determinism';
import { readFilter } from './filter.js';

const entry = table({ id: string, kind: string, meta: record, data: record });
const ids = table({ ns: string, name: string });

/** The one version that there is: entries do not change while the application runs. */
const CURRENT = 1;

interface Version {
  readonly number: number;
}
interface View {
  readonly entries: readonly EntryView[];
}
interface History {
  readonly versions: readonly Version[];
}
/** Changes that nobody will carry out. */
interface Changes {
  readonly count: number;
}

const version = instance<Version>('registry.Version');
const view = instance<View>('registry.Snapshot');
const history = instance<History>('registry.History');
const changes = instance<Changes>('registry.Changes');

const current: Version = Object.freeze({ number: CURRENT });

const viewOf = ({ all }: Entries): View => ({ entries: all });

function versionOf(what: string, number: number): Version {
  if (number <= 0) throw invalid(`${what}: a version above 0 expected, got ${number}`);
  if (number === CURRENT) return current;
  throw new LuaError({ kind: 'NOT_FOUND', message: `${what}: there is no version ${number}`, retryable: false });
}

function entryOf(lua: LuaServices, entries: readonly EntryView[], id: string): EntryView {
  const found = entries.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = entries.map((one) => one.id);
  lua.pay(ids.length * id.length);
  const message = `get: there is no entry '${id}'${didYouMean(id, ids)}`;
  throw new LuaError({ kind: 'NOT_FOUND', message, retryable: false });
}

function find(lua: LuaServices, entries: readonly EntryView[], filter: Parameters<typeof readFilter>[0]): EntryView[] {
  lua.pay(4 * entries.length * Math.max(1, Object.keys(filter).length));
  return entries.filter(readFilter(filter, (units) => lua.pay(units)));
}

const readOnly = (what: string): never => {
  throw invalid(`${what}: the registry is read-only: change the _index.yaml files and start again`);
};

const byFilter =
  'by a filter whose keys must all hold: `.kind`, `.name`, `.ns`, `.id` (`*` for any text), `meta.f` (equal; of a list all items), ' +
  '`~meta.f` (regular expression), `*meta.f` (contains), `^meta.f` (begins with), `$meta.f` (ends with)';

const change = (verb: string): Fn<{ readonly lua: LuaServices }, Self<Changes>> =>
  fn(
    {
      doc: `Notes down that an entry is to be ${verb}; gives the changes.`,
      params: { given: rest(value) },
      returns: changes,
    },
    (_, { self }: Self<Changes>) => ({ count: self.count + 1 }),
  );

/** The Lua module `registry`: the entries of the application. */
export const registry = defineModule(
  {
    name: 'registry',
    summary: 'The entries of the application, to look up and to search.',
    needs: ['entries'],
    barredInWorkflows: 'call a function that looks into the registry',
  },
  {
    functions: {
      get: fn(
        { doc: 'The entry of an ID; `NOT_FOUND` if there is none.', params: { id: string }, returns: result(entry) },
        ({ entries, lua }, { id }) => entryOf(lua, entries.all, id),
      ),
      find: fn(
        { doc: `The entries, ordered by ID, ${byFilter}.`, params: { filter: record }, returns: result(list(entry)) },
        ({ entries, lua }, { filter }) => find(lua, entries.all, filter),
      ),
      parse_id: fn(
        {
          doc: 'Namespace and name of an ID, parted at the first colon; without one the namespace is empty.',
          params: { id: string },
          returns: ids,
        },
        (_, { id }) => {
          const colon = id.indexOf(':');
          return { ns: id.slice(0, Math.max(0, colon)), name: id.slice(colon + 1) };
        },
      ),
      current_version: fn(
        { doc: 'The version of the registry that is in use.', returns: result(version) },
        () => current,
      ),
      versions: fn({ doc: 'All versions that there are: the one in use.', returns: result(list(version)) }, () => [
        current,
      ]),
      snapshot: fn({ doc: 'The entries as they are.', returns: result(view) }, ({ entries }) => viewOf(entries)),
      snapshot_at: fn(
        {
          doc: 'The entries of a version; `NOT_FOUND` for another than the one in use.',
          params: { number: integer() },
          returns: result(view),
        },
        ({ entries }, { number }) => {
          versionOf('snapshot_at', number);
          return viewOf(entries);
        },
      ),
      history: fn({ doc: 'The versions that there have been.', returns: result(history) }, () => ({
        versions: [current],
      })),
      apply_version: fn(
        {
          doc: 'An error of kind `INVALID`: the registry is read-only.',
          params: { version: value },
          returns: result(boolean),
        },
        () => readOnly('apply_version'),
      ),
      build_delta: fn(
        {
          doc: 'An error of kind `INVALID`: the registry is read-only.',
          params: { from: value, to: value },
          returns: result(changes),
        },
        () => readOnly('build_delta'),
      ),
    },
    classes: [
      defineClass(
        { type: view, doc: 'The entries of one version.' },
        {
          methods: {
            entries: fn(
              { doc: 'All entries, ordered by ID.', returns: result(list(entry)) },
              (_, { self }: Self<View>) => self.entries,
            ),
            get: fn(
              {
                doc: 'The entry of an ID; `NOT_FOUND` if there is none.',
                params: { id: string },
                returns: result(entry),
              },
              ({ lua }, { self, id }) => entryOf(lua, self.entries, id),
            ),
            find: fn(
              {
                doc: 'The entries by a filter, as `registry.find`.',
                params: { filter: record },
                returns: result(list(entry)),
              },
              ({ lua }, { self, filter }) => find(lua, self.entries, filter),
            ),
            namespace: fn(
              {
                doc: 'The entries of a namespace, ordered by ID.',
                params: { ns: string },
                returns: result(list(entry)),
              },
              ({ lua }, { self, ns }) => {
                lua.pay(self.entries.length);
                return self.entries.filter(({ id }) => id.slice(0, id.indexOf(':')) === ns);
              },
            ),
            version: fn({ doc: 'Its version.', returns: version }, () => current),
            changes: fn({ doc: 'Changes to it, which cannot be applied.', returns: changes }, () => ({ count: 0 })),
          },
        },
      ),
      defineClass(
        { type: version, doc: 'A version of the registry.' },
        {
          methods: {
            id: fn({ doc: 'Its number.', returns: integer() }, (_, { self }: Self<Version>) => self.number),
            string: fn({ doc: 'Its number as text, `v1`.', returns: string }, (_, { self }) => `v${self.number}`),
            previous: fn({ doc: 'The one before; nil for the first.', returns: optional(version) }, () => undefined),
            next: fn({ doc: 'The one after; nil for the last.', returns: optional(version) }, () => undefined),
          },
          tostring: ({ number }) => `v${number}`,
        },
      ),
      defineClass(
        { type: history, doc: 'The versions that there have been.' },
        {
          methods: {
            versions: fn(
              { doc: 'All of them, the first one first.', returns: result(list(version)) },
              (_, { self }: Self<History>) => self.versions,
            ),
            get_version: fn(
              { doc: 'The version of a number.', params: { number: integer() }, returns: result(version) },
              (_, { number }) => versionOf('get_version', number),
            ),
          },
        },
      ),
      defineClass(
        { type: changes, doc: 'Changes of the registry, which is read-only.' },
        {
          methods: {
            create: change('made'),
            update: change('changed'),
            delete: change('removed'),
            apply: fn({ doc: 'An error of kind `INVALID`: the registry is read-only.', returns: result(version) }, () =>
              readOnly('apply'),
            ),
          },
        },
      ),
    ],
  },
);
