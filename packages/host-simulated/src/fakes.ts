import { LuaError, type CallOptions, type ContextValues, type Data, type Millis } from '@durable-lua/determinism';
import type { Chunk } from '@durable-lua/lua-vm';

/** One call of a fake, for those that want to see more than the arguments. */
export interface FakeCall {
  readonly id: string;
  readonly args: readonly Data[];
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Virtual time at which it was called. */
  readonly at: Millis;
  readonly context: ContextValues;
  /** Options of the call; empty for a workflow. */
  readonly options: CallOptions;
  /** Calls back when the caller asks for an early end. */
  onCancel(callback: () => void): void;
}

/** A result at once, or a promise of real work: virtual time stands still until it settles. */
export type FakeBody = (...args: never[]) => unknown;

/** Lua in the place of a function or workflow, in the same virtual time. */
export interface LuaFake {
  /** Source of a chunk that returns the function, or a table with the method. */
  readonly lua: string | Chunk;
  /** `main` by default. */
  readonly method?: string;
  /** Modules it may require; all by default. */
  readonly modules?: readonly string[];
  readonly libraries?: Readonly<Record<string, Chunk>>;
  /** Asked before each attempt: what it throws is the failure of that attempt, and no Lua runs. */
  readonly before?: (call: FakeCall) => void;
}

/**
 * What stands for a function or a workflow: a TypeScript function of its arguments, one of the whole call, an error that
 * every call ends with, Lua, or something that never ends by itself.
 */
export type Fake =
  FakeBody | LuaError | LuaFake | { readonly call: (call: FakeCall) => unknown } | { readonly never: true };

export const isLuaFake = (fake: Fake): fake is LuaFake => typeof fake === 'object' && 'lua' in fake;

/** What a TypeScript fake gives: a value, a promise of one, or `undefined` for one that never ends. Throws what it throws. */
export function askFake(fake: Exclude<Fake, LuaFake>, call: FakeCall): { readonly value: unknown } | undefined {
  if (LuaError.is(fake)) throw fake;
  if (typeof fake === 'function') return { value: (fake as (...args: Data[]) => unknown)(...call.args) };
  return 'call' in fake ? { value: fake.call(call) } : undefined;
}

/**
 * What Lua sees of an error that a fake threw. A failed assertion of the test is none of Lua's business: it ends the run.
 */
export function fakeError(thrown: unknown): unknown {
  if (LuaError.is(thrown)) return thrown;
  if (!(thrown instanceof Error)) return new LuaError({ kind: 'UNKNOWN', message: String(thrown) });
  if (thrown.name === 'AssertionError') return thrown;
  return new LuaError({ kind: 'UNKNOWN', message: thrown.message, details: { type: thrown.name }, cause: thrown });
}
