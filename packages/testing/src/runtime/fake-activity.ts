import { LuaError, type CallOptions, type ContextValues, type Data, type Millis } from '@durable-lua/determinism';
import type { FakeCall } from '@durable-lua/host-simulated';

/** One attempt of a call that reached a fake activity. */
export interface ActivityCall {
  readonly args: readonly Data[];
  /** 1 for the first. */
  readonly attempt: number;
  /** Virtual time. */
  readonly at: Millis;
  readonly context: ContextValues;
  readonly options: CallOptions;
}

/** A function that stands for an activity and remembers how it was called. */
export interface FakeActivity {
  readonly call: (call: FakeCall) => unknown;
  /** Every attempt so far, in order. */
  readonly calls: readonly ActivityCall[];
  /**
   * The next `times` attempts end with this error instead; `Infinity` for all from then on.
   * @throws RangeError for less than one; TypeError for what is no error.
   */
  fail(error: LuaError | Error, times?: number): FakeActivity;
}

/**
 * A fake for an activity: `fakeActivity((order) => ({ id: 1 }))`. Without a body it gives nil. What the body throws is the
 * failure of that attempt; the call is retried as its retry policy says.
 */
export function fakeActivity(body: (...args: never[]) => unknown = () => undefined): FakeActivity {
  const calls: ActivityCall[] = [];
  const failures: { readonly error: Error; left: number }[] = [];
  const fake: FakeActivity = {
    calls,
    fail(error, times = 1) {
      if (!LuaError.is(error) && !(error instanceof Error)) {
        throw new TypeError('fail: an error expected, such as new LuaError({ kind: "DECLINED", message: "no funds" })');
      }
      if (!(times >= 1)) throw new RangeError(`fail: 1 time or more expected, got ${times}`);
      failures.push({ error, left: times });
      return fake;
    },
    call({ args, attempt, at, context, options }) {
      calls.push({ args, attempt, at, context, options });
      const [failure] = failures;
      if (failure !== undefined) {
        failure.left -= 1;
        if (failure.left < 1) failures.shift();
        throw failure.error;
      }
      return (body as (...args: readonly Data[]) => unknown)(...args);
    },
  };
  return fake;
}
