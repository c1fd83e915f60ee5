import { afterAll, describe, expect, it } from 'vitest';
import { wrongEnd } from './ending.fixture.js';
import { everyProgram, someProgram, type Program } from './programs.fixture.js';
import { LONGEST, Thread } from './thread-pool.fixture.js';

/**
 * `HOSTILE=each` runs each program on each host, with the budget of a workflow; `HOSTILE=all` at each place, with a small one. Without it
 * each host has a quarter of the programs, and none that the other has.
 */
const form = process.env['HOSTILE'];
const isLong = form === 'all' || form === 'each';
const turnBudget = form === 'each' ? 10_000_000 : 300_000;
const chosen = form === 'all' ? everyProgram() : someProgram();
const programsOf = (host: number): readonly Program[] =>
  chosen.filter((one, index) => (isLong || index % 4 === 2 * host) && !(host === 1 && one.onlyWorkflow));

it('the suite has programs of all kinds in all places', () => {
  expect(everyProgram().length).toBeGreaterThan(250);
  expect(new Set(everyProgram().map(({ source }) => source)).size).toBe(everyProgram().length);
});

describe.each([
  ['a simulated workflow', 'simulated', 0],
  ['Node', 'node', 1],
] as const)('in %s a hostile program ends, and no neighbour notices:', (_, on, index) => {
  const thread = new Thread();
  afterAll(() => thread.close());

  const programs = programsOf(index);
  it.each(programs)('$name', { timeout: 60_000 }, async (program) => {
    const neighbour = form === 'each' || programs.indexOf(program) % 40 === 0;
    const told = await thread.run({ source: program.source, on, turnBudget, neighbour });
    expect(wrongEnd(program, told)).toBeUndefined();
    expect(told.took).toBeLessThan(LONGEST);
    expect(told.neighbour).toBeLessThan(LONGEST);
  });
});
