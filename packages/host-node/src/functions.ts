import pLimit, { type LimitFunction } from 'p-limit';
import {
  canceled,
  LuaError,
  mergeContext,
  operation,
  type CallOptions,
  type CancelRequest,
  type ContextValues,
  type FunctionCall,
  type Functions,
  type Operation,
  type Payload,
} from '@durable-lua/determinism';
import { HOST_FUNCTIONS, tookTooLong } from '@durable-lua/determinism/host';
import type { LuaCode } from './processes/lua-code.js';
import type { Launch, ProcessNode } from './processes/process-node.js';

/** A Lua function as this host runs it. */
export interface FunctionEntry extends LuaCode {
  /** Default options of calls to it. */
  readonly options?: CallOptions;
  readonly pool?: FunctionPool;
}

/** How many calls of a function run at once, whoever calls, and how many more may wait for their turn. */
export interface FunctionPool {
  readonly size: number;
  /** Any number, if it is not given; a call that would be one more is refused as `UNAVAILABLE`, which is retryable. */
  readonly buffer?: number;
}

export interface FunctionHostOptions {
  /** Where calls run. */
  readonly node: ProcessNode;
  /** The function of an ID; throws a `LuaError` for one that cannot be called. */
  readonly find: (id: string) => FunctionEntry;
}

/** What goes along with a call. */
export type FunctionRun = Omit<Launch, 'host' | 'args' | 'messages' | 'name'>;

/** A call under way. */
export interface RunningFunction extends Operation<Payload> {
  /** Asks it to end, as a process is asked. */
  cancel(request?: CancelRequest): void;
  /** Ends it with this error: no Lua code of it runs any more. */
  kill(error: LuaError): void;
}

/**
 * Runs Lua functions in this process: each call is a process of the host `functions`, with a Lua state, a PID and a mailbox
 * of its own, which end with the call.
 */
export class FunctionHost {
  private readonly pools = new Map<string, LimitFunction>();

  constructor(private readonly options: FunctionHostOptions) {}

  /** Calls a function. The result rejects with the callee's `LuaError`, or with a defect. */
  run(id: string, args: readonly Payload[], run: FunctionRun = {}): RunningFunction {
    const entry = this.options.find(id);
    const start = (): RunningFunction => this.runCode(entry, args, run);
    return entry.pool === undefined ? start() : this.inTurn(id, entry.pool, start);
  }

  private inTurn(id: string, { size, buffer = Infinity }: FunctionPool, start: () => RunningFunction): RunningFunction {
    const pool = this.pools.get(id) ?? pLimit(size);
    this.pools.set(id, pool);
    let running: RunningFunction | undefined;
    let giveUp = (_: LuaError): void => undefined;
    let givenUp: LuaError | undefined;
    const gone = new Promise<never>((_, reject) => (giveUp = reject));
    const cancel = (request?: CancelRequest): void => {
      if (running === undefined) giveUp((givenUp = canceled()));
      else running.cancel(request);
    };
    const kill = (error: LuaError): void => {
      if (running === undefined) giveUp((givenUp = error));
      else running.kill(error);
    };
    const turn = async (): Promise<Payload> => {
      if (givenUp !== undefined) throw givenUp;
      running = start();
      return await running.result;
    };
    const isFull = pool.activeCount + pool.pendingCount >= size + buffer;
    const result = isFull ? Promise.reject<Payload>(busy(id, size, buffer)) : Promise.race([pool(turn), gone]);
    return { ...operation(result, cancel), cancel, kill };
  }

  /** The same for code that is no function of the project, such as a process that a workflow calls as an activity. */
  runCode(code: LuaCode, args: readonly Payload[], run: FunctionRun = {}): RunningFunction {
    const process = this.options.node.launch(code, { host: HOST_FUNCTIONS, args, ...run });
    const cancel = (request: CancelRequest = {}): void => process.cancel(request);
    return { ...operation(process.result, cancel), cancel, kill: (error) => process.kill(error) };
  }

  /** What `funcs` means inside a call: the same process, with the caller's context. */
  for(inherited: ContextValues | undefined): Functions {
    return { start: (call) => this.start(call, mergeContext(inherited, call.context)) };
  }

  private start(call: FunctionCall, context: ContextValues): Operation<Payload> {
    const { timeout, retry } = call.options;
    let current: Operation<Payload> | undefined;
    let cancelled = false;
    const attempts = async (): Promise<Payload> => {
      const most = Math.max(1, retry?.maxAttempts ?? 1);
      for (let attempt = 1; ; attempt++) {
        try {
          current = this.run(call.id, call.args, { context });
          return await current.result;
        } catch (error) {
          if (cancelled || attempt >= most || !LuaError.is(error) || !error.willRetry) throw error;
          await new Promise((resolve) => setTimeout(resolve, delayBefore(attempt, retry)));
        }
      }
    };
    const cancel = (): void => {
      cancelled = true;
      current?.cancel();
    };
    return operation(timeout === undefined ? attempts() : within(timeout, call.id, attempts(), cancel), cancel);
  }
}

const busy = (id: string, size: number, buffer: number): LuaError =>
  new LuaError({
    kind: 'UNAVAILABLE',
    message: `'${id}' is busy: its pool runs ${size} at once, and ${buffer} more wait already`,
    retryable: true,
  });

function delayBefore(attempt: number, retry: CallOptions['retry']): number {
  return (retry?.initialDelay ?? 0) * (retry?.backoffFactor ?? 1) ** (attempt - 1);
}

/** Fails with `TIMEOUT` after `ms` and cancels what is still running. */
async function within<T>(ms: number, id: string, work: Promise<T>, cancel: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(tookTooLong(id, ms).with({ retryable: true }));
      cancel();
    }, ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
