import {
  LuaError,
  type Data,
  type Entries,
  type Environment,
  type HttpClient,
  type Store,
  type Stores,
} from '@durable-lua/determinism';
import { didYouMean } from '@durable-lua/determinism/host';
import { MemoryStore } from '@durable-lua/modules-store/memory';
import { SqliteStore } from '@durable-lua/store-sqlite';
import { httpClient } from '@durable-lua/http-client';
import type { Shared } from '@durable-lua/host-node';
import type { Project } from '@durable-lua/registry';

type Variables = Readonly<Record<string, string | undefined>>;

/** What of the outside world the functions and processes of a project may use. */
export const outsideOf = (project: Project, stores: Stores, variables: Variables = process.env): Shared => ({
  environment: environmentOf(project, variables),
  entries: entriesOf(project),
  httpClient: clientOf(project),
  stores,
});

/** May do what one of the entries of the project allows. */
const clientOf = ({ httpClients }: Project): HttpClient =>
  httpClient({
    allowPrivate: httpClients.flatMap(({ allowPrivate }) => allowPrivate),
    unixSockets: httpClients.flatMap(({ unixSockets }) => unixSockets),
    insecureTls: httpClients.some(({ insecureTls }) => insecureTls),
  });

/** A store for each entry of a project, as long as the runtime lives. */
export class ProjectStores implements Stores {
  private readonly made: ReadonlyMap<string, MemoryStore | SqliteStore>;

  constructor({ stores }: Project) {
    this.made = new Map(
      stores.map((entry) => [
        entry.id,
        entry.kind === 'store.sqlite'
          ? new SqliteStore({ id: entry.id, file: entry.file })
          : new MemoryStore({ id: entry.id, maxEntries: entry.maxEntries, now: Date.now }),
      ]),
    );
  }

  open(id: string): Store {
    const store = this.made.get(id);
    if (store !== undefined) return store;
    const near = didYouMean(id, [...this.made.keys()]);
    const message = `there is no store '${id}': no entry of kind store.sqlite or store.memory has that ID${near}`;
    throw new LuaError({ kind: 'NOT_FOUND', message, retryable: false });
  }

  /** Closes files; what is used afterwards is opened again. */
  async close(): Promise<void> {
    for (const store of this.made.values()) if (store instanceof SqliteStore) await store.close();
  }
}

/** The variables that the project names. */
export function environmentOf({ envVariables }: Pick<Project, 'envVariables'>, variables: Variables): Environment {
  const patterns = envVariables.flatMap(({ names }) => names);
  const isVisible = (name: string): boolean =>
    patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
  return {
    get(name) {
      if (isVisible(name)) return Object.hasOwn(variables, name) ? variables[name] : undefined;
      // Only what the files of the project say: no name that the environment has beside them.
      const near = didYouMean(name, patterns);
      const message = `the variable '${name}' may not be seen: name it in an entry of kind env.variables${near}`;
      throw new LuaError({ kind: 'PERMISSION_DENIED', message, retryable: false });
    },
    all: () =>
      Object.entries(variables)
        .filter((pair): pair is [string, string] => pair[1] !== undefined && isVisible(pair[0]))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

/** The entries as their files say them, without what proves who a client is. */
export function entriesOf({ entries, custom }: Pick<Project, 'entries' | 'custom'>): Entries {
  const all = [...entries.values(), ...custom].map(({ id, kind, meta, fields: { auth: _auth, ...data } }) => ({
    id,
    kind,
    meta: meta as Readonly<Record<string, Data>>,
    data: data as Readonly<Record<string, Data>>,
  }));
  return { all: all.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
