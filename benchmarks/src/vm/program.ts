/** The program of a process that runs the VM benchmarks, either in Node itself or in the sandbox. */
import { spread } from '../figures.js';
import { serve } from '../rpc.js';
import { operations } from './operations.js';
import type { VmMethods, VmRequest } from './protocol.js';
import { sandbox } from './sandbox.js';

const WARM_UP = 2;

async function measure({ environment, repeats }: VmRequest): Promise<Readonly<Record<string, number>>> {
  const run: (name: string, times: number) => void | Promise<void> =
    environment === 'sandbox' ? await sandbox() : inNode;
  const medians: Record<string, number> = {};
  for (const [name, { times }] of Object.entries(operations)) {
    for (let i = 0; i < WARM_UP; i++) await run(name, times);
    const samples: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      await run(name, times);
      samples.push((performance.now() - start) / times);
    }
    medians[name] = spread(samples).median;
  }
  return medians;
}

async function inNode(name: string, times: number): Promise<void> {
  const operation = operations[name];
  for (let i = 0; i < times; i++) await operation?.run();
}

serve({ measure } satisfies VmMethods);
