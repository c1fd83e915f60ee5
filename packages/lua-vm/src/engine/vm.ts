import type { Capabilities, Data, LuaValue, ModuleDefinition, Payload } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import type { MemberEnd } from '../scheduling/group.js';
import { Scheduler, Task, type Ended } from '../scheduling/scheduler.js';
import { slice } from '../scheduling/wait.js';
import { pushMetatable } from './bindings/classes.js';
import { indexOf } from './bindings/module-index.js';
import { Environments } from './bindings/environments.js';
import { Services } from './bindings/services.js';
import { callAtOnce } from './at-once.js';
import { withoutEffectsAtOnce } from './bindings/effects-at-once.js';
import { LuaCoroutine } from './coroutine.js';
import { Globals } from './library/globals.js';
import { Loader } from './library/loader.js';
import type { Main } from './mains.js';
import { memberEnd, resultOf, type Reader } from './results.js';
import { Budget } from './state/budget.js';
import type { Chunk } from './state/chunk.js';
import type { TValue } from './state/fengari.js';
import {
  Observation,
  type LuaCoroutineView,
  type LuaObserver,
  type LuaPlace,
  type ShowOptions,
} from './observation.js';
import type { Limits } from './state/limits.js';
import { Machine } from './state/machine.js';
import { Memory } from './state/memory.js';
import { snapshot } from './state/stack.js';
import { encodePayload, toData } from './values/data.js';
import { hold, type Held } from './values/handles.js';
import { heldBy } from './values/held.js';

export interface VmOptions {
  readonly modules: readonly ModuleDefinition[];
  readonly host: Host;
  /** Those of the host, as the interceptors left them. */
  readonly capabilities: Partial<Capabilities>;
  readonly declared: readonly string[] | undefined;
  readonly libraries: Readonly<Record<string, Chunk>>;
  readonly entry: string;
  readonly limits: Limits;
  readonly defer: (turn: () => void) => void;
  readonly observer: LuaObserver | undefined;
}

/** What an effect under way takes, about. */
const OPERATION_BYTES = 1000;

/** One Lua state put together: the machine, who schedules its coroutines, and what its code finds. */
export class Vm {
  private readonly machine: Machine;
  readonly scheduler: Scheduler<TValue>;
  readonly services: Services;
  private readonly loader: Loader;
  private readonly host: Host;
  private readonly observation: Observation | undefined;
  private coroutines = 0;

  constructor({ modules, host, capabilities, declared, libraries, entry, limits, defer, observer }: VmOptions) {
    this.host = host;
    const index = indexOf(modules);
    const deterministic = host.deterministic === true;
    this.machine = new Machine(index.classes, (owner) => environments.of(owner), pushMetatable, heldBy);
    this.machine.memory = new Memory(this.machine, limits, deterministic);
    this.machine.budget = new Budget(this.machine, limits, deterministic, () => this.scheduler.epoch);
    if (host.moment !== undefined) this.machine.moment = host.moment.bind(host);
    const giveWay = host.giveWay ?? defer;
    this.machine.pauseTurn = slice.bind(undefined, giveWay);
    this.scheduler = new Scheduler<TValue>(
      defer,
      () => this.services.pending > 0 || this.services.channels.openSources,
      (place) => {
        this.observation?.rested();
        return this.machine.memory.atRest(place);
      },
    );
    this.observation = observer && new Observation(this.machine, this.scheduler, observer);
    const start = this.start.bind(this);
    this.machine.start = start;
    this.services = new Services(
      this.machine,
      entry,
      (event, fresh) => this.scheduler.enter(event, fresh),
      (chunk) => this.loader.entryOf(chunk),
      start,
      (fn, args) => callAtOnce(this.machine, fn as TValue, args as readonly TValue[]),
    );
    const guarded = withoutEffectsAtOnce(capabilities, this.machine);
    const environments = new Environments(index, host, guarded, this.services);
    this.machine.holders.push(() => this.services.pending * OPERATION_BYTES);
    this.loader = new Loader(this.machine, environments, {
      index,
      declared,
      libraries,
      entry,
      host: host.name,
    });
    new Globals(this.machine, this.loader, {
      entry,
      host: host.name,
      deterministic,
      capabilities,
      lua: this.services,
    }).open();
  }

  /** Runs a main coroutine; its first result as plain data. */
  run(main: Main): Promise<Data> {
    return this.runFor(main, toData);
  }

  /** Runs a main coroutine; its first result as a payload. */
  runEncoded(main: Main): Promise<Payload> {
    const { result } = this.host;
    if (result === undefined) return this.runFor(main, encodePayload);
    return this.runFor(main, (L, index) => result(snapshot(L, index), this.services) ?? encodePayload(L, index));
  }

  /** Runs a main coroutine; its first result to be held. */
  runHeld(main: Main): Promise<Held> {
    return this.runFor(main, (L, index) => hold(this.machine, L, index));
  }

  /** One promise for a run, whatever it does: they are costly in the workflow sandbox. */
  private runFor<R>({ chunk, make }: Main, reader: Reader<R>): Promise<R> {
    const { machine } = this;
    return new Promise((resolve, reject) => {
      if (chunk !== undefined) this.loader.know(chunk);
      const coroutine = new LuaCoroutine(machine, make(machine), []);
      machine.mainThread = coroutine.thread;
      this.scheduler.run(
        new Task(coroutine, 'main'),
        (values) => {
          this.ended();
          try {
            resolve(resultOf(machine, values, reader));
          } catch (error) {
            reject(error);
          }
        },
        (error) => {
          this.ended();
          reject(error);
        },
      );
    });
  }

  private ended(): void {
    this.observation?.ended();
    this.host.ended?.();
  }

  private start(fn: LuaValue, args: readonly LuaValue[], ended?: (end: MemberEnd) => void): TValue {
    const coroutine = new LuaCoroutine(this.machine, fn as TValue, args as readonly TValue[]);
    const tell = ended && ((step: Ended<TValue>) => ended(memberEnd(this.machine, step)));
    this.scheduler.spawn(new Task(coroutine, `coroutine ${++this.coroutines}`, tell));
    return coroutine.value;
  }

  place(which: 'now' | 'last'): LuaPlace | undefined {
    return this.observation?.place(which);
  }

  look(options: ShowOptions): readonly LuaCoroutineView[] {
    return this.observation?.coroutines(options) ?? [];
  }

  usage(): { readonly units: number; readonly bytes: number } {
    const { budget, memory } = this.machine;
    const { units } = budget;
    return { units, bytes: budget.aside(() => memory.held) };
  }

  /** Cancels the effects that are still under way. */
  close(): void {
    const { operations } = this.machine;
    for (const operation of [...operations]) operation.cancel();
    operations.clear();
  }
}
