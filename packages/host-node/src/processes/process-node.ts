import { randomUUID } from 'node:crypto';
import {
  checkTopic,
  LuaError,
  type Activity,
  type CancelRequest,
  type Closed,
  type ContextValues,
  type Functions,
  type Http,
  type Log,
  type Message,
  type Millis,
  type ModuleDefinition,
  type Payload,
  type Pid,
  type SpawnRequest,
} from '@durable-lua/determinism';
import {
  defined,
  formatPid,
  NameRegistry,
  withLogFacts,
  type Host,
  type Interceptor,
  type MessageObserver,
} from '@durable-lua/determinism/host';
import { createLua, type Limits, type Lua } from '@durable-lua/lua-vm';
import { stderrLog } from '../log-format.js';
import { nodeHost, type NodeHostOptions } from '../node-host.js';
import { processCapabilities, Reach } from './capabilities.js';
import { LiveProcess, noProcess, type StateEnd } from './live-process.js';
import type { LuaCode } from './lua-code.js';
import type { Outside } from './outside.js';
import { Recent } from './recent.js';

export interface ProcessNodeOptions {
  /** Names this Node process in PIDs: never the same twice, so that the PID of a dead process is nobody else's. */
  readonly node: string;
  readonly modules: readonly ModuleDefinition[];
  readonly interceptors?: readonly Interceptor[];
  /** Is told of every message. */
  readonly messages?: MessageObserver;
  /** Is told how each Lua state has ended. */
  readonly ended?: (end: StateEnd) => void;
  /** What each of them may use of work and memory, where it is not the usual. */
  readonly limits?: Limits;
  /** The code of a `process.lua`; throws a `LuaError` for another ID. */
  readonly code?: (id: string) => LuaCode;
  /**
   * The process and host that a spawn is for, undefined when it is for the outside; throws a `LuaError` when the two do
   * not fit.
   */
  readonly target?: (request: SpawnRequest) => { readonly entry: string; readonly host: string } | undefined;
  /** The PID of a process or function call, if that is what a destination names. */
  readonly address?: (destination: string) => Pid | undefined;
  /** How long processes of a host may take to end when the node stops; undefined for what is no process host. */
  readonly stopTimeout?: (host: string) => Millis | undefined;
  /** Where `funcs.call` goes for code with this context. */
  readonly functions?: (context: ContextValues) => Functions;
  /** Workflows. Without it there are none. */
  readonly outside?: Outside;
  readonly log?: (id: string, pid: string) => Log;
  /** What of the outside world everything here shares. */
  readonly shared?: Shared;
}

/** Capabilities that are the same for all code of a node. */
export type Shared = Pick<NodeHostOptions, 'httpClient' | 'stores' | 'entries' | 'environment'>;

export interface Launch {
  /** Entry ID of the process host, or `functions`. */
  readonly host: string;
  readonly args: readonly Payload[];
  readonly context?: ContextValues;
  /** In the mailbox before the code begins. */
  readonly messages?: readonly Message[];
  readonly name?: string;
  readonly log?: Log;
  /** The activity as which the code runs, if it does. */
  readonly activity?: Activity;
  /** The request that the code answers, if it does. */
  readonly http?: Http;
  /** What its result becomes, if not a payload. */
  readonly result?: Host['result'];
  /** Where it may use less than the others. */
  readonly limits?: Limits;
}

/** What is special about the Lua state of a launch. */
type OwnState = Pick<Launch, 'activity' | 'http' | 'result' | 'limits'>;

/** Everything that runs in this Node process under a PID: processes and function calls. */
export class ProcessNode {
  readonly names = new NameRegistry();
  private readonly live = new Map<string, LiveProcess>();
  private stopping = false;
  private readonly ended = new Recent<Closed>();
  private readonly kept = new WeakSet<LiveProcess>();

  constructor(readonly options: ProcessNodeOptions) {}

  get name(): string {
    return this.options.node;
  }

  /** How many processes and function calls are running. */
  get size(): number {
    return this.live.size;
  }

  /** Everything that is running. */
  get processes(): Iterable<LiveProcess> {
    return this.live.values();
  }

  /** Begins to run code under a PID of its own. It first runs after whoever calls has had its turn. */
  launch(code: LuaCode, { host, args, context = {}, messages = [], name, log, ...own }: Launch): LiveProcess {
    if (this.stopping) throw stopped(this.name);
    const id = randomUUID();
    const pid = formatPid({ node: this.name, host, id });
    if (name !== undefined) this.names.register(name, pid);
    const process = new LiveProcess({
      pid,
      host,
      context,
      log: withLogFacts({ pid }, log ?? this.options.log?.(code.id, pid) ?? stderrLog),
      messages: this.options.messages,
      ended: this.options.ended,
      state: (process) => this.stateOf(process, own),
    });
    const key = keyOf(host, id);
    this.live.set(key, process);
    process.onEnd(() => this.forget(key, pid));
    for (const message of messages) {
      this.options.messages?.sent(message);
      process.mailbox.deliver(message);
    }
    try {
      process.start(code, args);
    } catch (error) {
      // Without a Lua state nothing will ever end.
      this.forget(key, pid);
      throw error;
    }
    return process;
  }

  private forget(key: string, pid: string): void {
    this.live.delete(key);
    this.names.release(pid);
  }

  /**
   * Starts a `process.lua` on its host.
   * @param from PID of whoever starts it and sends its startup messages.
   * @throws LuaError as `target`; `ALREADY_EXISTS` when its name is taken.
   */
  spawn(request: SpawnRequest, from?: string): LiveProcess {
    const target = this.targetOf(request);
    if (target === undefined) throw new Error(`'${request.host}' is no process host`);
    for (const { topic } of request.messages) checkTopic(topic);
    const code = this.codeOf(target.entry);
    const messages = request.messages.map(({ topic, args }) => ({
      topic,
      args,
      ...(from === undefined ? {} : { from }),
    }));
    const { args, context = {}, name } = request;
    const process = this.launch(code, {
      host: target.host,
      args,
      context,
      messages,
      ...(name === undefined ? {} : { name }),
    });
    process.onEnd((how) => {
      if ('value' in how || how.error.kind === 'CANCELED') return;
      process.log.write('error', `process failed: ${how.error.toString()}`, { kind: how.error.kind });
    });
    return process;
  }

  targetOf(request: SpawnRequest): { readonly entry: string; readonly host: string } | undefined {
    return this.options.target?.(request);
  }

  codeOf(id: string): LuaCode {
    const { code } = this.options;
    if (code !== undefined) return code(id);
    throw new LuaError({ kind: 'NOT_FOUND', message: `no process '${id}'`, retryable: false });
  }

  /**
   * The process that a destination names, undefined when it names something outside.
   * @throws LuaError `NOT_FOUND` for one that has ended, `UNAVAILABLE` for one of another node
   */
  find(destination: string): LiveProcess | undefined {
    const pid = this.options.address?.(destination);
    if (pid !== undefined) return this.byPid(pid, destination);
    const named = this.names.lookup(destination);
    if (named !== undefined) return this.find(named);
    if (this.options.outside === undefined) throw noProcess(destination);
    return undefined;
  }

  /** The live process that a destination names. @throws LuaError `NOT_FOUND` when there is none on this node */
  alive(destination: string): LiveProcess {
    const process = this.find(destination);
    if (process === undefined) throw noProcess(destination);
    return process;
  }

  /** Keeps for a while how a process ends: a workflow that has to do with it may ask only then. */
  keepEnd(process: LiveProcess): void {
    if (this.kept.has(process)) return;
    this.kept.add(process);
    process.onEnd((how) => this.ended.add(process.pid, how));
  }

  /** How a process has ended, where that was kept. */
  endOf(pid: string): Closed | undefined {
    return this.ended.get(pid);
  }

  /** Ends the processes of hosts: asked first, and after the time of their host killed. */
  async stop(): Promise<void> {
    const left: Promise<unknown>[] = [];
    for (const [key, process] of this.live) {
      const host = hostOf(key);
      const stopTimeout = this.options.stopTimeout?.(host);
      if (stopTimeout === undefined) continue;
      left.push(this.end(process, { reason: 'the node stops', deadline: stopTimeout }));
    }
    await Promise.all(left);
  }

  /** Asks a process to end, and waits until it has. */
  async end(process: LiveProcess, request: CancelRequest): Promise<void> {
    process.cancel(request);
    await process.result.catch(() => undefined);
  }

  /** Ends at once whatever still runs: those who watch it are told `UNAVAILABLE`. Nothing can be started any more. */
  async close(): Promise<void> {
    this.stopping = true;
    const left = [...this.live.values()];
    for (const process of left) process.kill(stopped(this.name));
    await Promise.all(left.map(({ result }) => result.catch(() => undefined)));
  }

  private byPid({ node = this.name, host, id }: Pid, text: string): LiveProcess {
    if (node !== this.name) {
      throw new LuaError({
        kind: 'UNAVAILABLE',
        retryable: false,
        message: `'${text}' is a process of the node '${node}': from here only processes of '${this.name}' are reached`,
      });
    }
    const process = this.live.get(keyOf(host, id));
    if (process === undefined) throw noProcess(text);
    return process;
  }

  private stateOf(process: LiveProcess, own: OwnState): { readonly lua: Lua; over(): void } {
    const { modules, interceptors = [], functions, shared = {} } = this.options;
    const { activity, http, result } = own;
    const limits = own.limits === undefined ? this.options.limits : { ...own.limits, ...this.options.limits };
    const { code, context, log, mailbox } = process;
    const reach = new Reach(this, process);
    const host = nodeHost({
      mailbox,
      context,
      log,
      ...shared,
      ...defined({ functions: functions?.(context), activity, http }),
    });
    const lua = createLua({
      modules,
      interceptors,
      host: {
        ...host,
        capabilities: processCapabilities({ host: host.capabilities, reach }),
        attach: (vm) => process.attach(vm),
        ...defined({ result }),
      },
      entry: code.id,
      declared: code.modules,
      libraries: code.libraries,
      ...defined({ limits }),
      // Between two turns Node handles what else is due, so that one busy process does not stop its neighbours.
      defer: (turn) => void setImmediate(turn),
    });
    return { lua, over: () => void (reach.isOver = true) };
  }
}

const keyOf = (host: string, id: string): string => `${host}|${id}`;
const hostOf = (key: string): string => key.slice(0, key.indexOf('|'));

const stopped = (node: string): LuaError =>
  new LuaError({ kind: 'UNAVAILABLE', message: `the node '${node}' has stopped`, retryable: true });
