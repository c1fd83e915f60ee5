import {
  invalid,
  LuaError,
  operation,
  type CallOptions,
  type Data,
  type LogLevel,
  type Message,
  type Millis,
  type ModuleDefinition,
  type Operation,
  type Payload,
  type Signatures,
  type SpawnRequest,
  type WorkflowInfo,
  canceled,
} from '@durable-lua/determinism';
import { conflictPolicy, type Interceptor } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { Deferred } from './deferred.js';
import { askFake, fakeError, isLuaFake, type Fake, type FakeCall, type LuaFake } from './fakes.js';
import { SimulatedRun, type RunOptions } from './run.js';
import { VirtualTime } from './virtual-time.js';

export interface SimulationOptions {
  /** Everything that is left to chance comes from it. */
  readonly seed?: string | number;
  /** The moment at which it begins, as `Date` reads it; 2024-01-01T00:00:00Z by default. */
  readonly now?: Millis | string | Date;
  /** IANA name of the local zone; `UTC` by default. */
  readonly zone?: string;
  /** What functions do, by ID; `*` for every other. */
  readonly functions?: Readonly<Record<string, Fake>>;
  /** Default options of calls, by function ID; whatever stands for the function. */
  readonly callOptions?: Readonly<Record<string, CallOptions>>;
  /** What started workflows do, by ID; `*` for every other. */
  readonly workflows?: Readonly<Record<string, Fake>>;
  /** Who makes and checks signatures, such as `nodeSignatures` of host-node; without it what needs them is refused. */
  readonly signatures?: Signatures;
  /** For fakes written in Lua. */
  readonly modules?: readonly ModuleDefinition[];
  readonly interceptors?: readonly Interceptor[];
  /** `auto` (the default): time passes by itself. `manual`: only while a test waits for something. */
  readonly clock?: 'auto' | 'manual';
}

export interface LogLine {
  /** Virtual time. */
  readonly at: Millis;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: Readonly<Record<string, Data>>;
  /** Who wrote it. */
  readonly pid: string;
}

/** A call as it reaches a fake. */
export type Performance = Omit<FakeCall, 'args' | 'at' | 'onCancel'> & { readonly args: readonly Payload[] };

/** A world in virtual time: runs, what they call, and what they say. One per test. */
export class Simulation {
  readonly time: VirtualTime;
  readonly seed: string;
  readonly zone: string;
  readonly log: LogLine[] = [];
  private readonly open = new Map<string, SimulatedRun>();
  private count = 0;

  constructor(readonly options: SimulationOptions = {}) {
    const { seed = 'durable-lua', now = '2024-01-01T00:00:00Z', zone = 'UTC', clock = 'auto' } = options;
    const start = new Date(now).getTime();
    if (Number.isNaN(start)) throw new TypeError(`now: a moment expected that Date can read, got '${String(now)}'`);
    this.seed = String(seed);
    this.zone = zone;
    this.time = new VirtualTime(start, clock === 'auto');
  }

  /** A host for a Lua state that the caller runs. */
  host(options: Omit<RunOptions, 'number'>): SimulatedRun {
    const run = new SimulatedRun(this, { ...options, number: ++this.count });
    this.open.set(run.workflowId, run);
    return run;
  }

  /** The open run of a workflow ID. */
  find(workflowId: string): SimulatedRun | undefined {
    return this.open.get(workflowId);
  }

  fakeOf(kind: 'functions' | 'workflows', id: string): Fake | undefined {
    const fakes = this.options[kind] ?? {};
    return Object.hasOwn(fakes, id) ? fakes[id] : fakes['*'];
  }

  /**
   * Starts a run, or finds the open one of its ID as its conflict policy says.
   * @param alone whether a run that was found will not do.
   * @throws LuaError as the workflow host would.
   */
  start(request: SpawnRequest, parent?: SimulatedRun, alone = false, info?: Partial<WorkflowInfo>): SimulatedRun {
    const { id, options, host, context } = request;
    const fake = this.fakeOf('workflows', id);
    if (fake === undefined) {
      const message = `no workflow '${id}' in this simulation: give it { workflows: { '${id}': … } }`;
      throw new LuaError({ kind: 'NOT_FOUND', message, retryable: false });
    }
    if (options.cronSchedule !== undefined) throw invalid('a cron schedule is not simulated: test what one run does');
    const chosen = options.id ?? request.name;
    const workflowId = chosen ?? `${id}-${this.count + 1}`;
    const sender = parent === undefined ? {} : { from: parent.pid };
    const messages = request.messages.map(({ topic, args }): Message => ({ topic, args, ...sender }));
    const running = this.find(workflowId);
    if (running !== undefined) {
      const policy = conflictPolicy(options, chosen !== undefined);
      if (policy === 'use_existing' && !alone) return this.join(running, messages);
      if (policy !== 'terminate_existing') throw alreadyRunning(workflowId);
      this.finish(running, (end) => end.reject(terminated()));
    }
    const run = this.host({
      id,
      workflowId,
      host,
      context: context ?? {},
      inWorkflow: true,
      info,
      ...(parent === undefined ? {} : { parent }),
    });
    for (const message of messages) run.deliver(message);
    this.begin(run, fake, request);
    return run;
  }

  private join(run: SimulatedRun, messages: readonly Message[]): SimulatedRun {
    for (const message of messages) run.deliver(message);
    return run;
  }

  private begin(run: SimulatedRun, fake: Fake, { id, args, options }: SpawnRequest): void {
    const limits: (() => void)[] = [];
    limits.push(
      this.time.schedule(options.startDelay ?? 0, () => {
        const performance = { id, args, attempt: 1, context: run.context ?? {}, options: {} };
        const work = isLuaFake(fake) ? this.runLua(fake, run, args) : this.runTypeScript(fake, performance);
        run.end.promise.finally(() => work.cancel()).catch(() => undefined);
        work.result.then(
          (value) => this.finish(run, (end) => end.resolve(value)),
          (error: unknown) => this.finish(run, (end) => end.reject(error)),
        );
      }),
    );
    for (const limit of [options.runTimeout, options.executionTimeout]) {
      if (limit === undefined) continue;
      const late = new LuaError({ kind: 'TIMEOUT', message: `workflow timed out after ${limit} ms`, retryable: false });
      limits.push(this.time.schedule(limit, () => this.finish(run, (end) => end.reject(late))));
    }
    run.end.promise.finally(() => limits.forEach((take) => take())).catch(() => undefined);
    const policy = options.parentClosePolicy ?? 'terminate';
    const parent = run.options.parent?.end.promise;
    void parent
      ?.catch(() => undefined)
      .then(() => {
        if (policy === 'request_cancel') run.cancel();
        else if (policy === 'terminate') this.finish(run, (end) => end.reject(terminated()));
      });
  }

  /** Ends a run that this simulation started. The first end counts. */
  finish(run: SimulatedRun, settle: (end: Deferred<Payload>) => void): void {
    if (run.end.settled) return;
    if (this.open.get(run.workflowId) === run) this.open.delete(run.workflowId);
    settle(run.end);
    run.stop(new Error('the simulated run has ended'));
  }

  /** Carries out one attempt of a call. `caller` is the run that asked. */
  perform(fake: Fake, caller: SimulatedRun, call: Performance): Operation<Payload> {
    if (!isLuaFake(fake)) return this.runTypeScript(fake, call);
    const run = this.host({
      id: call.id,
      workflowId: `${caller.workflowId}/${call.id}-${this.count + 1}`,
      context: call.context,
      inWorkflow: false,
    });
    const work = this.runLua(fake, run, call.args);
    const close = (): void => void this.open.delete(run.workflowId);
    void work.result.then(close, close);
    return work;
  }

  private runTypeScript(fake: Exclude<Fake, LuaFake>, call: Performance): Operation<Payload> {
    const end = new Deferred<Payload>();
    const cancels: (() => void)[] = [];
    const done = (value: unknown): void => end.resolve(encodeData(value as Data));
    const failed = (thrown: unknown): void => end.reject(fakeError(thrown));
    try {
      const args = call.args.map(decodeData);
      const onCancel = (callback: () => void): void => void cancels.push(callback);
      const given = askFake(fake, { ...call, args, at: this.time.now, onCancel });
      if (given !== undefined) {
        if (isThenable(given.value)) this.time.during(given.value, done, failed);
        else done(given.value);
      }
    } catch (thrown) {
      failed(thrown);
    }
    return operation(end.promise, () => {
      for (const cancel of cancels.splice(0)) cancel();
      if (!end.settled) this.time.schedule(0, () => end.reject(canceled()));
    });
  }

  private runLua(fake: LuaFake, run: SimulatedRun, args: readonly Payload[]): Operation<Payload> {
    const { modules = [], interceptors = [] } = this.options;
    const { lua: source, method = 'main', modules: declared, libraries = {} } = fake;
    const end = new Deferred<Payload>();
    const lua = createLua({
      modules,
      interceptors,
      host: run,
      entry: run.id,
      libraries,
      ...(declared === undefined ? {} : { declared }),
    });
    const point = { ...(typeof source === 'string' ? { source, name: run.id } : source), method };
    lua
      .runEntry(point, args)
      .finally(() => lua.close())
      .then(
        (value) => this.time.schedule(0, () => end.resolve(value)),
        (error: unknown) => this.time.schedule(0, () => end.reject(error)),
      );
    return operation(end.promise, () => run.cancel());
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
    if ((await this.time.drive({ stop: () => settled })) === 'stopped') return result;
    const waits = [...this.open.values()].flatMap((run) => run.waits().map((wait) => `${run.id}: ${wait}`));
    throw new Error(
      `nothing can wake the run any more: no timer, call or message is under way. It waits in ` +
        `${waits.join('; ') || 'TypeScript'}. Send what it waits for before you wait for its result`,
    );
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';

const terminated = (): LuaError => canceled('workflow terminated', { terminated: true });

const alreadyRunning = (workflowId: string): LuaError =>
  new LuaError({
    kind: 'ALREADY_EXISTS',
    message: `workflow '${workflowId}' is running already`,
    retryable: false,
    details: { workflow_id: workflowId },
  });
