import type { CapabilityName, ClassDefinition, Clock, Env, LuaValue, Operation } from '@durable-lua/determinism';
import type { MemberEnd } from '../../scheduling/group.js';
import type { Settled, Wait } from '../../scheduling/wait.js';
import type { Budget } from './budget.js';
import type { Memory, Visit } from './memory.js';
import { api, charge, newState, newTValue, TAG_NIL, TAG_THREAD, type LuaState, type TValue } from './fengari.js';
import { innermostPosition, type Position } from './positions.js';
import { pushValue, snapshot } from './stack.js';

/**
 * Something that must end the run whatever Lua does: a bug in a binding or in us, a refused replay. The mark lets it pass
 * through every `pcall`.
 */
export class Defect extends Error {
  readonly luaUncatchable = true;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'Defect';
    // Where it happened, not where it was noticed.
    if (cause instanceof Error && cause.stack !== undefined) this.stack = cause.stack;
  }
}

/** Arguments of a call, as its body gets them, or its results on the stack of `L` from `first` on. */
export type Passed =
  { readonly args: Readonly<Record<string, unknown>> } | { readonly L: LuaState; readonly first: number };

/** Starts a coroutine that the scheduler runs; `ended` is for the group that it belongs to. The coroutine as a Lua value. */
export type StartCoroutine = (fn: LuaValue, args: readonly LuaValue[], ended?: (end: MemberEnd) => void) => TValue;

/** Wall clock of a zone, by its IANA name. */
export interface Zone {
  /** Minutes east of UTC at a moment. */
  offsetAt(ms: number): number;
  /** What people call the time of the zone at a moment, such as `CET`; where nobody knows a name, the offset. */
  nameAt(ms: number): string;
}

const untold = (): number => NaN;

/** What the engine keeps for one Lua state. Everything that must not outlive the state is here. */
export class Machine {
  readonly main: LuaState = withSharedNames(newState());
  /** Metatables of the classes that were used, by class name. */
  readonly metatables = new Map<string, TValue>();
  /** The one userdata of each object that Lua has seen. */
  get wrapped(): WeakMap<object, TValue> {
    return (this.madeWrapped ??= new WeakMap());
  }
  private madeWrapped: WeakMap<object, TValue> | undefined;
  /** Tables that were empty when they were made, and as what: an empty one is encoded as that again. */
  get shapes(): WeakMap<object, 'list' | 'map'> {
    return (this.madeShapes ??= new WeakMap());
  }
  private madeShapes: WeakMap<object, 'list' | 'map'> | undefined;
  /** The tables of modules by name, and whether their functions may be called as methods. */
  readonly selves = new Map<string, { readonly table: unknown; readonly asMethods: boolean }>();
  /** Threads that the scheduler runs: user code may not resume them. */
  readonly scheduled = new Set<LuaState>();
  /** Inner coroutines parked because a blocking call inside them suspended the whole chain. */
  get parked(): Set<LuaState> {
    return (this.madeParked ??= new Set());
  }
  private madeParked: Set<LuaState> | undefined;
  /** Threads now running, outermost first: the scheduled one and the coroutines it resumed. */
  readonly chain: LuaState[] = [];
  /** Set by a blocking call just before it suspends its thread. */
  requested: Wait<unknown> | undefined;
  /** Whether a call runs that must answer at once: it may neither wait nor have an effect. */
  isAtOnce = false;
  /** Counts the effects that were begun: what waits without one waits for nothing outside. */
  effects = 0;
  /** Counts what has come from outside; never the same where the host does not tell. */
  moment: () => number = untold;
  /** How the wait of the coroutine that is about to go on has ended. */
  settled: Settled | undefined;
  /** The first thing thrown that was neither a Lua error nor an expected failure. */
  defect: Defect | undefined;
  /** Counts the work of a turn. */
  budget!: Budget;
  /** Counts what the state holds. */
  memory!: Memory;
  /** Bytes that the arguments of the running call take: an object that it makes may keep them. */
  taken = 0;
  /** The object whose method the running call is, and what was counted for it: one of its class that is made of it keeps that too. */
  receiver: { readonly definition: ClassDefinition; readonly bytes: number } | undefined;
  /** Tell of values that are held outside of Lua; they return bytes that come on top. */
  readonly holders: ((visit: Visit) => number)[] = [];
  /** Adds to the text of an uncaught error what its author may want to know. */
  explain: (message: string) => string = (message) => message;
  /** Lets the rest of the process go on, then calls back. */
  pauseTurn: () => Wait<void> = () => {
    throw new Error('no pause in this state');
  };
  /** Tables that code may only read, by identity: what shows them keeps nothing itself. */
  get readOnly(): WeakSet<object> {
    return (this.madeReadOnly ??= new WeakSet());
  }
  private madeReadOnly: WeakSet<object> | undefined;
  /** What `os` knows of time. */
  time: {
    readonly clock?: Clock | undefined;
    /** When the state began, by that clock. */
    readonly startedAt?: number | undefined;
    /** Made when it is first asked for: making one is costly, and most programs never do. */
    zone?: Zone;
  } = {};
  /** Starts a coroutine that the scheduler runs. */
  start!: StartCoroutine;
  /** Environment of chunks, when it is not the plain globals. */
  environment: TValue | undefined;
  /** Effects under way: cancelled when the state is closed. */
  get operations(): Set<Operation<unknown>> {
    return (this.madeOperations ??= new Set());
  }
  private madeOperations: Set<Operation<unknown>> | undefined;
  /** Where coroutines were started whose function is one of the library: no code of theirs says where it stands. */
  get startedAt(): WeakMap<LuaState, Position | undefined> {
    return (this.madeStartedAt ??= new WeakMap());
  }
  private madeStartedAt: WeakMap<LuaState, Position | undefined> | undefined;
  /** Where the function that the main coroutine called last is defined, as a traceback. */
  entered = '';
  /** Thread of the main coroutine. */
  mainThread: LuaState | undefined;
  /** Where the method of the main coroutine has returned a text or a table as second result. */
  returnedText: Position | undefined;
  /** For who looks at the state: told when a scheduled thread gives back control, and when the method of the main one returns. */
  stopped: ((thread: LuaState) => void) | undefined;
  /** For the same: told of each thread that is made. */
  made: ((thread: LuaState) => void) | undefined;
  /** For the same: told of values that pass the border, by the module or class that gets or gives them. */
  passed: ((owner: string, values: Passed) => void) | undefined;
  /** Thread that called into TypeScript last. */
  caller: LuaState = this.main;
  readonly nil: TValue = newTValue(TAG_NIL, null);

  constructor(
    readonly classes: ReadonlyMap<string, ClassDefinition>,
    /** Capabilities and services for the bodies of a module or of a class, by name. */
    readonly envOf: (owner: string) => Env<CapabilityName>,
    private readonly buildMetatable: (L: LuaState, definition: ClassDefinition) => void,
    /** Tells of the values that an object keeps; returns bytes that come on top. */
    private readonly heldBy: (object: object, visit: Visit) => number,
  ) {
    (this.main.l_G as { machine?: Machine }).machine = this;
    // Whatever is thrown in TypeScript that is no error of Lua: a bug of a binding or ours, never the author's to catch.
    api.lua_atnativeerror(this.main, (L) => this.fail(api.lua_touserdata(L, 1)));
  }

  static of(L: LuaState): Machine {
    return (L.l_G as { machine: Machine }).machine;
  }

  /** From now on code may only read this table. A state that makes what others share has no machine, and no code. */
  static protect(L: LuaState, table: object): void {
    (L.l_G as { machine?: Machine }).machine?.readOnly.add(table);
  }

  /** Pushes the metatable of a class, built when it is first needed. */
  pushMetatable(L: LuaState, definition: ClassDefinition): void {
    const known = this.metatables.get(definition.name);
    if (known !== undefined) return pushValue(L, known);
    this.buildMetatable(L, definition);
    this.metatables.set(definition.name, snapshot(L, -1));
  }

  /** Remembers and throws what must end the run. */
  fail(cause: unknown): never {
    this.defect ??= cause instanceof Defect ? cause : new Defect(cause);
    throw this.defect;
  }

  /** Tells of every value that is held outside of Lua. */
  visitRoots(visit: Visit): number {
    if (this.environment !== undefined) visit(this.environment);
    for (const metatable of this.metatables.values()) visit(metatable);
    for (const thread of this.scheduled) visit(newTValue(TAG_THREAD, thread));
    for (const thread of this.madeParked ?? []) visit(newTValue(TAG_THREAD, thread));
    return this.holders.reduce((bytes, holder) => bytes + holder(visit), 0);
  }

  /** The same for a userdata. */
  visitHeld(data: object, visit: Visit): number {
    const { holder } = data as { holder?: { readonly object: object } };
    return holder === undefined ? 0 : this.heldBy(holder.object, visit);
  }

  /** Does work that the run must not notice: an inspection, a query. */
  aside<T>(work: () => T): T {
    return this.memory.aside(() => this.budget.aside(work));
  }

  /** Takes units for work in TypeScript. Where no coroutine runs, the next turn pays. @throws Abort when they are used up. */
  pay(units: number): void {
    if (!(units >= 0)) throw new TypeError(`pay: units must be 0 or more, got ${units}`);
    const running = this.chain.at(-1);
    if (running === undefined) this.budget.owe(Math.ceil(units));
    else charge(running, Math.ceil(units));
  }

  /** Where the innermost Lua code stands: of this thread, of those that resumed it, or the code that started or waits for them. */
  placeOf(L: LuaState): Position | undefined {
    for (const thread of [L, ...this.chain.toReversed()]) {
      const position = innermostPosition(thread) ?? this.madeStartedAt?.get(thread);
      if (position !== undefined) return position;
    }
    return this.mainThread && innermostPosition(this.mainThread);
  }

  /** Whether every thread between the scheduler and the running code may wait. */
  get canSuspend(): boolean {
    return this.chain.every((thread) => api.lua_isyieldable(thread));
  }

  /** Whether they can be suspended by us: also where code may not wait, in a comparator of table.sort, say. */
  get canPause(): boolean {
    return this.chain.every((thread) => api.lua_ispreemptable(thread));
  }
}

/** The names of metamethods, which never change: every state makes its own of them, and one set will do for all. */
const NAMES: unknown = (newState().l_G as { tmname: unknown }).tmname;

function withSharedNames(L: LuaState): LuaState {
  (L.l_G as { tmname: unknown }).tmname = NAMES;
  return L;
}
