import {
  invalid,
  startOptionSet,
  type Data,
  type Millis,
  type ModuleDefinition,
  type Sendable,
  type SendableTable,
  type Signatures,
  type StartOptions,
  type WorkflowInfo,
} from '@durable-lua/determinism';
import {
  checkNames,
  defined,
  didYouMean,
  type GivenSizeLimits,
  type Interceptor,
  type RegisteredAttributes,
} from '@durable-lua/determinism/host';
import {
  Simulation,
  type Fake,
  type FakeCall,
  type LogLine,
  type LuaFake,
  type SimulationOptions,
} from '@durable-lua/host-simulated';
import { encodeArguments, type Limits } from '@durable-lua/lua-vm';
import type { Project } from '@durable-lua/registry';
import { standardModules } from '@durable-lua/worker/modules';
import { checkFakes, entriesById, entriesOfProject, type Entries, type TestEntry } from './entries.js';
import type { Recordings } from './recordings.js';
import { millisOf, testRun, type RunPages, type TestRun, type Time } from './test-run.js';
import { Trace, type TraceLine } from './trace.js';

export interface TestRuntimeOptions {
  /** The workflows, functions and libraries of a project that was loaded. */
  readonly project?: Project;
  /** Or Lua sources by ID. */
  readonly entries?: Readonly<Record<string, string | TestEntry>>;
  /** What functions do instead; others are run as they are, in the same virtual time. */
  readonly functions?: Readonly<Record<string, Fake>>;
  /**
   * Asked before each attempt of a function that is run as it is; what it throws is the failure of that attempt, retried by the retry
   * policy of the call: `{ 'shop:charge': ({ attempt }) => { if (attempt < 3) throw new Error('no answer'); } }`.
   */
  readonly beforeAttempt?: Readonly<Record<string, (call: FakeCall) => void>>;
  /** What child workflows do instead. */
  readonly workflows?: Readonly<Record<string, Fake>>;
  /** What processes do instead. */
  readonly processes?: Readonly<Record<string, Fake>>;
  /**
   * Kinds of the entries on which something can be started, by ID: `temporal.worker` or `process.host`. Beside those of the
   * project; without either, whatever is named runs workflows.
   */
  readonly hosts?: Readonly<Record<string, 'temporal.worker' | 'process.host'>>;
  /**
   * The versions of changes by which the workflows go, `{ payment: 1 }`, as runs would that began with older code; the newest
   * for all others.
   */
  readonly versions?: Readonly<Record<string, number>>;
  /** All standard modules by default. */
  readonly modules?: readonly ModuleDefinition[];
  readonly interceptors?: readonly Interceptor[];
  /** What each run may use of work and memory, as `createRuntime` takes it. */
  readonly limits?: Limits;
  /** What the server takes, where it is not the usual, as `createRuntime` takes it. */
  readonly sizeLimits?: GivenSizeLimits;
  /** What is registered in the namespace, with types: `{ CustomerId: 'Keyword' }`. Without it each search attribute is taken. */
  readonly searchAttributes?: RegisteredAttributes;
  /** The moment at which it begins; 2024-01-01T00:00:00Z by default. */
  readonly now?: Millis | string | Date;
  /** All randomness comes from it. */
  readonly seed?: string | number;
  /**
   * A folder for pages that look into workflows, as `durable-lua inspect` writes them: the error of a workflow that fails ends with
   * the name of its file. By default what DURABLE_LUA_PAGES says, else there are none.
   */
  readonly pages?: string;
}

export interface TestStartOptions extends StartOptions {
  readonly context?: SendableTable;
  /** Over what the simulation knows of the run. */
  readonly info?: Partial<WorkflowInfo>;
}

const START_NAMES: Readonly<Record<string, unknown>> = { ...startOptionSet.rows, context: true, info: true };

/** Workflows in virtual time. Time passes only while a test awaits `result`, `advance` or `settle`. */
export interface TestRuntime {
  start(id: string, args?: readonly Sendable[], options?: TestStartOptions): TestRun;
  /** Starts a workflow and awaits its result; `T` is what the test says of it. */
  run<T = Data>(id: string, ...args: readonly Sendable[]): Promise<T>;
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

/** The worker of a workflow whose entry names none. */
const WORKER = 'test:w';

/** What a runtime has besides its options, where there is a Node for it. */
export interface Around {
  readonly signatures?: Signatures;
  readonly recordings?: Recordings;
  readonly pages?: RunPages;
  /** What to do about code that is not there; by default, to give it to `createTestRuntime`. */
  readonly remedy?: SimulationOptions['remedy'];
}

/** Runs the workflows of a project, or of Lua sources, in virtual time: no server, no waiting, and no Node. */
export function simulate(
  options: TestRuntimeOptions,
  { signatures, recordings, pages, remedy }: Around = {},
): TestRuntime {
  const {
    project,
    entries = {},
    modules = standardModules,
    interceptors = [],
    limits,
    sizeLimits,
    searchAttributes,
    versions,
    now,
    seed,
  } = options;
  const own = project === undefined ? entriesById({}) : entriesOfProject(project);
  const given = entriesById(entries);
  if (project !== undefined) checkFakes(project, own, options);
  const hosts =
    own.hosts === undefined && options.hosts === undefined
      ? undefined
      : { [WORKER]: 'temporal.worker', ...own.hosts, ...options.hosts };
  const trace = new Trace();
  recordings?.begin(() => simulation.time.now);
  const simulation: Simulation = new Simulation({
    clock: 'manual',
    modules,
    interceptors: [
      ...interceptors,
      trace.interceptor(
        () => simulation.time.now,
        (effect, text) => recordings?.asked(effect, text),
      ),
    ],
    ...defined({ limits, sizeLimits, searchAttributes, signatures, remedy, observe: recordings?.observe }),
    functions: { ...failing({ ...own.functions, ...given.functions }, options), ...options.functions },
    callOptions: own.callOptions,
    workflows: { ...own.workflows, ...given.workflows, ...options.workflows },
    processes: { ...own.processes, ...given.processes, ...options.processes },
    ...(hosts === undefined ? {} : { hosts }),
    ...(versions === undefined ? {} : { versions }),
    ...(now === undefined ? {} : { now }),
    ...(seed === undefined ? {} : { seed }),
  });
  const runtime: TestRuntime = {
    start: (id, args = [], start = {}) => startRun(simulation, own.workers[id] ?? WORKER, id, args, start, pages),
    run: async <T>(id: string, ...args: readonly Sendable[]) => runtime.start(id, args).result<T>(),
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

/** Functions that fail where a test says so. */
function failing(
  functions: Entries['functions'],
  { beforeAttempt = {} }: TestRuntimeOptions,
): Readonly<Record<string, LuaFake>> {
  for (const id of Object.keys(beforeAttempt)) {
    if (Object.hasOwn(functions, id)) continue;
    throw invalid(`beforeAttempt: there is no function '${id}'${didYouMean(id, Object.keys(functions))}`);
  }
  return Object.fromEntries(
    Object.entries(functions).map(([id, fake]) => [id, { ...fake, ...defined({ before: beforeAttempt[id] }) }]),
  );
}

function startRun(
  simulation: Simulation,
  host: string,
  id: string,
  args: readonly Sendable[],
  start: TestStartOptions,
  pages: RunPages | undefined,
): TestRun {
  checkNames('start', start, START_NAMES);
  const { context, info, ...options } = start;
  const request = { id, host, args: encodeArguments(args), options, messages: [] };
  const { execution } = simulation.start(
    { ...request, ...(context === undefined ? {} : { context }) },
    { alone: true, info },
  );
  return testRun(simulation, execution, pages);
}
