import {
  canceled,
  invalid,
  operation,
  type Activity,
  type CancelRequest,
  type Capabilities,
  type ContextValues,
  type Message,
  type Millis,
  type Operation,
  type Payload,
  type ProcessEvent,
  type RunChanges,
  type Signatures,
  type WorkflowInfo,
} from '@durable-lua/determinism';
import {
  checkField,
  checkSearchAttributes,
  defined,
  Mailbox,
  outsideActivity,
  outsideHttp,
  outsideWorkflow,
  VERSION_UNITS,
  Versions,
  withLogFacts,
  type CoroutineState,
  type Host,
  type HostedVm,
} from '@durable-lua/determinism/host';
import { SimulatedHandlers } from './answers.js';
import { Deferred } from './deferred.js';
import type { Execution } from './execution.js';
import { WORKER } from './executions.js';
import { isLuaFake, type Fake } from './fakes.js';
import { SimulatedFunctions } from './functions.js';
import { logFacts, simulatedInfo } from './info.js';
import { SimulatedNames } from './simulated-names.js';
import { SimulatedProcesses } from './processes.js';
import type { Simulation } from './simulation.js';
import { SimulatedSizes } from './sizes.js';
import { SimulatedSupervision } from './supervising.js';
import { TestOnlyRandom } from './test-only-random.js';

/** Everything; queries and updates are for workflows only, and activities for functions. */
type NotEverywhere = 'handlers' | 'activity' | 'http';
/** What only a real host has: a test fakes the functions that use it. */
type Outside = 'httpClient' | 'stores' | 'entries' | 'environment';
type SimulatedCapabilities = Omit<Capabilities, NotEverywhere | Outside> & Partial<Pick<Capabilities, NotEverywhere>>;

const IN_A_FUNCTION = 'call a function, and use it there';
const FAKE = 'replace the function that uses it by a fake';
const INSTEAD = {
  activity: IN_A_FUNCTION,
  http: IN_A_FUNCTION,
  httpClient: FAKE,
  stores: FAKE,
  entries: FAKE,
  environment: FAKE,
};

export interface RunOptions {
  /** Entry ID. */
  readonly id: string;
  readonly workflowId: string;
  /** Entry ID of the worker or process host. */
  readonly host?: string | undefined;
  /** Undefined: a host without a context. */
  readonly context: ContextValues | undefined;
  readonly inWorkflow: boolean;
  readonly parent?: SimulatedRun | undefined;
  /** How many calls of functions lead to it. */
  readonly depth?: number;
  readonly info?: Partial<WorkflowInfo> | undefined;
  /** The activity as which it runs, if it does. */
  readonly activity?: Activity | undefined;
  /** What runs here; undefined for code that the caller runs. */
  readonly fake?: Fake;
  /** What the run that goes on as this one knew of itself: the run itself is let go. */
  readonly before?: WorkflowInfo;
  /** Number of this run in its simulation. */
  readonly number: number;
}

/** The host of one Lua state in a simulation, and how others reach it. */
export class SimulatedRun implements Host {
  readonly name: string;
  readonly deterministic: boolean;
  readonly id: string;
  readonly pid: string;
  readonly workflowId: string;
  readonly inWorkflow: boolean;
  readonly context: ContextValues | undefined;
  readonly capabilities: SimulatedCapabilities;
  readonly instead = INSTEAD;
  readonly mailbox = new Mailbox();
  readonly supervision: SimulatedSupervision;
  readonly handlers: SimulatedHandlers;
  /** Settled when this run has ended, also when it goes on as another. */
  readonly closed = new Deferred<void>();
  readonly startTime: Millis;
  /** How much was asked for and came back: what stands for the length of a history. */
  effects = 0;
  /** Its code has ended, or was stopped. */
  over = false;
  /** Asks TypeScript for an early end. */
  interrupt: () => void = () => undefined;
  private vm: HostedVm | undefined;
  private cancelRequested = false;
  private deadline: Millis | undefined;
  /** What the code has changed of its search attributes and memo. */
  changes: RunChanges = {};
  /** What it sends, measured. */
  readonly sizes: SimulatedSizes;
  private readonly versions = new Versions((change, _, max) => {
    this.sends([]);
    this.vm?.pay(VERSION_UNITS);
    return this.simulation.options.versions?.[change] ?? max;
  });
  private readonly waiting: ((vm: HostedVm | undefined) => void)[] = [];
  private readonly streams = new Map<string, TestOnlyRandom>();

  constructor(
    readonly simulation: Simulation,
    readonly execution: Execution,
    readonly options: RunOptions,
  ) {
    const { id, workflowId, inWorkflow, context } = options;
    this.name = inWorkflow ? 'a simulated workflow' : 'a simulation';
    this.deterministic = inWorkflow;
    this.id = id;
    this.workflowId = workflowId;
    this.inWorkflow = inWorkflow;
    this.context = context;
    this.startTime = simulation.time.now;
    this.sizes = new SimulatedSizes(
      simulation.sizeLimits,
      () => simulation.time.events,
      (units) => this.vm?.pay(units),
    );
    this.pid = execution.pid;
    this.supervision = new SimulatedSupervision(this);
    this.handlers = new SimulatedHandlers(this);
    this.capabilities = this.makeCapabilities();
  }

  moment(): number {
    return this.simulation.time.events;
  }

  attach(vm: HostedVm): void {
    this.vm = vm;
    for (const event of this.waiting.splice(0)) vm.post(() => event(vm));
  }

  /** An event, in order, while the code is at rest; without a Lua state, where TypeScript runs in its place. */
  post(event: (vm: HostedVm | undefined) => void): void {
    const { vm } = this;
    if (this.isTypeScript) event(undefined);
    else if (vm === undefined) this.waiting.push(event);
    else vm.post(() => event(vm));
  }

  /** Puts a message into the mailbox. Kept until something receives it. */
  deliver(message: Message): void {
    this.post(() => this.mailbox.deliver(message));
  }

  /** An event for the code. */
  tell(event: ProcessEvent): void {
    this.post(() => this.mailbox.deliverEvent(event));
  }

  /**
   * Asks for an early end: an event, and where nobody asked for events, an interruption of what waits, once. After the
   * deadline the run is ended. A workflow hears of the first request only; of several deadlines of a process the earliest counts.
   */
  requestCancel({ from, deadline, reason }: CancelRequest & { readonly from?: string }): void {
    this.post((vm) => {
      if (this.over || (this.cancelRequested && this.inWorkflow)) return;
      const at = Math.floor(this.simulation.time.now);
      const until = deadline === undefined ? undefined : at + deadline;
      const event = { kind: 'pid.cancel', at, ...defined({ from, deadline: until, timeout: deadline, reason }) };
      this.mailbox.deliverEvent(event as ProcessEvent);
      if (until !== undefined) this.endAt(until);
      const isFirst = !this.cancelRequested;
      this.cancelRequested = true;
      if (!isFirst || this.mailbox.eventsOpened) return;
      if (vm === undefined) this.interrupt();
      else vm.interrupt(() => !this.mailbox.eventsOpened);
    });
  }

  /** Ends the run with this error, whatever its code does. To be called inside an event. */
  fail(error: unknown): void {
    if (this.vm === undefined) this.simulation.finish(this, { error });
    else this.vm.stop(error);
  }

  /** Ends the Lua state whatever it does. */
  stop(why: unknown): void {
    if (this.vm !== undefined) this.post((vm) => vm?.stop(why));
  }

  /** Whether TypeScript runs in the place of Lua. */
  get isTypeScript(): boolean {
    const { fake } = this.options;
    return fake !== undefined && !isLuaFake(fake);
  }

  where(): string {
    return this.vm?.where() ?? '';
  }

  coroutines(): readonly CoroutineState[] {
    return this.vm?.coroutines() ?? [];
  }

  waits(): readonly string[] {
    return this.vm?.waiting() ?? [];
  }

  /** An effect that begins with the next event. Until then it can be withdrawn. */
  effect<T>(
    begin: (end: Deferred<T>) => void,
    cancel?: (withdraw: () => void, end: Deferred<T>) => void,
  ): Operation<T> {
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
    return operation(end.promise, () => cancel?.(withdraw, end));
  }

  /** An effect that is done at once when its turn comes. */
  act(work: () => void): Operation<void> {
    this.sends([]);
    return this.effect((end) => {
      work();
      end.resolve();
    });
  }

  /** Something that goes over a server: in a workflow, a command. @throws LuaError `INVALID` when it is too large */
  sends(payloads: readonly Payload[]): void {
    if (this.inWorkflow) this.sizes.take(payloads);
    else checkField(payloads, this.simulation.sizeLimits);
  }

  /** Counts what is under way, in a workflow. @returns what is to be called once it is not @throws LuaError `RATE_LIMITED` */
  begins(what: 'children' | 'messages'): () => void {
    if (!this.inWorkflow) return () => undefined;
    this.sizes.begins(what);
    let isUnderWay = true;
    return () => {
      if (isUnderWay) this.sizes.ends(what);
      isUnderWay = false;
    };
  }

  private change(changes: RunChanges): void {
    const memo = Object.values({ ...simulatedInfo(this).memo, ...changes.memo });
    checkField(
      memo.filter((payload) => payload !== undefined),
      this.simulation.sizeLimits,
      'memo',
    );
    checkSearchAttributes(changes.searchAttributes, this.simulation.options.searchAttributes);
    this.sends(Object.values(changes.memo ?? {}).filter((payload) => payload !== undefined));
    this.changes = {
      memo: { ...this.changes.memo, ...changes.memo },
      searchAttributes: { ...this.changes.searchAttributes, ...changes.searchAttributes },
    };
  }

  private endAt(at: Millis): void {
    if (this.deadline !== undefined && this.deadline <= at) return;
    this.deadline = at;
    const { time } = this.simulation;
    const error = canceled('operation canceled: it did not end before the deadline');
    const take = time.schedule(at - time.now, () => this.simulation.finish(this, { error }));
    void this.closed.promise.then(take);
  }

  private timer(ms: Millis): Operation<void> {
    const { time } = this.simulation;
    this.sends([]);
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
    this.sends([]);
    const drawn = this.effect<Uint8Array>((end) => end.resolve(this.stream('@bytes').bytes(count)));
    return Promise.resolve(drawn.result);
  }

  private askSigner<T>(ask: (signer: Signatures) => Promise<T>): Promise<T> {
    this.sends([]);
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

  private makeCapabilities(): SimulatedCapabilities {
    const { simulation } = this;
    const { time } = simulation;
    const functions = new SimulatedFunctions(this);
    const processes = new SimulatedProcesses(this);
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
          // Elsewhere than in a workflow a call goes over no server.
          if (this.inWorkflow) this.sends(call.args);
          this.effects += 1;
          return functions.start(call);
        },
      },
      processes,
      supervision: this.supervision,
      names: new SimulatedNames(this),
      ...(this.inWorkflow ? { handlers: this.handlers } : {}),
      continuation: {
        continueAs: (...target) => this.effect<never>(() => simulation.continueAs(this, ...target)),
      },
      mailbox: this.mailbox,
      workflow: this.inWorkflow
        ? {
            info: () => simulatedInfo(this),
            replaying: false,
            lastResult: () => undefined,
            version: (...change) => this.versions.of(...change),
            change: (changes) => this.change(changes),
            exec: (id, args) =>
              processes.exec({ id, args, host: this.options.host ?? WORKER, options: {}, messages: [] }),
          }
        : outsideWorkflow,
      ...(this.inWorkflow ? {} : { activity: this.options.activity ?? outsideActivity, http: outsideHttp }),
      context: { values: () => this.context },
      log: withLogFacts(logFacts(this), {
        write: (level, message, fields) => simulation.write(this, level, message, fields),
      }),
    };
  }
}
