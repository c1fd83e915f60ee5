import {
  checkLocalCall,
  type LuaError,
  mergeContext,
  operation,
  type CallOptions,
  type FunctionCall,
  type Functions,
  type Operation,
  type Payload,
  canceled,
} from '@durable-lua/determinism';
import { checkName, HOST_FUNCTIONS, tookTooLong } from '@durable-lua/determinism/host';
import { SimulatedActivity, type SimulatedAttempt } from './activity.js';
import { attemptsOf, MOST_ATTEMPTS, type Attempts } from './attempts.js';
import { Deferred } from './deferred.js';
import { isLuaFake, type Fake } from './fakes.js';
import type { Work } from './performing.js';
import type { SimulatedRun } from './run.js';
import { noCode } from './starting.js';

/** Calls of one run to the fakes of its simulation, with attempts and time limits in virtual time. */
export class SimulatedFunctions implements Functions {
  private started = 0;

  constructor(private readonly run: SimulatedRun) {}

  start(call: FunctionCall): Operation<Payload> {
    const { simulation, inWorkflow } = this.run;
    if (inWorkflow) {
      checkName('ID of a function', call.id);
      checkName("option 'activity.id'", call.options?.activityId ?? '');
    }
    const fake = simulation.fakeOf('functions', call.id);
    if (fake === undefined) {
      return this.later(noCode('functions', { id: call.id, host: HOST_FUNCTIONS }, simulation.options));
    }
    const options: CallOptions = { ...simulation.options.callOptions?.[call.id], ...call.options };
    if (inWorkflow && options.local) checkLocalCall(options);
    this.started += 1;
    const id = options.activityId ?? String(this.started);
    // In a workflow a call is an activity; elsewhere it is only a call.
    const activity = inWorkflow ? new SimulatedActivity(this.run, { type: call.id, id, options }) : undefined;
    return new Call(this.run, { ...call, options }, fake, attemptsOf(options, inWorkflow), activity).operation;
  }

  private later(error: LuaError): Operation<Payload> {
    const end = new Deferred<Payload>();
    this.run.simulation.time.schedule(0, () => end.reject(error));
    return operation(end.promise, () => undefined);
  }
}

class Call {
  readonly operation: Operation<Payload>;
  private readonly end = new Deferred<Payload>();
  private readonly limits: (() => void)[] = [];
  private current: { readonly work: Work; readonly activity: SimulatedAttempt | undefined } | undefined;

  constructor(
    private readonly run: SimulatedRun,
    private readonly call: FunctionCall,
    private readonly fake: Fake,
    private readonly attempts: Attempts,
    private readonly activity: SimulatedActivity | undefined,
  ) {
    const { time } = run.simulation;
    this.operation = operation(this.end.promise, () => this.cancel());
    if (this.isLocal) run.sizes.localBegins();
    else if (run.inWorkflow) run.sizes.begins('activities');
    if (attempts.all !== undefined) {
      this.limits.push(time.schedule(attempts.all, () => this.timeOut('schedule_to_close', attempts.all as number)));
    }
    this.limits.push(time.schedule(0, () => this.attempt(1)));
  }

  private attempt(n: number): void {
    const { simulation, context } = this.run;
    const activity = this.activity?.attempt(n, (timeout) => this.late('heartbeat', timeout, n, current));
    const call = {
      id: this.call.id,
      args: this.call.args,
      options: this.call.options,
      context: mergeContext(context, this.call.context),
      attempt: n,
    };
    let work: Work;
    try {
      work = simulation.perform(this.fake, this.run, call, activity);
    } catch (error) {
      return this.settle(() => this.end.reject(error));
    }
    const current = { work, activity };
    this.current = current;
    const { each } = this.attempts;
    const stop =
      each === undefined
        ? undefined
        : simulation.time.schedule(each, () => this.late('start_to_close', each, n, current));
    const report = (event: () => void): void => {
      stop?.();
      activity?.end();
      if (this.current === current && !this.end.settled) event();
    };
    work.result.then(
      (value) => report(() => this.returned(value)),
      (error: unknown) => report(() => this.failed(error, n)),
    );
  }

  private returned(value: Payload): void {
    try {
      if (this.isLocal) this.run.sizes.localReturns(value);
    } catch (error) {
      return this.settle(() => this.end.reject(error));
    }
    this.settle(() => this.end.resolve(value));
  }

  /** A local activity, whose result travels with what its workflow task asks for. */
  private get isLocal(): boolean {
    return this.run.inWorkflow && this.call.options.local === true;
  }

  private late(which: string, ms: number, n: number, current: typeof this.current): void {
    if (this.current !== current || this.end.settled) return;
    this.current = undefined;
    current?.activity?.end();
    current?.work.cancel('timed_out');
    this.failed(timeout(which, this.call.id, ms), n);
  }

  private failed(error: unknown, n: number): void {
    if (!this.attempts.again(error, n)) return this.settle(() => this.end.reject(error));
    if (n >= MOST_ATTEMPTS) {
      const why = `'${this.call.id}' failed ${n} times, and a server would try for ever; the last time: ${String(error)}`;
      return this.settle(() =>
        this.end.reject(new Error(`${why}. Limit maximum_attempts, or fail with retryable = false`, { cause: error })),
      );
    }
    this.limits.push(this.run.simulation.time.schedule(this.attempts.delay(n), () => this.attempt(n + 1)));
  }

  private timeOut(which: string, ms: number): void {
    const { current } = this;
    this.settle(() => this.end.reject(timeout(which, this.call.id, ms)));
    current?.work.cancel('timed_out');
  }

  /** The caller hears at once; with `wait_for_cancellation` when the callee has ended. */
  private cancel(): void {
    if (this.end.settled) return;
    const { current } = this;
    const cancel = (): void => current?.work.cancel(current.activity && 'cancelled');
    if (current?.activity !== undefined && isLuaFake(this.fake)) current.activity.cancel(cancel);
    else cancel();
    if (current !== undefined && (this.call.options.waitForCancellation || !this.run.inWorkflow)) return;
    this.run.simulation.time.schedule(0, () => this.settle(() => this.end.reject(canceled())));
  }

  private settle(event: () => void): void {
    if (this.end.settled) return;
    for (const limit of this.limits) limit();
    if (this.isLocal) this.run.sizes.localEnds();
    else if (this.run.inWorkflow) this.run.sizes.ends('activities');
    this.current?.activity?.end();
    this.current = undefined;
    event();
  }
}

const timeout = (which: string, id: string, ms: number): LuaError =>
  tookTooLong(id, ms).with({ details: { timeout_type: which } });
