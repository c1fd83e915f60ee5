import { expressionsChunk, programsChunk, type Program } from './driver.js';
import { expression } from './expressions.js';
import { digest, readLatin1, writeLatin1 } from './node.js';
import { randomPrograms, writtenPrograms } from './programs.js';
import { Random } from './random.js';
import { runReference } from './sides.js';

/** What the reference interpreter printed for a fixed set of cases, for machines that do not have it. */

const SEED = 530_006;

export const fixedExpressions = (): string[] => {
  const r = new Random(SEED);
  return r.times(6000, () => expression(r));
};

export const fixedPrograms = (): Program[] => [...writtenPrograms(), ...randomPrograms(new Random(SEED), 250)];

/** Lines, one per expression. */
export const expressionLines = (output: string): string[] => output.split('\n').slice(0, -1);
/** Sections, one per program, without their headline. */
export const programSections = (output: string): string[] =>
  output
    .split(/^### .*\n/m)
    .slice(1)
    .map((section) => section.trimEnd());

const path = (name: string): string => `./fixtures/${name}.txt`;

/**
 * The recorded output of a chunk.
 * @throws Error when the cases are not those it was recorded from
 */
export function recorded(name: string, chunk: string): string {
  const text = readLatin1(path(name));
  const end = text.indexOf('\n');
  if (text.slice(0, end) !== digest(chunk)) {
    throw new Error(
      `fixtures/${name}.txt belongs to other cases: expected ${digest(chunk)}, found ${text.slice(0, end)}. ` +
        'After a change of the generators or programs run `node refresh.mjs` where lua5.3 is installed.',
    );
  }
  return text.slice(end + 1);
}

const record = (name: string, chunk: string): void =>
  writeLatin1(path(name), `${digest(chunk)}\n${runReference(chunk)}`);

/** Runs all fixed cases on the reference interpreter and writes the fixtures. */
export function refresh(): void {
  record('expressions', expressionsChunk(fixedExpressions()));
  record('programs', programsChunk(fixedPrograms()));
}
