import {
  boolean,
  defineClass,
  defineModule,
  fn,
  instance,
  integer,
  invalid,
  list,
  LuaError,
  mapOperation,
  number,
  oneOf,
  optional,
  duration,
  payload,
  result,
  string,
  table,
  type Duration,
  type Payload,
  type Store,
  type StoreEntry,
} from '@durable-lua/determinism';

const MOST_ITEMS = 1000;
const DEFAULT_ITEMS = 100;

/** A store as one run has opened it. */
class Handle {
  released = false;

  constructor(readonly store: Store) {}

  /** @throws LuaError `INVALID` after its release */
  use(what: string): Store {
    if (this.released) throw invalid(`${what}: the store was released: get it again`);
    return this.store;
  }
}

const storeType = instance<Handle>('store.Store');
const ttlType = oneOf(number, duration({ unit: 'ms' }));
const entryType = table({ key: string, value: payload, version: string });
const pageType = table({ items: list(entryType), cursor: optional(string), has_more: boolean });
const infoType = table({
  id: string,
  backend: string,
  consistency: string,
  durable: boolean,
  list: boolean,
  versioned: boolean,
  conditional_put: boolean,
  ttl: boolean,
});

function keyOf(what: string, key: string): string {
  if (key !== '') return key;
  throw invalid(`${what}: a key expected, got an empty string`);
}

/** A plain number is seconds. Undefined: for ever. */
function millis(what: string, ttl: number | Duration | undefined): { ttl?: number } {
  if (ttl === undefined) return {};
  const length = typeof ttl === 'number' ? Math.ceil(ttl * 1000) : ttl.millisCeil;
  if (length > 0 && length <= Number.MAX_SAFE_INTEGER) return { ttl: length };
  if (length === 0) return {};
  throw invalid(`${what}: ttl must not be negative: a number of seconds or a duration such as "10m" expected`);
}

/** Nil is no value: what was not set is not there. */
function filled(what: string, value: Payload): Payload {
  const encoding = value.metadata?.['encoding'];
  if (encoding !== undefined && new TextDecoder().decode(encoding) === 'binary/null') {
    throw invalid(`${what}: a value expected, got nil; delete takes a key away`);
  }
  return value;
}

const there = (what: string, key: string, entry: StoreEntry | undefined): StoreEntry => {
  if (entry !== undefined) return entry;
  throw new LuaError({ kind: 'NOT_FOUND', message: `${what}: there is no '${key}'`, retryable: false });
};

/** The Lua module `store`. */
export const store = defineModule(
  {
    name: 'store',
    summary: 'Values by key, with a life, versions and conditions.',
    needs: ['stores'],
    barredInWorkflows: 'keep it in a local variable, or call a function that uses the store',
  },
  {
    functions: {
      get: fn(
        {
          doc: 'The store of an entry of kind `store.memory` or `store.sqlite`; `NOT_FOUND` if there is none.',
          params: { id: string },
          returns: result(storeType),
        },
        ({ stores }, { id }) => {
          if (id === '') throw invalid('get: the ID of a store expected, got an empty string');
          return new Handle(stores.open(id));
        },
      ),
    },
    classes: [
      defineClass(
        { type: storeType, doc: 'A store of the application.' },
        {
          methods: {
            get: fn(
              {
                doc: 'The value of a key; `NOT_FOUND` if there is none, or its time is over.',
                params: { key: string },
                returns: result(payload),
              },
              (_, { self, key }) =>
                mapOperation(self.use('get').get(keyOf('get', key)), (entry) => there('get', key, entry).value),
            ),
            set: fn(
              {
                doc: 'Keeps a value, for `ttl` seconds or a duration, or for ever.',
                params: { key: string, value: payload, ttl: optional(ttlType) },
                returns: result(boolean),
              },
              (_, { self, key, value, ttl }) =>
                mapOperation(
                  self.use('set').put(keyOf('set', key), filled('set', value), millis('set', ttl)),
                  () => true,
                ),
            ),
            has: fn(
              { doc: 'Whether a key has a value.', params: { key: string }, returns: result(boolean) },
              (_, { self, key }) =>
                mapOperation(self.use('has').get(keyOf('has', key)), (entry) => entry !== undefined),
            ),
            delete: fn(
              { doc: 'Takes a key away; whether it had a value.', params: { key: string }, returns: result(boolean) },
              (_, { self, key }) => self.use('delete').delete(keyOf('delete', key)),
            ),
            entry: fn(
              { doc: 'Value and version of a key.', params: { key: string }, returns: result(entryType) },
              (_, { self, key }) =>
                mapOperation(self.use('entry').get(keyOf('entry', key)), (entry) => there('entry', key, entry)),
            ),
            put: fn(
              {
                doc:
                  'Keeps a value if a condition holds: `only_if_absent`, else `ALREADY_EXISTS`; `if_version`, the version that the key has, ' +
                  'else `CONFLICT`.',
                params: {
                  key: string,
                  value: payload,
                  options: optional(
                    table({
                      ttl: optional(ttlType),
                      only_if_absent: optional(boolean, false),
                      if_version: optional(string),
                    }),
                  ),
                },
                returns: result(entryType),
              },
              (_, { self, key, value, options: { ttl, only_if_absent: onlyIfAbsent, if_version: ifVersion } = {} }) => {
                if (onlyIfAbsent === true && ifVersion !== undefined) {
                  throw invalid('put: only_if_absent and if_version contradict each other: give one');
                }
                return self.use('put').put(keyOf('put', key), filled('put', value), {
                  ...millis('put', ttl),
                  ...(onlyIfAbsent === true && { onlyIfAbsent }),
                  ...(ifVersion !== undefined && { ifVersion }),
                });
              },
            ),
            list: fn(
              {
                doc: `Entries in the order of their keys, at most \`limit\` (${DEFAULT_ITEMS}, up to ${MOST_ITEMS}): \`after = page.cursor\` gives the next ones.`,
                params: {
                  options: optional(
                    table({ prefix: optional(string, ''), after: optional(string), limit: optional(integer()) }),
                  ),
                },
                returns: result(pageType),
              },
              (_, { self, options: { prefix = '', after, limit = DEFAULT_ITEMS } = {} }) => {
                if (limit < 1 || limit > MOST_ITEMS)
                  throw invalid(`list: limit must be from 1 to ${MOST_ITEMS}, got ${limit}`);
                const found = self
                  .use('list')
                  .list({ prefix, limit: limit + 1, ...(after !== undefined && { after }) });
                return mapOperation(found, (entries) => {
                  const items = entries.slice(0, limit);
                  const isMore = entries.length > limit;
                  return { items, cursor: isMore ? items.at(-1)?.key : undefined, has_more: isMore };
                });
              },
            ),
            info: fn({ doc: 'What the store promises.', returns: result(infoType) }, (_, { self }) => ({
              ...self.use('info').info,
              list: true,
              versioned: true,
              conditional_put: true,
              ttl: true,
            })),
            release: fn(
              { doc: 'Lets go of the store: any other call fails from then on.', returns: result(boolean) },
              (_, { self }) => (self.released = true),
            ),
          },
          tostring: ({ store: { info } }) => `store.Store{${info.id}}`,
        },
      ),
    ],
  },
);
