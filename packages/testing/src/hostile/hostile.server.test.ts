import { randomUUID } from 'node:crypto';
import { LuaError } from '@durable-lua/determinism';
import { createRuntime, standardModules, type Runtime } from '@durable-lua/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { workflowProject } from '../server/project.js';
import { wrongEnd, type Ended } from './ending.fixture.js';
import { everyProgram, someProgram, type Program } from './programs.fixture.js';

/** `HOSTILE=each` runs each program, with the budget of a workflow; `HOSTILE=all` also at each place. */
const form = process.env['HOSTILE'];
const isLong = form === 'all' || form === 'each';
// What requires a module that there is not, is refused before anything starts.
const all = (form === 'all' ? everyProgram() : someProgram()).filter(
  ({ source }) => !/^require\("[^a-z]|^require\("fs"\)/m.test(source),
);
const programs = all.filter((_, index) => isLong || index % 5 === 0);
const limits = isLong ? {} : { turnBudget: 300_000 };
/**
 * What the worker's process, which is this one, may compute until a program has ended, and a neighbour that sleeps beside it: in ms of
 * the processor, for the clock says nothing on a machine that is busy otherwise.
 */
const LONGEST = 5_000;
/** What never ends computes nothing, perhaps: by the clock, in ms. */
const HANGS_BY_CLOCK = 60_000;
/** The dev server takes a second for each timer, however short. */
const NEIGHBOUR = 'for _ = 1, 3 do time.sleep("100ms") end return "slept"';

let runtime: Runtime;

beforeAll(async () => {
  const place = { address: inject('temporalAddress'), taskQueue: `hostile-${randomUUID()}`, modules: standardModules };
  const sources = [NEIGHBOUR, ...programs.map(({ source }) => source)];
  const cases = sources.map((source, index) => ({
    name: `case_${index}`,
    module: 'hostile',
    script: { name: `case_${index}_hostile.lua`, source },
  }));
  runtime = await createRuntime({ project: await workflowProject(place, cases), limits });
  await runtime.start();
});
afterAll(() => runtime.shutdown());

async function run(index: number): Promise<Ended & { readonly took: number }> {
  const began = process.cpuUsage();
  const id = `hostile-${index}-${randomUUID()}`;
  const started = await runtime.spawn(`test:case_${index}`, 'test:w', undefined, {
    id,
    executionTimeout: HANGS_BY_CLOCK,
  });
  const ended = await started.result().then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error: LuaError.is(error) ? error : { message: String(error), luaStack: '' } }),
  );
  const { user, system } = process.cpuUsage(began);
  return { ...ended, took: (user + system) / 1_000 };
}

it.each(programs)(
  'on a worker it ends, and a neighbour does not notice: $name',
  { timeout: 2 * HANGS_BY_CLOCK },
  async (program: Program) => {
    const index = programs.indexOf(program);
    const neighbour = index % 10 === 0 ? run(0) : undefined;
    const told = await run(index + 1);
    expect(wrongEnd(program, told)).toBeUndefined();
    expect(told.took).toBeLessThan(LONGEST);
    if (neighbour === undefined) return;
    expect(await neighbour).toMatchObject({ value: 'slept' });
    expect((await neighbour).took).toBeLessThan(LONGEST);
  },
);
