import {
  Duration,
  boolean,
  defineClass,
  fn,
  instance,
  int64,
  invalid,
  number,
  oneOf,
  present,
  string,
  value,
  type Self,
  INT64_MAX,
} from '@durable-lua/determinism';

/** A Duration of exactly `nanos`. @throws LuaError INVALID beyond 64 bit. */
export function durationOf(nanos: bigint): Duration {
  if (nanos > INT64_MAX || nanos < -INT64_MAX) throw invalid('the duration is beyond 292 years');
  return new Duration(nanos);
}

/** Nanoseconds times a number: exact for a whole number, otherwise cut towards zero. */
export function scaled(nanos: bigint, factor: number | bigint): bigint {
  return typeof factor === 'bigint' ? nanos * factor : truncated(Number(nanos) * factor);
}

function truncated(nanos: number): bigint {
  if (!Number.isFinite(nanos)) throw invalid(`a duration of ${nanos} nanoseconds does not exist`);
  return BigInt(Math.trunc(nanos));
}

function multiply(a: Operand, b: Operand): Duration {
  const [duration, factor] = typeof a === 'object' ? [a, b] : [b as Duration, a];
  if (typeof factor === 'object') throw invalid('a duration times a duration is no duration: multiply by a number');
  return durationOf(scaled(duration.nanos, factor));
}

function divide(nanos: bigint, divisor: number | bigint): Duration {
  if (divisor === 0 || divisor === 0n) throw invalid('attempt to divide a duration by zero');
  return durationOf(typeof divisor === 'bigint' ? nanos / divisor : truncated(Number(nanos) / divisor));
}

/** Whether two objects of one class, or of any, hold the same nanoseconds. Lua asks `==` of objects of any two classes. */
export function sameNanos(a: unknown, b: unknown): boolean {
  const nanos = (object: unknown) => (object as { nanos?: unknown }).nanos;
  return typeof nanos(a) === 'bigint' && nanos(a) === nanos(b);
}

const inUnits = (doc: string, unit: bigint) =>
  // In two steps, so that a long duration keeps its fraction.
  fn(
    { doc, returns: number },
    (_, { self: { nanos } }: Self<Duration>) => Number(nanos / unit) + Number(nanos % unit) / Number(unit),
  );
const wholeUnits = (doc: string, unit: bigint) =>
  fn({ doc, returns: int64 }, (_, { self: { nanos } }: Self<Duration>) => nanos / unit);

export const durationType = instance<Duration>('time.Duration');
const anything = oneOf(durationType, value);
const operand = oneOf(durationType, int64, number);
type Operand = Duration | bigint | number;

export const durationClass = defineClass(
  { type: durationType, doc: 'A length of time, exact in nanoseconds.' },
  {
    methods: {
      hours: inUnits('Hours with a fraction.', 3_600_000_000_000n),
      minutes: inUnits('Minutes with a fraction.', 60_000_000_000n),
      seconds: inUnits('Seconds with a fraction.', 1_000_000_000n),
      milliseconds: wholeUnits('Whole milliseconds, cut towards zero.', 1_000_000n),
      microseconds: wholeUnits('Whole microseconds, cut towards zero.', 1_000n),
      nanoseconds: wholeUnits('Nanoseconds, exact.', 1n),
    },
    metamethods: {
      eq: fn({ params: { a: anything, b: anything }, returns: boolean }, (_, { a, b }) => sameNanos(a, b)),
      lt: fn({ params: { a: durationType, b: durationType }, returns: boolean }, (_, { a, b }) => a.nanos < b.nanos),
      le: fn({ params: { a: durationType, b: durationType }, returns: boolean }, (_, { a, b }) => a.nanos <= b.nanos),
      add: fn({ params: { a: durationType, b: durationType }, returns: durationType }, (_, { a, b }) =>
        durationOf(a.nanos + b.nanos),
      ),
      sub: fn({ params: { a: durationType, b: durationType }, returns: durationType }, (_, { a, b }) =>
        durationOf(a.nanos - b.nanos),
      ),
      mul: fn({ params: { a: operand, b: operand }, returns: durationType }, (_, { a, b }) => multiply(a, b)),
      div: fn({ params: { a: durationType, b: oneOf(int64, number) }, returns: durationType }, (_, { a, b }) =>
        divide(a.nanos, b),
      ),
      unm: fn({ params: { a: durationType }, returns: durationType }, (_, { a }) => durationOf(-a.nanos)),
    },
    tostring: (self) => self.toString(),
    toPayload: (self) => present(string, self.toString()),
  },
);
