import type { Catalog } from './catalog.js';
import type {
  CustomEntry,
  Entry,
  EnvVariablesEntry,
  FunctionEntry,
  HttpClientEntry,
  HttpEndpointEntry,
  HttpRouterEntry,
  HttpServiceEntry,
  HttpStaticEntry,
  LibraryEntry,
  ProcessEntry,
  ProcessHostEntry,
  ProcessServiceEntry,
  StoreMemoryEntry,
  StoreSqliteEntry,
  TemporalClientEntry,
  TemporalWorkerEntry,
  TemporalWorkflowEntry,
  WorkflowEntry,
} from './entries.js';
import type { Finding } from './findings.js';

/** A project without errors: every reference leads somewhere, every value is normalised. Plain data throughout. */
export interface Project {
  /** Absolute path. */
  root: string;
  /** All entries of the known kinds by ID, in the order of files and lines. */
  entries: ReadonlyMap<string, Entry>;
  /** Ordered by file, line and column. */
  warnings: Finding[];
  clients: TemporalClientEntry[];
  workers: TemporalWorkerEntry[];
  workflows: WorkflowEntry[];
  /** Workflows that are no Lua. */
  temporalWorkflows: TemporalWorkflowEntry[];
  functions: FunctionEntry[];
  processes: ProcessEntry[];
  libraries: LibraryEntry[];
  processHosts: ProcessHostEntry[];
  processServices: ProcessServiceEntry[];
  httpServices: HttpServiceEntry[];
  httpRouters: HttpRouterEntry[];
  httpEndpoints: HttpEndpointEntry[];
  httpStatics: HttpStaticEntry[];
  envVariables: EnvVariablesEntry[];
  httpClients: HttpClientEntry[];
  stores: (StoreMemoryEntry | StoreSqliteEntry)[];
  /** Entries of kinds that the application registered (`LoadOptions.kinds`). */
  custom: CustomEntry[];
}

/** The project that a catalog without errors describes. */
export function toProject(root: string, catalog: Catalog, warnings: Finding[]): Project {
  const all = <K extends Entry['kind']>(kind: K): Extract<Entry, { kind: K }>[] =>
    [...catalog.ofKind(kind)].map(({ entry }) => entry);
  return {
    root,
    entries: catalog.plain(),
    warnings,
    clients: all('temporal.client'),
    workers: all('temporal.worker'),
    workflows: all('workflow.lua'),
    temporalWorkflows: all('temporal.workflow'),
    functions: all('function.lua'),
    processes: all('process.lua'),
    libraries: all('library.lua'),
    processHosts: all('process.host'),
    processServices: all('process.service'),
    httpServices: all('http.service'),
    httpRouters: all('http.router'),
    httpEndpoints: all('http.endpoint'),
    httpStatics: all('http.static'),
    envVariables: all('env.variables'),
    httpClients: all('http.client'),
    stores: [...all('store.memory'), ...all('store.sqlite')],
    custom: catalog.custom,
  };
}
