import {
  invalid,
  LuaError,
  mergeContext,
  operation,
  parsePid,
  type Capabilities,
  type ContextValues,
  type Data,
  type Message,
  type Millis,
  type Operation,
  type OutgoingMessage,
  type Payload,
  type Processes,
  type Signatures,
  type SpawnRequest,
  type WorkflowInfo,
  canceled,
} from '@durable-lua/determinism';
import {
  formatPid,
  Mailbox,
  withLogFacts,
  type Host,
  type HostedVm,
  outsideWorkflow,
} from '@durable-lua/determinism/host';
import { Deferred } from './deferred.js';
import { SimulatedFunctions } from './functions.js';
import { simulatedInfo } from './info.js';
import type { Simulation } from './simulation.js';
import { TestOnlyRandom } from './test-only-random.js';

/** Client and worker of simulated workflows, as their PIDs name them. */
const CLIENT = 'test:tc';
const WORKER = 'test:w';

/** Not simulated yet: what needs them is refused. */
type Unserved = 'supervision' | 'names' | 'handlers' | 'continuation';

export interface RunOptions {
  /** Entry ID. */
  readonly id: string;
  readonly workflowId: string;
  /** Entry ID of the worker. */
  readonly host?: string;
  /** Undefined: a host without a context. */
  readonly context: ContextValues | undefined;
  readonly inWorkflow: boolean;
  readonly parent?: SimulatedRun;
  readonly info?: Partial<WorkflowInfo> | undefined;
  /** Number of this run in its simulation. */
  readonly number: number;
}

/** The host of one Lua state in a simulation, and how others reach it. */
export class SimulatedRun implements Host, Processes {
  readonly name: string;
  readonly deterministic: boolean;
  readonly id: string;
  readonly pid: string;
  readonly workflowId: string;
  readonly inWorkflow: boolean;
  readonly context: ContextValues | undefined;
  readonly capabilities: Omit<Capabilities, Unserved>;
  readonly mailbox = new Mailbox();
  /** Settled when the run ends, where the simulation itself runs it. */
  readonly end = new Deferred<Payload>();
  readonly startTime: Millis;
  /** How much was asked for and came back: what stands for the length of a history. */
  effects = 0;
  private vm: HostedVm | undefined;
  private readonly waiting: ((vm: HostedVm) => void)[] = [];
  private readonly streams = new Map<string, TestOnlyRandom>();

  constructor(
    readonly simulation: Simulation,
    readonly options: RunOptions,
  ) {
    const { id, workflowId, inWorkflow, host = WORKER, context } = options;
    this.name = inWorkflow ? 'a simulated workflow' : 'a simulation';
    this.deterministic = inWorkflow;
    this.id = id;
    this.workflowId = workflowId;
    this.inWorkflow = inWorkflow;
    this.context = context;
    this.startTime = simulation.time.now;
    this.pid = formatPid({ node: inWorkflow ? CLIENT : 'test', host: inWorkflow ? host : 'functions', id: workflowId });
    this.capabilities = this.makeCapabilities();
  }

  attach(vm: HostedVm): void {
    this.vm = vm;
    for (const event of this.waiting.splice(0)) event(vm);
  }

  /** Puts a message into the mailbox. Kept until something receives it. */
  deliver(message: Message): void {
    this.withVm((vm) => vm.post(() => this.mailbox.deliver(message)));
  }

  /** Asks for an early end: every waiting coroutine is interrupted once. */
  cancel(): void {
    this.withVm((vm) => vm.post(() => vm.interrupt()));
  }

  /** Ends the Lua state whatever it does. */
  stop(why: Error): void {
    this.vm?.post(() => {
      throw why;
    });
  }

  where(): string {
    return this.vm?.where() ?? '';
  }

  waits(): readonly string[] {
    return this.vm?.waiting() ?? [];
  }

  send(to: string, message: OutgoingMessage): Operation<void> {
    const workflowId = parsePid(to)?.id ?? to;
    return this.effect((end) => {
      const receiver = this.simulation.find(workflowId);
      if (receiver !== undefined) {
        receiver.deliver({ ...message, from: this.pid });
        this.simulation.time.schedule(0, () => end.resolve());
        return;
      }
      const text = `workflow '${workflowId}' not found: it does not exist in this simulation or has ended`;
      end.reject(
        new LuaError({ kind: 'NOT_FOUND', message: text, retryable: false, details: { workflow_id: workflowId } }),
      );
    });
  }

  spawn(request: SpawnRequest): Operation<string> {
    return this.effect((end) => end.resolve(this.startChild(request).pid));
  }

  exec(request: SpawnRequest): Operation<Payload> {
    let child: SimulatedRun | undefined;
    const started = this.effect<Payload>(
      (end) => {
        child = this.startChild(request, true);
        child.end.promise.then(
          (value) => this.simulation.time.schedule(0, () => end.resolve(value)),
          (error: unknown) => this.simulation.time.schedule(0, () => end.reject(error)),
        );
      },
      (withdraw) => (child === undefined ? withdraw() : child.cancel()),
    );
    return started;
  }

  private startChild(request: SpawnRequest, own = false): SimulatedRun {
    const inherited = { ...request, context: mergeContext(this.context, request.context) };
    return this.simulation.start(inherited, this, own);
  }

  private withVm(event: (vm: HostedVm) => void): void {
    if (this.vm === undefined) this.waiting.push(event);
    else event(this.vm);
  }

  /** An effect that begins with the next event. Until then it can be withdrawn. */
  private effect<T>(begin: (end: Deferred<T>) => void, cancel?: (withdraw: () => void) => void): Operation<T> {
    const { time } = this.simulation;
    const end = new Deferred<T>();
    this.effects += 1;
    const take = time.schedule(0, () => {
      try {
        begin(end);
      } catch (error) {
        end.reject(error);
      }
    });
    const withdraw = (): void => {
      take();
      time.schedule(0, () => end.reject(canceled()));
    };
    return operation(end.promise, () => cancel?.(withdraw));
  }

  private timer(ms: Millis): Operation<void> {
    const { time } = this.simulation;
    const end = new Deferred<void>();
    this.effects += 1;
    const take = time.schedule(Math.max(1, ms), () => end.resolve());
    return operation(end.promise, () => {
      if (end.settled) return;
      take();
      time.schedule(0, () => end.reject(canceled()));
    });
  }

  private draw(count: number): Promise<Uint8Array> {
    const drawn = this.effect<Uint8Array>((end) => end.resolve(this.stream('@bytes').bytes(count)));
    return Promise.resolve(drawn.result);
  }

  private askSigner<T>(ask: (signer: Signatures) => Promise<T>): Promise<T> {
    const { options, time } = this.simulation;
    const { signatures } = options;
    const asked = this.effect<T>((end) => {
      if (signatures === undefined) throw invalid('this simulation makes no signatures: give it { signatures }');
      time.during(
        ask(signatures),
        (value) => end.resolve(value),
        (error) => end.reject(error),
      );
    });
    return Promise.resolve(asked.result);
  }

  private stream(name: string): TestOnlyRandom {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = new TestOnlyRandom(`${this.simulation.seed}/${this.options.number}/${this.workflowId}/${name}`);
      this.streams.set(name, stream);
    }
    return stream;
  }

  /** What each log line tells of the run. */
  private get facts(): Readonly<Record<string, Data>> {
    const { pid } = this;
    if (!this.inWorkflow) return { pid };
    const { workflowId, runId } = simulatedInfo(this);
    return { pid, workflow_id: workflowId, run_id: runId };
  }

  private makeCapabilities(): Omit<Capabilities, Unserved> {
    const { simulation } = this;
    const { time } = simulation;
    const functions = new SimulatedFunctions(this);
    return {
      clock: { now: () => Math.floor(time.now), timer: (ms) => this.timer(ms), zone: simulation.zone },
      random: {
        bytes: (count) => this.draw(count),
        derived: (stream, count) => this.stream(stream).bytes(count),
      },
      signatures: {
        sign: (...args) => this.askSigner((signer) => signer.sign(...args)),
        verify: (...args) => this.askSigner((signer) => signer.verify(...args)),
      },
      functions: {
        start: (call) => {
          this.effects += 1;
          return functions.start(call);
        },
      },
      processes: this,
      mailbox: this.mailbox,
      workflow: this.inWorkflow
        ? {
            info: () => simulatedInfo(this),
            replaying: false,
            exec: (id, args) => this.exec({ id, args, host: this.options.host ?? WORKER, options: {}, messages: [] }),
          }
        : outsideWorkflow,
      context: { values: () => this.context },
      log: withLogFacts(this.facts, {
        write: (level, message, fields) => simulation.write(this, level, message, fields),
      }),
    };
  }
}
