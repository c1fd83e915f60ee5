import { beforeAll, describe, expect, it } from 'vitest';
import { expressionsChunk, programsChunk } from './driver.js';
import { expression } from './expressions.js';
import { expressionLines, fixedExpressions, fixedPrograms, programSections, recorded, refresh } from './fixture.js';
import { freshCount, freshSeed, hasReference, isRefresh } from './node.js';
import { randomPrograms } from './programs.js';
import { Random } from './random.js';
import { runOurs, runReference } from './sides.js';

interface Difference {
  readonly case: string;
  readonly ours: string | undefined;
  readonly reference: string | undefined;
}

/** The first few cases on which the two sides differ. */
function differences(cases: readonly string[], ours: readonly string[], reference: readonly string[]): Difference[] {
  expect(reference).toHaveLength(cases.length);
  return cases
    .map((text, i) => ({ case: text, ours: ours[i], reference: reference[i] }))
    .filter((entry) => entry.ours !== entry.reference)
    .slice(0, 20);
}

beforeAll(() => {
  if (isRefresh()) refresh();
});

describe('against the recorded output of Lua 5.3', () => {
  it('every fixed expression gives the same value or message', () => {
    const cases = fixedExpressions();
    const chunk = expressionsChunk(cases);
    expect(
      differences(cases, expressionLines(runOurs(chunk)), expressionLines(recorded('expressions', chunk))),
    ).toEqual([]);
  });

  it('every fixed program prints the same', () => {
    const programs = fixedPrograms();
    const chunk = programsChunk(programs);
    const cases = programs.map(({ name, source }) => `${name}\n${source}`);
    expect(differences(cases, programSections(runOurs(chunk)), programSections(recorded('programs', chunk)))).toEqual(
      [],
    );
  });
});

/** As many fresh cases as were asked for, `few` by default: each number is that of one chunk. */
function rounds(few: number): number[] {
  const wanted = freshCount() ?? few;
  const whole = Array.from({ length: Math.floor(wanted / few) }, () => few);
  return wanted % few === 0 ? whole : [...whole, wanted % few];
}

describe.runIf(hasReference())('against the Lua 5.3 of this machine', () => {
  const seed = freshSeed();
  const again = `run again with DURABLE_LUA_SEED=${seed}`;

  it(`fresh expressions give the same values and messages (${again})`, () => {
    console.log(`oracle seed: ${seed}`);
    const r = new Random(seed);
    for (const count of rounds(4000)) {
      const cases = r.times(count, () => expression(r));
      const chunk = expressionsChunk(cases);
      expect(differences(cases, expressionLines(runOurs(chunk)), expressionLines(runReference(chunk))), again).toEqual(
        [],
      );
    }
  });

  it(`fresh programs print the same (${again})`, () => {
    const r = new Random(seed);
    for (const count of rounds(300)) {
      const programs = randomPrograms(r, count);
      const chunk = programsChunk(programs);
      const cases = programs.map(({ source }) => source);
      expect(differences(cases, programSections(runOurs(chunk)), programSections(runReference(chunk))), again).toEqual(
        [],
      );
    }
  });
});
