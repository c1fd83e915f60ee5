import { randomUUID } from 'node:crypto';
import {
  invalid,
  LuaError,
  mergeContext,
  operation,
  type CallOptions,
  type ContextValues,
  type FunctionCall,
  type Functions,
  type Log,
  type ModuleDefinition,
  type Operation,
  type Payload,
  type Processes,
} from '@durable-lua/determinism';
import { formatPid, withLogFacts, type Interceptor } from '@durable-lua/determinism/host';
import { createLua, type Chunk, type EntryPoint } from '@durable-lua/lua-vm';
import { nodeHost, stderrLog } from './node-host.js';

/** A Lua function as this host runs it. */
export interface FunctionEntry {
  readonly id: string;
  readonly point: EntryPoint;
  /** Modules it declared. */
  readonly modules: readonly string[];
  /** Libraries it imports, by local name. */
  readonly libraries: Readonly<Record<string, Chunk>>;
  /** Default options of calls to it. */
  readonly options?: CallOptions;
}

export interface FunctionHostOptions {
  readonly modules: readonly ModuleDefinition[];
  readonly interceptors?: readonly Interceptor[];
  /** The function of an ID; throws a `LuaError` for one that cannot be called. */
  readonly find: (id: string) => FunctionEntry;
  /** The processes that a call with this entry, PID and context can reach. */
  readonly processes?: (id: string, pid: string, context: ContextValues) => Processes;
  readonly log?: (id: string, pid: string) => Log;
  /** Names this Node process in PIDs. */
  readonly node: string;
}

export interface FunctionRun {
  readonly context?: ContextValues;
  readonly log?: Log;
}

/**
 * Runs Lua functions in this process: each call in a Lua state, with a PID and a mailbox of its own, which end with the
 * call.
 */
export class FunctionHost {
  constructor(private readonly options: FunctionHostOptions) {}

  /** Calls a function. The result rejects with the callee's `LuaError`, or with a defect. `cancel` interrupts its waits. */
  run(id: string, args: readonly Payload[], run: FunctionRun = {}): Operation<Payload> {
    const { modules, interceptors = [], node } = this.options;
    const entry = this.options.find(id);
    const pid = formatPid({ node, host: 'functions', id: randomUUID() });
    const log = withLogFacts({ pid }, run.log ?? this.options.log?.(id, pid) ?? stderrLog);
    const host = nodeHost({
      context: run.context ?? {},
      functions: this.functionsFor(run.context),
      ...(this.options.processes === undefined
        ? {}
        : { processes: this.options.processes(id, pid, run.context ?? {}) }),
      log,
    });
    const lua = createLua({
      modules,
      interceptors,
      host,
      entry: id,
      declared: entry.modules,
      libraries: entry.libraries,
      // Between two turns Node handles what else is due, so that one busy function does not stop its neighbours.
      defer: (turn) => void setImmediate(turn),
    });
    const result = lua.runEntry(entry.point, args).finally(() => lua.close());
    return operation(result, () => lua.interrupt());
  }

  /** What `funcs` means inside a call: the same process, with the caller's context. */
  private functionsFor(inherited: ContextValues | undefined): Functions {
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

function delayBefore(attempt: number, retry: CallOptions['retry']): number {
  return (retry?.initialDelay ?? 0) * (retry?.backoffFactor ?? 1) ** (attempt - 1);
}

/** Fails with `TIMEOUT` after `ms` and cancels what is still running. */
async function within<T>(ms: number, id: string, work: Promise<T>, cancel: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LuaError({ kind: 'TIMEOUT', message: `'${id}' took longer than ${ms} ms`, retryable: true }));
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

/** For `find`: an ID that names nothing, or something that is no function. */
export function noFunction(id: string, kind: string | undefined): LuaError {
  return kind === undefined
    ? new LuaError({ kind: 'NOT_FOUND', message: `no function '${id}'`, retryable: false })
    : invalid(`'${id}' is a ${kind}, not a function.lua`);
}
