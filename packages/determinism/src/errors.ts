import type { Data, SendableTable } from './data.js';

/**
 * The kinds every host and module agree on. A kind is a plain string, so an application may use its own
 * (`PAYMENT_DECLINED`); these are the ones with a meaning of their own.
 */
export const ERROR_KINDS = [
  'UNKNOWN',
  'INVALID',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'TIMEOUT',
  'CANCELED',
  'UNAVAILABLE',
  'INTERNAL',
  'CONFLICT',
  'RATE_LIMITED',
] as const;

export type StandardErrorKind = (typeof ERROR_KINDS)[number];
export type ErrorKind = StandardErrorKind | (string & {});

/** Kinds that are retried when an error does not say so itself; every other standard kind is not. */
const RETRIED_KINDS: ReadonlySet<string> = new Set(['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL', 'UNKNOWN']);

/** `NotFound`, `not_found`, `NOT-FOUND` → `NOTFOUND`: the spelling under which kinds are compared. */
const squeeze = (kind: string): string =>
  kind.length > LONGEST_SPELLING ? kind : kind.replace(/[^A-Za-z0-9]/g, '').toUpperCase();

/** What is longer spells no standard kind: it may be a text of megabytes. */
const LONGEST_SPELLING = 200;

const BY_SQUEEZED: ReadonlyMap<string, StandardErrorKind> = new Map<string, StandardErrorKind>([
  ...ERROR_KINDS.map((kind) => [squeeze(kind), kind] as const),
  ['CANCELLED', 'CANCELED'],
  ['', 'UNKNOWN'],
]);

/**
 * The standard kind that `kind` spells (`NotFound`, `NOT_FOUND`, `Cancelled` …), or `kind` itself when it is an
 * application's own. Pure.
 */
export function canonicalKind(kind: string): ErrorKind {
  return BY_SQUEEZED.get(squeeze(kind)) ?? kind;
}

/** Whether a failure of this kind is retried when the error itself does not say (`retryable` undefined). */
export function isRetriedByDefault(kind: ErrorKind): boolean {
  return RETRIED_KINDS.has(kind) || !(ERROR_KINDS as readonly string[]).includes(kind);
}

export interface LuaErrorOptions {
  kind?: ErrorKind;
  message: string;
  /** `undefined` means "not stated": the kind decides. */
  retryable?: boolean | undefined;
  /** A table for programs to read. Empty counts as none. What cannot be sent is said in `details.unsent` where it arrives. */
  details?: SendableTable | undefined;
  /** Lua traceback, `""` when there is none. */
  luaStack?: string | undefined;
  /** Context added by `errors.wrap`, outermost first. */
  context?: readonly string[] | undefined;
  cause?: unknown;
}

/** Contexts from the outermost one on. What wraps an error shares those of it, or a chain would keep the square of its length. */
interface Contexts {
  readonly outermost: string;
  readonly inner: Contexts | undefined;
}

const shared = (contexts: readonly string[]): Contexts | undefined =>
  contexts.reduceRight<Contexts | undefined>((inner, outermost) => ({ outermost, inner }), undefined);

function listed(contexts: Contexts | undefined): readonly string[] {
  const list: string[] = [];
  for (let at = contexts; at !== undefined; at = at.inner) list.push(at.outermost);
  return list;
}

/** What a copy has from the error that it is made of: the text, which shares its end, and the contexts. */
interface Inherited extends LuaErrorOptions {
  readonly text?: string;
  readonly contexts?: Contexts | undefined;
}

/** A Lua traceback as the lines of a stack. */
const framesOf = (luaStack: string): string =>
  luaStack
    .replace(/^stack traceback:\n/, '')
    .split('\n')
    .map((line) => `    at ${line.trim()}`)
    .join('\n');

/** Recognises a {@link LuaError} of another copy of this package or of another realm. */
const MARK = Symbol.for('@durable-lua/LuaError');

/**
 * The one error of this project: what Lua sees as an error object, and what crosses into a Temporal failure.
 * Thrown by a capability or a module function it is an *expected* failure; Lua gets it as `nil, err` where the
 * function declares `result(…)`, otherwise it is raised. Anything else thrown is a defect and ends the run.
 */
export class LuaError extends Error {
  /** The message without its contexts: what Lua's `err:message()` gives. `message` has both. */
  readonly innerMessage: string;
  readonly kind: ErrorKind;
  readonly retryable: boolean | undefined;
  readonly details: Readonly<Record<string, Data>> | undefined;
  readonly luaStack: string;
  readonly #contexts: Contexts | undefined;

  constructor(options: LuaErrorOptions) {
    const { message, context, luaStack = '', contexts = shared(context ?? []) } = options as Inherited;
    const { text = [...listed(contexts), message].join(': ') } = options as Inherited;
    super(text, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LuaError';
    this.innerMessage = message;
    this.kind = canonicalKind(options.kind ?? 'UNKNOWN');
    this.retryable = options.retryable;
    const { details } = options;
    this.details = details !== undefined && Object.keys(details).length > 0 ? details : undefined;
    this.luaStack = luaStack;
    this.#contexts = contexts;
    if (luaStack !== '') this.stack = `LuaError: ${this.message}\n${framesOf(luaStack)}`;
  }

  static {
    // A bundler gives a class that names itself another name, which consoles would show.
    Object.defineProperty(this, 'name', { value: 'LuaError' });
  }

  get [MARK](): true {
    return true;
  }

  static is(value: unknown): value is LuaError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
  }

  /** What `wrap` has added, outermost first. Made anew each time it is read. */
  get context(): readonly string[] {
    return listed(this.#contexts);
  }

  /** What `wrap` has added last. */
  get outermost(): string | undefined {
    return this.#contexts?.outermost;
  }

  /** Whether a failure with this error is retried: what the error says, otherwise what its kind says. */
  get willRetry(): boolean {
    return this.retryable ?? isRetriedByDefault(this.kind);
  }

  /** The text Lua's `tostring(err)` gives: contexts, then the message. */
  override toString(): string {
    return this.message;
  }

  /** A copy with one more context in front; kind, message, details and stack stay those of the inner error. */
  wrap(context: string): LuaError {
    const contexts = { outermost: context, inner: this.#contexts };
    const wrapped: Partial<Inherited> = { contexts, text: `${context}: ${this.message}` };
    return this.with(wrapped);
  }

  /** A copy whose message begins with where the error is: `argument 2: …`. */
  at(place: string): LuaError {
    return this.with({ message: `${place}: ${this.innerMessage}` });
  }

  /** A copy with some fields replaced. */
  with(changes: Partial<LuaErrorOptions>): LuaError {
    const inherited: Inherited = {
      kind: this.kind,
      message: this.innerMessage,
      retryable: this.retryable,
      details: this.details,
      luaStack: this.luaStack,
      ...(changes.context === undefined && { contexts: this.#contexts }),
      cause: this.cause,
    };
    const copy = new LuaError({ ...inherited, ...changes });
    // Where it was made in TypeScript, unless it is known where in Lua.
    if (this.stack !== undefined && copy.luaStack === '') copy.stack = this.stack;
    return copy;
  }
}

/** An `INVALID` error, never retried: bad input that may come from outside. */
export function invalid(message: string, details?: SendableTable): LuaError {
  return new LuaError({ kind: 'INVALID', message, retryable: false, details });
}

/** An `INTERNAL` error, never retried: what should have worked did not, and would not the next time. */
export function internal(message: string): LuaError {
  return new LuaError({ kind: 'INTERNAL', message, retryable: false });
}

/** A `TIMEOUT` error of a call that took longer than it may. */
export const tookTooLong = (id: string, ms: number): LuaError =>
  new LuaError({ kind: 'TIMEOUT', message: `'${id}' took longer than ${ms} ms` });

/** A `CANCELED` error, never retried: somebody asked for an early end, and it took effect. */
export function canceled(message = 'operation canceled', details?: SendableTable): LuaError {
  return new LuaError({ kind: 'CANCELED', message, retryable: false, details });
}

const MISUSE = Symbol.for('@durable-lua/Misuse');

/**
 * A programming mistake of the Lua author (`send on closed channel`): raised in Lua as a string with the position of the
 * caller, whatever the function returns otherwise.
 */
export class Misuse extends Error {
  get [MISUSE](): true {
    return true;
  }

  static is(value: unknown): value is Misuse {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MISUSE] === true;
  }
}
