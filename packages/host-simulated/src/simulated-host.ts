import type { CancelRequest, Millis, Sendable, SendableTable, WorkflowInfo } from '@durable-lua/determinism';
import { checkNames, type Host, type NamesOf } from '@durable-lua/determinism/host';
import { encodeArguments } from '@durable-lua/lua-vm';
import type { SimulatedRun } from './run.js';
import { SIMULATION_NAMES, type LogLine, type SimulationOptions } from './options.js';
import { Simulation } from './simulation.js';

export interface SimulatedHostOptions extends SimulationOptions {
  /** Entry ID of the code; `test:main` by default. */
  readonly id?: string;
  /** `test-run` by default. */
  readonly workflowId?: string;
  /** Whether the code runs in a workflow, which is the default, or in a function. */
  readonly inWorkflow?: boolean;
  /** What `ctx` reads; empty by default, `null` for a host that has no context. */
  readonly context?: SendableTable | null;
  /** Over what the simulation itself knows of the run. */
  readonly info?: Partial<WorkflowInfo>;
}

const NAMES: NamesOf<SimulatedHostOptions> = {
  ...SIMULATION_NAMES,
  id: true,
  workflowId: true,
  inWorkflow: true,
  context: true,
  info: true,
};

/** A host for one Lua state in a world of its own. */
export interface SimulatedHost extends Host {
  readonly simulation: Simulation;
  readonly pid: string;
  /** Virtual time, Unix milliseconds. */
  readonly now: Millis;
  /** What was logged and printed, by this state and by those it started. */
  readonly log: readonly LogLine[];
  /** Puts a message into the mailbox, now. */
  send(topic: string, ...args: readonly Sendable[]): void;
  /** Lets something happen in virtual time. */
  after(ms: Millis, event: () => void): void;
  /** Asks the code for an early end. */
  cancel(request?: CancelRequest): void;
  /** Ends the code without asking. */
  terminate(): void;
  /** Stops virtual time until what it gives is called. */
  pause(): () => void;
  /**
   * Lets time pass until `result` settles.
   * @throws Error when nothing is left that could make it settle; it says what the Lua code waits for.
   */
  until<T>(result: Promise<T>): Promise<T>;
}

/**
 * All capabilities in virtual time: a timer ends as soon as no code can run, whatever its length. No server, no real timer,
 * no real randomness: the same seed gives the same run.
 */
export function simulatedHost(options: SimulatedHostOptions = {}): SimulatedHost {
  checkNames('simulatedHost', options, NAMES);
  const { id = 'test:main', workflowId = 'test-run', inWorkflow = true, context = {}, info } = options;
  const simulation = new Simulation(options);
  const run: SimulatedRun = simulation.host({ id, workflowId, inWorkflow, context: context ?? undefined, info });
  return {
    name: run.name,
    deterministic: run.deterministic,
    capabilities: run.capabilities,
    instead: run.instead,
    moment: () => run.moment(),
    attach: (vm) => run.attach(vm),
    simulation,
    pid: run.pid,
    get now() {
      return simulation.time.now;
    },
    log: simulation.log,
    send: (topic, ...values) => {
      const message = { topic, args: encodeArguments(values) };
      simulation.time.schedule(0, () => run.execution.current.deliver(message));
    },
    after: (ms, event) => void simulation.time.schedule(ms, event),
    cancel: (request = {}) => void simulation.time.schedule(0, () => run.execution.current.requestCancel(request)),
    terminate: () => void simulation.time.schedule(0, () => simulation.terminate(run.execution)),
    pause: () => simulation.time.pause(),
    until: (result) => simulation.until(result),
  };
}
