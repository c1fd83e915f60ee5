import vm from 'node:vm';
import { turns, type Benchmark } from '../bench.js';
import { Samples } from '../figures.js';

/** What is called in each: nearly nothing. */
const called = { count: 0, run: () => undefined as unknown };
called.run = () => void called.count++;

type Ways = Readonly<Record<string, { readonly enter: () => unknown; readonly times: number }>>;

function ways(times: number): Ways {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: 'afterEvaluate' });
  Object.defineProperty(context, 'called', { value: called });
  const script = new vm.Script('called.run()');
  return {
    none: { enter: () => called.run(), times: times * 20 },
    lua: { enter: () => script.runInContext(context) as unknown, times: times * 20 },
    typescript: { enter: () => script.runInContext(context, { timeout: 5_000 }) as unknown, times },
  };
}

/** Microseconds of CPU for one. */
function cost({ enter, times }: Ways[string]): number {
  for (let count = 0; count < times / 10; count++) enter();
  const before = process.cpuUsage();
  for (let count = 0; count < times; count++) enter();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** What a run without a V8 context of its own would save. */
export const entryBenchmark: Benchmark = {
  name: 'entry',
  summary:
    'one entry into the V8 context of workflows: without one, as Lua has it, and with a limit of time, as TypeScript has it',
  async run({ settings: { rounds, repeats }, say }) {
    const samples = new Samples();
    const all = Object.entries(ways(repeats * 1_000));
    for (let round = 0; round < rounds; round++) {
      for (const [name, way] of turns(all, round)) samples.add('entry', name, cost(way));
      say(`entry: round ${round + 1} of ${rounds}`);
    }
    return {
      benchmark: 'entry',
      figures: [
        {
          name: 'one entry',
          unit: 'µs CPU',
          samples: samples.of('entry'),
          ratio: { of: 'lua', to: 'typescript' },
        },
      ],
    };
  },
};
