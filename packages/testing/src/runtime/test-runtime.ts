import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { nodeSignatures } from '@durable-lua/host-node';
import {
  composeProject,
  loadInterceptors,
  loadModules,
  type CompositionOptions,
} from '@durable-lua/worker/composition';
import { standardModules } from '@durable-lua/worker/modules';
import { Pages } from './pages.js';
import { simulate, type Around, type TestRuntime, type TestRuntimeOptions } from './simulate.js';

const NAMES: NamesOf<TestRuntimeOptions & LoadingTestRuntimeOptions> = {
  project: true,
  entries: true,
  functions: true,
  beforeAttempt: true,
  workflows: true,
  processes: true,
  hosts: true,
  versions: true,
  modules: true,
  interceptors: true,
  limits: true,
  sizeLimits: true,
  searchAttributes: true,
  now: true,
  seed: true,
  pages: true,
  env: true,
  kinds: true,
  workflowsPath: true,
};

/** What `createRuntime` takes: a folder, or modules and interceptors by their places, which have to be loaded first. */
export interface LoadingTestRuntimeOptions
  extends Omit<TestRuntimeOptions, 'project' | 'modules' | 'interceptors'>, Partial<CompositionOptions> {}

/**
 * Runs the workflows of a project, or of Lua sources, in virtual time: no server, no waiting. What has to be loaded first (the
 * folder of a project, a module or interceptor by name or path) makes the result a promise.
 * @throws ProjectError with everything that is wrong in the folder; LuaError `INVALID` when a module package is missing.
 */
export function createTestRuntime(options: TestRuntimeOptions): TestRuntime;
export function createTestRuntime(options: LoadingTestRuntimeOptions): Promise<TestRuntime>;
export function createTestRuntime(
  options: TestRuntimeOptions | LoadingTestRuntimeOptions,
): TestRuntime | Promise<TestRuntime> {
  checkNames('createTestRuntime', options, NAMES);
  return isLoaded(options) ? withPages(options) : load(options).then((loaded) => withPages(loaded));
}

const isPlace = (given: unknown): given is string | URL => typeof given === 'string' || given instanceof URL;

function isLoaded(options: TestRuntimeOptions | LoadingTestRuntimeOptions): options is TestRuntimeOptions {
  return ![options.project, ...(options.modules ?? []), ...(options.interceptors ?? [])].some(isPlace);
}

async function load({ project, env, kinds, ...options }: LoadingTestRuntimeOptions): Promise<TestRuntimeOptions> {
  const { modules = standardModules, interceptors = [] } = options;
  if (project === undefined) {
    const root = process.cwd();
    return { ...options, ...(await loadModules(modules, root)), ...(await loadInterceptors(interceptors, root)) };
  }
  const folder = { project, modules, interceptors, ...(env && { env }), ...(kinds && { kinds }) };
  return { ...options, ...(await composeProject(folder, { bundled: false })) };
}

/** A runtime that has what this process offers. */
export function withPages(options: TestRuntimeOptions, around: Pick<Around, 'remedy'> = {}): TestRuntime {
  const { pages: folder = process.env['DURABLE_LUA_PAGES'] } = options;
  const pages = folder === undefined ? undefined : new Pages(folder);
  return simulate(options, { ...around, signatures: nodeSignatures, ...(pages && { pages, recordings: pages }) });
}
