import { CancellationScope, log } from '@temporalio/workflow';
import { type ContextValues, type Message, type Payload } from '@durable-lua/determinism';
import { Mailbox } from '@durable-lua/determinism/host';
import {
  RawPayload,
  readContext,
  readMessagesSignal,
  readSender,
  RESERVED_PREFIX,
  SIGNAL_MESSAGES,
  type Headers,
} from '@durable-lua/temporal-wire';
import { EffectScopes } from './effects.js';

/** What one workflow run keeps outside its Lua state. */
export class Run {
  readonly mailbox = new Mailbox();
  context: ContextValues = {};
  /** The scope of the workflow function. */
  root!: CancellationScope;
  private effectScopes: EffectScopes | undefined;
  private shield: CancellationScope | undefined;
  /** What a cancel request does, once the Lua state exists. */
  interrupt: (() => void) | undefined;
  cancelRequested = false;
  /** Headers of the command that is being made. */
  outgoing: Headers = {};
  /** Headers of local activities, by the scope of their effect. */
  readonly kept = new WeakMap<CancellationScope, Headers>();
  /** Hands an event to the Lua state. */
  post: (event: () => void) => void = (event) => event();

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

  /** The server asks the run to end. */
  cancel(): void {
    this.cancelRequested = true;
    this.interrupt?.();
  }

  /** A signal becomes one message, or several; never lost, never waited for. */
  signal(name: string, args: readonly unknown[], headers: Headers): void {
    const payloads = args.filter((arg) => RawPayload.is(arg)).map((arg) => arg.payload);
    if (name === SIGNAL_MESSAGES) {
      for (const message of startupMessages(payloads)) this.deliver(message);
    } else if (name.startsWith(RESERVED_PREFIX)) {
      log.warn(`signal '${name}' is ignored: names that begin with '${RESERVED_PREFIX}' are reserved`);
    } else {
      const from = readSender(headers, (message) => log.warn(message));
      this.deliver({ topic: name, args: payloads, ...(from === undefined ? {} : { from }) });
    }
  }

  /** One event per message: receivers see them one at a time, in history order. */
  deliver(message: Message): void {
    this.post(() => this.mailbox.deliver(message));
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

/**
 * The interceptors and the workflow function of a run meet here. The SDK gives every run its own global properties, also
 * where runs share a V8 context: nothing is shared between runs.
 */
const KEY = Symbol.for('@durable-lua/run');

export function newRun(): Run {
  const run = new Run();
  Object.defineProperty(globalThis, KEY, { value: run, configurable: true, enumerable: false });
  return run;
}

export function theRun(): Run {
  const run = (globalThis as Record<symbol, unknown>)[KEY];
  if (run === undefined) throw new Error('the interceptors of @durable-lua/host-workflow are not part of this bundle');
  return run as Run;
}
