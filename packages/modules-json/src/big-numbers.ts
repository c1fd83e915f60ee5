import { invalid } from '@durable-lua/determinism';

/**
 * The validator knows only doubles. Where a schema or a value holds whole numbers that a double cannot keep apart, both are
 * rewritten: each number beyond 2^52 becomes a stand-in between 2^52 and 2^53, such that their order, their equality and
 * their remainders for every `multipleOf` of the schema stay what they were. All verdicts stay exact.
 */
const FIRST = 2n ** 52n;
const LIMIT = 2n ** 53n;

export interface StandIns {
  readonly schema: unknown;
  readonly instance: unknown;
  /** A message with the numbers that were meant. */
  restore(message: string): string;
}

/** @throws LuaError `INVALID` when no stand-ins exist: a `multipleOf` so large that too few multiples fit. */
export function standIns(schema: unknown, instance: unknown): StandIns {
  const large = new Set<bigint>();
  const divisors = new Set<bigint>();
  let exact = true;
  const collect = (value: unknown, key: string): void => {
    if (key === 'multipleOf' && (typeof value === 'number' || typeof value === 'bigint'))
      divisors.add(numerator(value));
    else if (isLarge(value)) large.add(magnitude(value));
    if (typeof value === 'bigint') exact = false;
    if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) collect(member, name);
    }
  };
  collect(schema, '');
  const bySchema = new Set(divisors);
  collect(instance, '');
  if (exact) return { schema, instance, restore: (message) => message };

  const step = [...bySchema].reduce((a, b) => (a === 0n || b === 0n ? a || b : (a / gcd(a, b)) * b), 1n);
  const table = new Map<bigint, number>();
  let next = FIRST;
  for (const value of [...large].sort((a, b) => (a < b ? -1 : 1))) {
    next += (((value - next) % step) + step) % step;
    if (next >= LIMIT) throw invalid('the schema cannot be used: multipleOf is too large for integers beyond 2^53');
    table.set(value, Number(next));
    next += 1n;
  }
  const replace = (value: unknown, key: string, inSchema: boolean): unknown => {
    if (inSchema && key === 'multipleOf' && typeof value === 'number') return value;
    if (isLarge(value)) return (value < 0 ? -1 : 1) * (table.get(magnitude(value)) as number);
    if (Array.isArray(value)) return value.map((item) => replace(item, '', inSchema));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name, inSchema)]));
  };
  const meant = new Map([...table].map(([value, standIn]) => [String(standIn), String(value)]));
  return {
    schema: replace(schema, '', true),
    instance: replace(instance, '', false),
    restore: (message) => message.replace(/\d{16}/g, (digits) => meant.get(digits) ?? digits),
  };
}

const isLarge = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || (Number.isInteger(value) && Math.abs(value as number) >= Number(FIRST));

const magnitude = (value: number | bigint): bigint => (value < 0 ? -BigInt(value) : BigInt(value));

/** A whole number is a multiple of p/q, in lowest terms, exactly when it is one of p. */
function numerator(divisor: number | bigint): bigint {
  if (typeof divisor === 'bigint') return magnitude(divisor);
  const [coefficient = '', exponent = '0'] = String(Math.abs(divisor)).split('e');
  const [whole = '', fraction = ''] = coefficient.split('.');
  const power = Number(exponent) - fraction.length;
  const p = BigInt(whole + fraction);
  return power >= 0 ? p * 10n ** BigInt(power) : p / gcd(p, 10n ** BigInt(-power));
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
