export { checkProject, loadProject } from './load.js';
export type { LoadOptions } from './check-files.js';
export type { Project } from './project.js';
export { ProjectError, compareFindings, findingIn, formatFinding } from './findings.js';
export type { Finding, FindingCode, Position } from './findings.js';
export { methodFinding } from './method.js';
export { checkComposition } from './rules/composition.js';
export type { Surroundings } from './rules/composition.js';
export { pathOf } from './files.js';
export { indexSchema } from './index-schema.js';
export type { SchemaOptions } from './index-schema.js';
export type { KnownModule } from './lua/modules.js';
export type {
  ActivityBinding,
  CallableEntry,
  CallableEntryBase,
  ClientAuth,
  ClientTls,
  CustomEntry,
  Entry,
  EntryBase,
  EnvVariablesEntry,
  FunctionEntry,
  HttpClientEntry,
  HttpEndpointEntry,
  HttpMethod,
  HttpRouterEntry,
  HttpServiceEntry,
  HttpStaticEntry,
  LibraryEntry,
  Lifecycle,
  LuaEntry,
  LuaEntryBase,
  LuaPlaces,
  LuaSource,
  PoolOptions,
  ProcessEntry,
  ProcessHostEntry,
  ProcessServiceEntry,
  StoreMemoryEntry,
  StoreSqliteEntry,
  TemporalClientEntry,
  TemporalWorkerEntry,
  TemporalWorkflowEntry,
  WorkerOptions,
  WorkflowEntry,
} from './entries.js';
