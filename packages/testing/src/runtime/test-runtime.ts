import {
  Duration,
  parseDuration,
  type ContextValues,
  type Data,
  type Millis,
  type ModuleDefinition,
  type StartOptions,
  type WorkflowInfo,
} from '@durable-lua/determinism';
import { type Interceptor } from '@durable-lua/determinism/host';
import { nodeSignatures } from '@durable-lua/host-node';
import { Simulation, type Fake, type LogLine } from '@durable-lua/host-simulated';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import type { Project } from '@durable-lua/registry';
import { composeProject, loadModules, type CompositionOptions } from '@durable-lua/worker/composition';
import { standardModules } from '@durable-lua/worker/modules';
import { entriesById, entriesOfProject, type TestEntry } from './entries.js';
import { Trace, type TraceLine } from './trace.js';

export interface TestRuntimeOptions {
  /** The workflows, functions and libraries of a project that was loaded. */
  readonly project?: Project;
  /** Or Lua sources by ID. */
  readonly entries?: Readonly<Record<string, string | TestEntry>>;
  /** What functions do instead; others are run as they are, in the same virtual time. */
  readonly functions?: Readonly<Record<string, Fake>>;
  /** What child workflows do instead. */
  readonly workflows?: Readonly<Record<string, Fake>>;
  /** All standard modules by default. */
  readonly modules?: readonly ModuleDefinition[];
  readonly interceptors?: readonly Interceptor[];
  /** The moment at which it begins; 2024-01-01T00:00:00Z by default. */
  readonly now?: Millis | string | Date;
  /** All randomness comes from it. */
  readonly seed?: string | number;
}

export interface TestStartOptions extends StartOptions {
  readonly context?: ContextValues;
  /** Over what the simulation knows of the run. */
  readonly info?: Partial<WorkflowInfo>;
}

/** A length of virtual time: milliseconds, or a text such as `1h30m`. */
export type Time = Millis | string;

/** A workflow that was started in virtual time. */
export interface TestRun {
  readonly pid: string;
  readonly workflowId: string;
  /** Sends a message, now. */
  send(topic: string, ...args: readonly Data[]): void;
  /** Sends a message once that much virtual time has passed. */
  sendAfter(time: Time, topic: string, ...args: readonly Data[]): void;
  /** Asks for its end, as a cancel request does. */
  cancel(): void;
  /**
   * Lets time pass until the workflow has ended.
   * @throws LuaError when it fails. Error when nothing is left that could make it end; it says what it waits for.
   */
  result(): Promise<Data>;
}

/** Workflows in virtual time. Time passes only while a test awaits `result`, `advance` or `settle`. */
export interface TestRuntime {
  start(id: string, args?: readonly Data[], options?: TestStartOptions): TestRun;
  /** Starts a workflow and awaits its result. */
  run(id: string, ...args: readonly Data[]): Promise<Data>;
  /** Lets so much time pass. */
  advance(time: Time): Promise<void>;
  /** Lets time pass until nothing happens any more by itself. */
  settle(): Promise<void>;
  /** Virtual time. */
  readonly now: Date;
  /** What was logged and printed. */
  readonly log: readonly LogLine[];
  /** What all runs asked of their host, in order: `functions.start({id: "app:charge", …})`. */
  readonly trace: readonly TraceLine[];
}

/** What `createRuntime` takes: a folder, or modules by their places, which have to be loaded first. */
export interface LoadingTestRuntimeOptions
  extends Omit<TestRuntimeOptions, 'project' | 'modules'>, Partial<CompositionOptions> {}

/**
 * Runs the workflows of a project, or of Lua sources, in virtual time: no server, no waiting. What has to be loaded first (the
 * folder of a project, a module by name or path) makes the result a promise.
 * @throws ProjectError with everything that is wrong in the folder; LuaError `INVALID` when a module package is missing.
 */
export function createTestRuntime(options: TestRuntimeOptions): TestRuntime;
export function createTestRuntime(options: LoadingTestRuntimeOptions): Promise<TestRuntime>;
export function createTestRuntime(
  options: TestRuntimeOptions | LoadingTestRuntimeOptions,
): TestRuntime | Promise<TestRuntime> {
  return isLoaded(options) ? simulate(options) : load(options).then(simulate);
}

const isPlace = (given: unknown): given is string | URL => typeof given === 'string' || given instanceof URL;

function isLoaded(options: TestRuntimeOptions | LoadingTestRuntimeOptions): options is TestRuntimeOptions {
  return !isPlace(options.project) && !options.modules?.some(isPlace);
}

async function load({ project, env, kinds, ...options }: LoadingTestRuntimeOptions): Promise<TestRuntimeOptions> {
  const { modules = standardModules } = options;
  if (project === undefined) return { ...options, ...(await loadModules(modules, process.cwd())) };
  const folder = { project, modules, ...(env && { env }), ...(kinds && { kinds }) };
  return { ...options, ...(await composeProject(folder, { bundled: false })) };
}

function simulate(options: TestRuntimeOptions): TestRuntime {
  const { project, entries = {}, modules = standardModules, interceptors = [], now, seed } = options;
  const own = project === undefined ? entriesById({}) : entriesOfProject(project);
  const given = entriesById(entries);
  const trace = new Trace();
  const simulation: Simulation = new Simulation({
    clock: 'manual',
    signatures: nodeSignatures,
    modules,
    interceptors: [...interceptors, trace.interceptor(() => simulation.time.now)],
    functions: { ...own.functions, ...given.functions, ...options.functions },
    callOptions: own.callOptions,
    workflows: { ...own.workflows, ...given.workflows, ...options.workflows },
    ...(now === undefined ? {} : { now }),
    ...(seed === undefined ? {} : { seed }),
  });
  const runtime: TestRuntime = {
    start: (id, args = [], start = {}) => startRun(simulation, id, args, start),
    run: async (id, ...args) => runtime.start(id, args).result(),
    advance: async (time) => void (await simulation.time.drive({ until: simulation.time.now + millisOf(time) })),
    settle: async () => void (await simulation.time.drive()),
    get now() {
      return new Date(simulation.time.now);
    },
    log: simulation.log,
    trace: trace.lines,
  };
  return runtime;
}

function startRun(simulation: Simulation, id: string, args: readonly Data[], start: TestStartOptions): TestRun {
  const { context, info, ...options } = start;
  const request = { id, host: 'test:w', args: args.map(encodeData), options, messages: [] };
  const run = simulation.start({ ...request, ...(context === undefined ? {} : { context }) }, undefined, true, info);
  const { time } = simulation;
  const deliver = (topic: string, values: readonly Data[]): void =>
    run.deliver({ topic, args: values.map(encodeData) });
  return {
    pid: run.pid,
    workflowId: run.workflowId,
    send: (topic, ...values) => void time.schedule(0, () => deliver(topic, values)),
    sendAfter: (after, topic, ...values) => void time.schedule(millisOf(after), () => deliver(topic, values)),
    cancel: () => void time.schedule(0, () => run.cancel()),
    result: async () => decodeData(await simulation.until(run.end.promise)),
  };
}

function millisOf(time: Time): Millis {
  if (typeof time === 'number') return time;
  const nanos = parseDuration(time);
  if (nanos === undefined)
    throw new TypeError(`a time expected such as "1h30m" or a number of milliseconds, got "${time}"`);
  return new Duration(nanos).millisCeil;
}
