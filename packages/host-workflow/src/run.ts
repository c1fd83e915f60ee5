import { CancellationScope, currentUpdateInfo, log, type ActivityInput } from '@temporalio/workflow';
import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';
import { decodeData } from '@durable-lua/lua-vm';
import { parsePid } from '@durable-lua/determinism';
import type { ContextValues, Message, Payload, ProcessOptions } from '@durable-lua/determinism';
import { Mailbox, type HostedVm, type RegisteredAttributes, type SizeLimits } from '@durable-lua/determinism/host';
import {
  RawPayload,
  readContext,
  readMessagesSignal,
  readSender,
  RESERVED_PREFIX,
  SIGNAL_LINK,
  SIGNAL_MESSAGES,
  SIGNAL_UNLINK,
  type Headers,
} from '@durable-lua/temporal-wire';
import { EffectScopes } from './effects.js';
import { LocalResults } from './local-activities.js';
import type { Observed } from './observation.js';
import { TaskSizes } from './task-sizes.js';

/** What one workflow run keeps outside its Lua state. */
export class Run {
  readonly mailbox = new Mailbox();
  /** Messages on their way into the mailbox, each by an event. */
  private readonly arriving: Message[] = [];
  context: ContextValues = {};
  /** The scope of the workflow function. */
  root!: CancellationScope;
  private effectScopes: EffectScopes | undefined;
  private shield: CancellationScope | undefined;
  /** The Lua state, once it exists. */
  vm: HostedVm | undefined;
  /** Cancels the effects that are under way. */
  closeEffects: () => void = () => undefined;
  /** Ends the delay of the start, as long as there is one. */
  endDelay: (() => void) | undefined;
  cancelRequested = false;
  /** Set while somebody looks at the run. */
  observed: Observed | undefined;
  /** What it sends, measured. */
  readonly sizes: TaskSizes;
  readonly locals: LocalResults;
  /** How often something has come from the server, or from what the worker does for the run. */
  activations = 0;
  /** Whether the queries of this activation are answered together with what its task asks for. */
  answersWithTask = false;
  processOptions: ProcessOptions = { trapLinks: false, upgradable: false };
  /** How many internal activities there have been. */
  internalCalls = 0;
  /** Headers of the command that is being made. */
  outgoing: Headers = {};
  /** Headers of local activities, by the scope of their effect. */
  get kept(): WeakMap<CancellationScope, Headers> {
    return (this.madeKept ??= new WeakMap());
  }
  private madeKept: WeakMap<CancellationScope, Headers> | undefined;
  /** Takes eager execution from an activity, on a worker that does without it. */
  notEager: ((input: ActivityInput) => ActivityInput) | undefined;
  /** What a link that another run makes or undoes means here. */
  linked: (from: string, isLinked: boolean) => void = () => undefined;
  /** Hands an event to the Lua state. */
  post: (event: () => void) => void = (event) => event();

  constructor(limits?: SizeLimits, registered?: RegisteredAttributes) {
    this.sizes = new TaskSizes(limits, (units) => this.vm?.pay(units), registered);
    this.locals = new LocalResults(this.sizes);
  }

  start(headers: Headers): void {
    this.context = readContext(headers, (message) => log.warn(message));
  }

  /** Effects are started under this scope: a cancel request of the server reaches them only as we decide. */
  get scope(): CancellationScope {
    return (this.shield ??= new CancellationScope({ cancellable: false, parent: this.root }));
  }

  get scopes(): EffectScopes {
    return (this.effectScopes ??= new EffectScopes(this.scope));
  }

  /** Ends the run with this error, uncatchably, and whatever it has under way. To be called inside an event. */
  end(error: unknown): void {
    this.closeEffects();
    this.vm?.stop(error);
  }

  /** A signal becomes one message, or several; never lost, never waited for. */
  signal(name: string, args: readonly unknown[], headers: Headers): void {
    const payloads = args.filter((arg) => RawPayload.is(arg)).map((arg) => arg.payload);
    if (name === SIGNAL_MESSAGES) {
      this.observed?.job('signalWorkflow');
      for (const message of startupMessages(payloads)) this.deliver(message);
    } else if (name === SIGNAL_LINK || name === SIGNAL_UNLINK) {
      const from = linker(name, payloads);
      if (from !== undefined) {
        this.observed?.job('signalWorkflow');
        this.post(() => this.linked(from, name === SIGNAL_LINK));
      }
    } else if (name.startsWith(RESERVED_PREFIX)) {
      log.warn(`signal '${name}' is ignored: names that begin with '${RESERVED_PREFIX}' are reserved`);
    } else {
      const from = readSender(headers, (message) => log.warn(message));
      this.observed?.job('signalWorkflow');
      this.deliver({ topic: name, args: payloads, ...(from === undefined ? {} : { from }) });
    }
  }

  /** One event per message: receivers see them one at a time, in history order. */
  deliver(message: Message): void {
    this.arriving.push(message);
    this.post(() => this.mailbox.deliver(this.arriving.shift() as Message));
  }

  /** Every message that nobody has received, those included whose event has not been carried out. */
  unread(): readonly Message[] {
    return [...this.mailbox.unread(), ...this.arriving];
  }
}

/** The PID in the argument of a link signal. */
function linker(name: string, [argument]: readonly Payload[]): string | undefined {
  try {
    const { from } = (argument === undefined ? {} : decodeData(argument)) as { readonly from?: unknown };
    if (typeof from === 'string' && parsePid(from) !== undefined) return from;
    throw new Error('its argument holds no PID');
  } catch (error) {
    log.warn(`signal '${name}' is ignored: ${(error as Error).message}`);
    return undefined;
  }
}

function startupMessages(payloads: readonly Payload[]): readonly Message[] {
  try {
    return readMessagesSignal(payloads);
  } catch (error) {
    log.warn(`signal '${SIGNAL_MESSAGES}' is ignored: ${(error as Error).message}`);
    return [];
  }
}

/** The interceptors and the workflow function of a run meet here. By what the SDK keeps of a run, so that nothing is shared between runs. */
const runs = new WeakMap<object, Run>();

export function newRun(limits?: SizeLimits, registered?: RegisteredAttributes): Run {
  const run = new Run(limits, registered);
  runs.set(getActivator(), run);
  return run;
}

export function theRun(): Run {
  const run = runs.get(getActivator());
  if (run === undefined) throw new Error('the interceptors of @durable-lua/host-workflow are not part of this bundle');
  return run;
}

/** The ID of the update for which the code works that runs now, of Lua or of TypeScript; undefined if it works for none. */
export function currentUpdate(): string | undefined {
  const vm = runs.get(getActivator())?.vm;
  return vm === undefined ? currentUpdateInfo()?.id : vm.origin();
}

/** Where Lua code is in the run whose turn it is, `order.lua:12`; undefined while none runs. */
export function luaPosition(): string | undefined {
  const position = runs.get(getActivator())?.vm?.where().replace(/:\s*$/, '');
  return position === '' ? undefined : position;
}
