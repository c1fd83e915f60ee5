import { standardModules } from '@durable-lua/worker/modules';
import { afterAll, expect, it } from 'vitest';
import { wrongEnd } from './ending.fixture.js';
import { MODULES, type Program } from './programs.fixture.js';
import { LONGEST, Thread } from './thread-pool.fixture.js';

/** `HOSTILE=each` calls all of them. */
const isLong = process.env['HOSTILE'] !== undefined;

const thread = new Thread();
afterAll(() => thread.close());

/** Some value of each kind of parameter; what is none is refused, which costs as well. */
const SOME: Readonly<Record<string, string>> = {
  integer: '1',
  number: '1',
  string: '"x"',
  boolean: 'true',
  duration: '1',
  callable: 'function() end',
  list: '{ "x" }',
  table: '{}',
};

const calls = standardModules
  .filter(({ name }) => MODULES.includes(name))
  .flatMap(({ name, functions }) =>
    Object.entries(functions).flatMap(([member, { params }]) => {
      const args = Object.values(params).map(({ kind }) => SOME[kind] ?? '1');
      return [...new Set([[], args].map((given) => `pcall(${[`${name}.${member}`, ...given].join(', ')})`))];
    }),
  )
  // They end each run, and go on as another.
  .filter((call) => !/continue_as_new|upgrade/.test(call));

it('each function of each module is called', () => expect(calls.length).toBeGreaterThan(150));

it.each(calls.filter((_, index) => isLong || index % 5 === 0))(
  'a workflow that goes on with it ends: %s',
  { timeout: 60_000 },
  async (call) => {
    const source = `while true do ${call} end`;
    const program: Program = { name: call, source, ends: 'stopped', catches: false, onlyWorkflow: true };
    const told = await thread.run({ source, on: 'simulated', turnBudget: 300_000 });
    expect(wrongEnd(program, told)).toBeUndefined();
    expect(told.took).toBeLessThan(LONGEST);
  },
);
