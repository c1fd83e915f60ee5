import {
  bytes,
  fn,
  int64,
  integer,
  invalid,
  list,
  number,
  optional,
  result,
  string,
  value,
  type Env,
  type Fn,
} from '@durable-lua/determinism';
import { fraction, LETTERS_AND_DIGITS, randomString, shuffled, uniform, uuidText } from './random.js';

const MAX_LENGTH = 1_048_576;

/** A length in range is the caller's data, not a mistake in the program: it is returned. */
function checkLength(name: string, n: number): number {
  if (n >= 1 && n <= MAX_LENGTH) return n;
  throw invalid(`${name}: n must be 1 to ${MAX_LENGTH}, got ${n}`);
}

/** What is drawn: one record in the history of a workflow for each call. */
export const randomFunctions: Readonly<Record<string, Fn<Env<'random'>>>> = {
  'random.bytes': fn(
    {
      doc: 'n random bytes, 1 to 1048576, of a cryptographic source. In a workflow they are drawn once and recorded in the history; a replay gets the same.',
      params: { n: integer() },
      returns: result(bytes),
    },
    ({ random }, { n }) => random.bytes(checkLength('random.bytes', n)),
  ),
  'random.string': fn(
    {
      doc: 'n random bytes out of charset, by default letters and digits, each as likely as the others. Recorded in a workflow.',
      params: { n: integer(), charset: optional(bytes) },
      returns: result(bytes),
    },
    ({ random, lua }, { n, charset = LETTERS_AND_DIGITS }) => {
      lua.pay(checkLength('random.string', n) / 2);
      if (charset.length < 1 || charset.length > 256) {
        throw invalid(`random.string: charset must have 1 to 256 bytes, got ${charset.length}`);
      }
      return randomString((count) => random.bytes(count), n, charset);
    },
  ),
  'random.uuid': fn(
    {
      doc: 'A random UUID of version 4 that nobody can guess. Recorded in a workflow; for ids that are no secret uuid.v4 costs nothing.',
      returns: result(string),
    },
    async ({ random }) => uuidText(await random.bytes(16)),
  ),
  'random.int': fn(
    {
      doc: 'A random integer from m to n, both included, each as likely as the others; any two 64-bit integers will do. Recorded in a workflow.',
      params: { m: int64, n: int64 },
      returns: result(int64),
    },
    ({ random }, { m, n }) => {
      if (m > n) throw invalid(`random.int: m must not be greater than n, got ${m} and ${n}`);
      return uniform((count) => random.bytes(count), m, n);
    },
  ),
  'random.number': fn(
    {
      doc: 'A random float from 0 up to, but not including, 1, as math.random() gives. Recorded in a workflow.',
      returns: result(number),
    },
    async ({ random }) => fraction(await random.bytes(7)),
  ),
  'random.shuffle': fn(
    {
      doc: 'A new list with the items of t in random order, each order as likely as the others; t stays as it is. A workflow records 32 bytes, however long the list.',
      params: { t: list(value) },
      returns: result(list(value)),
    },
    ({ random, lua }, { t }) => {
      const hole = t.findIndex((item) => lua.typeOf(item) === 'nil');
      lua.pay(8 * t.length);
      if (hole >= 0) throw invalid(`random.shuffle: t must be a list without holes, got nil at [${hole + 1}]`);
      // Where nothing is drawn nothing waits.
      return t.length < 2 ? t : random.bytes(32).then((bytes) => shuffled(t, bytes));
    },
  ),
};
