import {
  internal,
  invalid,
  operation,
  type Activity,
  type ContinueOptions,
  type LogLevel,
  type Message,
  type Operation,
  type Payload,
  type Source,
  type SpawnRequest,
  type StartOptions,
  type WorkflowInfo,
} from '@durable-lua/determinism';
import {
  checkField,
  checkName,
  checkSearchAttributes,
  defined,
  NameRegistry,
  refuseWorkflowOptions,
  type SizeLimits,
} from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import { terminated, timedOut, toldOf, warnOfUnread } from './endings.js';
import { Executions, notFound } from './executions.js';
import { simulatedInfo } from './info.js';
import type { Execution } from './execution.js';
import { isLuaFake, type Fake } from './fakes.js';
import type { CodeKind, LogLine, SimulationOptions } from './options.js';
import { performFake, runTypeScript, type EncodedCall, type Work } from './performing.js';
import { SimulatedRun, type RunOptions } from './run.js';
import { sized, handedOn, simulatedLimits } from './sizes.js';
import { alreadyExists, decide, noCode, runsOn } from './starting.js';
import { VirtualTime } from './virtual-time.js';

/** A run that begins takes about as long as so many timers. */
const NEW_RUN_EVENTS = 100;

/** Most calls of functions in one another: beyond, they would go on until no memory is left. */
const DEEPEST_CALL = 100;

type RunOutcome = { readonly value: Payload } | { readonly error: unknown };

/** What a start found or made. */
export interface Started {
  readonly execution: Execution;
  readonly isNew: boolean;
}

type Startable = Pick<ContinueOptions, 'memo' | 'searchAttributes' | 'taskQueue'>;

interface StartContext {
  readonly parent?: SimulatedRun;
  readonly info?: Partial<WorkflowInfo> | undefined;
  /** Whether a run that was found will not do. */
  readonly alone?: boolean;
}

/** A world in virtual time: runs, what they call, and what they say. One per test. */
export class Simulation {
  readonly time: VirtualTime;
  readonly seed: string;
  readonly zone: string;
  readonly log: LogLine[] = [];
  readonly names = new NameRegistry();
  readonly sizeLimits: SizeLimits;
  private readonly executions = new Executions();
  private count = 0;
  private updates = 0;

  constructor(readonly options: SimulationOptions = {}) {
    const { seed = 'durable-lua', now = '2024-01-01T00:00:00Z', zone = 'UTC', clock = 'auto' } = options;
    const start = new Date(now).getTime();
    if (Number.isNaN(start)) throw new TypeError(`now: a moment expected that Date can read, got '${String(now)}'`);
    this.seed = String(seed);
    this.zone = zone;
    this.sizeLimits = simulatedLimits(options.sizeLimits);
    this.time = new VirtualTime(start, clock === 'auto');
  }

  /** A host for a Lua state that the caller runs. */
  host(options: Omit<RunOptions, 'number'>): SimulatedRun {
    const { inWorkflow, host, workflowId } = options;
    const execution = this.executions.add(this.time, inWorkflow ? 'workflow' : 'process', host, workflowId);
    return (execution.current = new SimulatedRun(this, execution, { ...options, number: ++this.count }));
  }

  /** The open run of a PID, name or workflow ID. */
  find(destination: string): SimulatedRun | undefined {
    const execution = this.reach(destination);
    return execution?.closed === undefined ? execution?.current : undefined;
  }

  /**
   * What a destination names: a workflow, ended or not, or a process that has not.
   * @param from who asks: names are those of a node, and a workflow runs on none.
   */
  reach(destination: string, from?: SimulatedRun): Execution | undefined {
    const named = from?.inWorkflow === true ? undefined : this.names.lookup(destination);
    return this.executions.find(named ?? destination);
  }

  /** @throws LuaError `NOT_FOUND` */
  known(destination: string, from?: SimulatedRun): Execution {
    const execution = this.reach(destination, from);
    if (execution !== undefined) return execution;
    throw notFound(destination, from?.inWorkflow);
  }

  /** @throws LuaError `NOT_FOUND` for what has ended, too. */
  open(destination: string, from?: SimulatedRun): Execution {
    const execution = this.known(destination, from);
    if (execution.closed === undefined) return execution;
    throw notFound(destination, from?.inWorkflow);
  }

  fakeOf(kind: CodeKind, id: string): Fake | undefined {
    const fakes = this.options[kind] ?? {};
    return Object.hasOwn(fakes, id) ? fakes[id] : fakes['*'];
  }

  /**
   * Starts a workflow or a process, or finds the open run of its ID as its conflict policy says.
   * @throws LuaError as a real host would, nothing having been started.
   */
  start(request: SpawnRequest, { parent, info, alone = false }: StartContext = {}): Started {
    const what = runsOn(request.host, this.options.hosts);
    const fake = this.codeOf(what, request);
    const messages = request.messages.map(({ topic, args }): Message => ({
      topic,
      args,
      ...(parent === undefined ? {} : { from: parent.pid }),
    }));
    if (what === 'processes') return this.startProcess(request, fake, messages);
    const { id, options, host, name, context = {} } = request;
    if (options.cronSchedule !== undefined) throw invalid('a cron schedule is not simulated: test what one run does');
    const workflowId = options.id ?? name ?? `${id}-${this.count + 1}`;
    checkName('workflow ID', workflowId);
    checkName('workflow type', id);
    this.checkStart(options);
    const latest = this.executions.workflow(workflowId);
    const decision = decide(latest, request);
    if (latest !== undefined && decision === 'join') {
      if (alone) throw alreadyExists(workflowId, 'is running already');
      for (const message of messages) latest.current.deliver(message);
      return { execution: latest, isNew: false };
    }
    if (latest !== undefined && decision === 'terminate') this.terminate(latest);
    const run = this.host({ id, workflowId, host, context, inWorkflow: true, info, fake, parent });
    for (const message of messages) run.deliver(message);
    this.begin(run, fake, request);
    this.limit(run, options);
    return { execution: run.execution, isNew: true };
  }

  /** What a start has beside its arguments. @throws LuaError `INVALID` for what a server would not take */
  private checkStart({ taskQueue = '', memo = {}, searchAttributes }: Startable): void {
    checkName('task queue', taskQueue);
    checkField(Object.values(memo).map(encodeData), this.sizeLimits, 'memo');
    checkSearchAttributes(searchAttributes, this.options.searchAttributes);
  }

  private startProcess(request: SpawnRequest, fake: Fake, messages: readonly Message[]): Started {
    refuseWorkflowOptions(request.host, request.options);
    const { id, host, name, context = {} } = request;
    if (name !== undefined) this.names.checkFree(name);
    const run = this.host({ id, workflowId: `${this.count + 1}`, host, context, inWorkflow: false, fake });
    if (name !== undefined) this.names.register(name, run.pid);
    for (const message of messages) run.deliver(message);
    this.begin(run, fake, request);
    return { execution: run.execution, isNew: true };
  }

  /** @param others whether `*` counts: it stands for what others start, not for the code that a caller runs itself. */
  private codeOf(what: CodeKind, target: Pick<SpawnRequest, 'id' | 'host'>, others = true): Fake {
    const fake = others ? this.fakeOf(what, target.id) : undefined;
    if (fake !== undefined) return fake;
    throw noCode(what, target, this.options);
  }

  private begin(
    run: SimulatedRun,
    fake: Fake,
    { id, args, options }: Pick<SpawnRequest, 'id' | 'args' | 'options'>,
  ): void {
    const take = this.time.schedule(options.startDelay ?? 0, () => {
      this.work(run, performFake(fake, run, { id, args, attempt: 1, context: run.context ?? {}, options: {} }));
    });
    void run.closed.promise.then(() => {
      take();
      if (run.isTypeScript) run.interrupt();
    });
    const { runTimeout } = options;
    if (runTimeout !== undefined) {
      const late = this.time.schedule(runTimeout, () => this.finish(run, { error: timedOut(runTimeout) }));
      void run.closed.promise.then(late);
    }
  }

  private work(run: SimulatedRun, work: Operation<Payload>): void {
    run.interrupt = () => work.cancel();
    // What has the PID of a workflow, or runs as an activity, answers over a server.
    const overServer = run.inWorkflow || run.options.activity !== undefined;
    const result = overServer ? work.result.then((value) => sized(value, this.sizeLimits)) : work.result;
    result.then(
      (value) => this.finish(run, { value }),
      (error: unknown) => this.finish(run, { error: overServer ? handedOn(error, this.sizeLimits) : error }),
    );
  }

  /** What concerns all runs of a workflow: its limit of time, and the end of its parent. */
  private limit({ execution, options: { parent } }: SimulatedRun, options: StartOptions): void {
    const { executionTimeout, parentClosePolicy = 'terminate' } = options;
    if (executionTimeout !== undefined) {
      const late = this.time.schedule(executionTimeout, () =>
        this.finish(execution.current, { error: timedOut(executionTimeout) }),
      );
      execution.end.promise.finally(late).catch(() => undefined);
    }
    void parent?.closed.promise.then(() => {
      if (parentClosePolicy === 'request_cancel') execution.current.requestCancel({ from: parent.pid });
      else if (parentClosePolicy === 'terminate') this.terminate(execution);
    });
  }

  /** Ends whatever runs, without asking it. */
  terminate(execution: Execution, reason?: string): void {
    this.finish(execution.current, { error: terminated(execution.kind, reason) });
  }

  /** Ends a run. The first end counts. */
  finish(run: SimulatedRun, outcome: RunOutcome): void {
    const { execution } = run;
    if (execution.closed !== undefined || execution.current !== run) return;
    const failed = 'error' in outcome;
    // Its code has come to its end by itself: what it has not read is lost.
    if (run.over && run.inWorkflow) warnOfUnread(run);
    this.leave(run, failed ? outcome.error : new Error('the simulated run has ended'));
    this.executions.remove(execution);
    this.names.release(execution.pid);
    if (failed) execution.end.reject(outcome.error);
    else execution.end.resolve(outcome.value);
    execution.close(failed ? { error: toldOf(outcome.error) } : outcome);
  }

  /** The code of this run is over: nothing of it happens any more. */
  private leave(run: SimulatedRun, why: unknown): void {
    run.over = true;
    run.stop(why);
    const unanswered = run.handlers.abandon();
    if (unanswered > 0) this.write(run, 'warn', `the workflow ends with ${unanswered} unanswered update(s)`, undefined);
    run.closed.resolve();
  }

  /**
   * Lets a run go on as another, with the same PID and its unread messages.
   * @throws LuaError `NOT_FOUND`, `INVALID` for what cannot take over, nothing having changed.
   */
  continueAs(run: SimulatedRun, id: string | undefined, args: readonly Payload[], options: ContinueOptions): void {
    const { execution, mailbox } = run;
    const { host = '' } = run.options;
    const isProcess = execution.kind === 'process';
    const [option] = Object.keys(options);
    if (isProcess && option !== undefined) {
      throw invalid(`the option '${option}' is one of workflows: a process has none`);
    }
    const target = { id: id ?? run.id, host };
    const what = isProcess ? (host === '' ? 'functions' : 'processes') : 'workflows';
    const own = id === undefined ? run.options.fake : undefined;
    const fake = own ?? this.codeOf(what, target, id !== undefined);
    const unread = mailbox.unread();
    if (!isProcess) {
      this.checkStart(options);
      checkField([...args, ...unread.flatMap((message) => message.args)], this.sizeLimits);
    }
    const events = isProcess ? takeAll(mailbox.events()) : [];
    this.time.count(NEW_RUN_EVENTS);
    execution.runs += 1;
    this.leave(run, new Error(`the run goes on as another of '${target.id}'`));
    if (!isProcess) execution.forgetBonds();
    const next = { ...run.options, id: target.id, fake, before: simulatedInfo(run), number: ++this.count };
    execution.current = new SimulatedRun(this, execution, next);
    for (const message of unread) execution.current.deliver(message);
    for (const event of events) execution.current.tell(event);
    this.begin(execution.current, fake, { ...target, args, options });
  }

  /** Asks a workflow. */
  query(execution: Execution, name: string, args: readonly Payload[]): Promise<Payload> {
    if (execution.closed === undefined) return execution.current.handlers.ask(name, args);
    return Promise.reject(invalid(`'${execution.id}' has ended: in a simulation only an open run answers queries`));
  }

  /** Asks a workflow for an update; its result. */
  update(execution: Execution, name: string, args: readonly Payload[]): Promise<Payload> {
    if (execution.closed !== undefined) return Promise.reject(notFound(execution.id));
    return execution.current.handlers.carryOut(name, `update-${++this.updates}`, args);
  }

  /**
   * Carries out one attempt of a call. `caller` is the run that asked.
   * @param activity as which it runs, if it does
   */
  perform(fake: Fake, caller: SimulatedRun, call: EncodedCall, activity?: Activity): Work {
    if (!isLuaFake(fake)) return runTypeScript(fake, this, call);
    const depth = (caller.options.depth ?? 0) + 1;
    if (depth > DEEPEST_CALL)
      throw internal(`'${call.id}' calls itself: ${DEEPEST_CALL} calls are under way, each in another`);
    const run = this.host({
      id: call.id,
      workflowId: `${caller.workflowId}/${call.id}-${this.count + 1}`,
      context: call.context,
      inWorkflow: false,
      activity,
      depth,
      fake,
    });
    this.work(run, performFake(fake, run, call));
    const { execution } = run;
    const cancel = (reason?: string): void => execution.current.requestCancel(defined({ reason }));
    return { ...operation(execution.end.promise, cancel), cancel };
  }

  write(run: SimulatedRun, level: LogLevel, message: string, fields: LogLine['fields']): void {
    this.log.push({ at: this.time.now, level, message, pid: run.pid, ...(fields === undefined ? {} : { fields }) });
  }

  /**
   * Lets time pass until `result` settles.
   * @throws Error when nothing is left that could make it settle; it says what the Lua code waits for.
   */
  async until<T>(result: Promise<T>): Promise<T> {
    let settled = false;
    const note = (): void => void (settled = true);
    result.then(note, note);
    const waiting = (): string =>
      this.executions
        .open()
        .flatMap(({ current: run }) => run.waits().map((wait) => `${run.id}: ${wait}`))
        .join('; ');
    const waits = (): string => {
      const goingOn = this.executions
        .open()
        .flatMap(({ runs, current }) => (runs > 1 ? [`${current.id} has gone on as a new run ${runs - 1} times`] : []));
      return [...goingOn, waiting()].filter((one) => one !== '').join('; ');
    };
    if ((await this.time.drive({ stop: () => settled, waits })) === 'stopped') return result;
    throw new Error(
      `nothing can wake the run any more: no timer, call or message is under way. It waits in ` +
        `${waiting() || 'TypeScript'}. Send what it waits for before you wait for its result`,
    );
  }
}

function takeAll<T>(source: Source<T>): readonly T[] {
  const all: T[] = [];
  for (let item = source.take(); item !== undefined; item = source.take()) all.push(item);
  return all;
}
