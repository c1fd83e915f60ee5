import { turns, type Bench, type Benchmark } from '../bench.js';
import { Samples } from '../figures.js';
import { inDist } from '../paths.js';
import { operations } from '../vm/operations.js';
import type { VmEnvironment, VmMethods } from '../vm/protocol.js';
import { hasReference, measureReference } from '../vm/reference.js';

type Measure = (bench: Bench) => Promise<Readonly<Record<string, number>>>;

const here =
  (environment: VmEnvironment): Measure =>
  async (bench) => {
    const { repeats, profile } = bench.settings;
    const child = bench.spawn<VmMethods>(inDist('vm-program.js'));
    const medians = await child.call('measure', { environment, repeats, profile });
    await child.stop();
    return medians;
  };

export const vmBenchmark: Benchmark = {
  name: 'vm',
  summary: "the Lua VM alone: in Node, in the SDK's sandbox, and lua5.3 where that is on PATH",
  async run(bench) {
    const { rounds, repeats } = bench.settings;
    const all: [string, Measure][] = [
      ['node', here('node')],
      ['sandbox', here('sandbox')],
    ];
    if (await hasReference()) all.unshift(['lua5.3', () => measureReference(repeats, bench.signal)]);
    else bench.say('vm: there is no lua5.3 on PATH to compare with');
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const [column, measure] of turns(all, round)) {
        for (const [name, ms] of Object.entries(await measure(bench))) samples.add(name, column, ms);
      }
      bench.say(`vm: round ${round + 1} of ${rounds}`);
    }
    return {
      benchmark: 'vm',
      figures: Object.keys(operations).map((name) => ({
        name,
        unit: 'ms CPU',
        samples: samples.of(name),
        ratio: { of: 'sandbox', to: 'node' },
      })),
    };
  },
};
