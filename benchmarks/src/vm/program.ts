/** The program of a process that runs the VM benchmarks, either in Node itself or in the sandbox. */
import { copyFile } from 'node:fs/promises';
import { CpuProfile } from '../cpu-profile.js';
import { spread } from '../figures.js';
import { inDist } from '../paths.js';
import { serve } from '../rpc.js';
import { operations } from './operations.js';
import type { VmMethods, VmRequest } from './protocol.js';
import { sandbox } from './sandbox.js';

const WARM_UP = 2;

async function measure({
  environment,
  repeats,
  profile: folder,
}: VmRequest): Promise<Readonly<Record<string, number>>> {
  const run: (name: string, times: number) => void | Promise<void> =
    environment === 'sandbox' ? await sandbox() : inNode;
  if (folder !== undefined) await copyFile(inDist('vm-bundle.js'), `${folder}/sandbox.bundle.js`);
  const medians: Record<string, number> = {};
  for (const [name, { times }] of Object.entries(operations)) {
    for (let i = 0; i < WARM_UP; i++) await run(name, times);
    const profile = folder === undefined ? undefined : new CpuProfile();
    await profile?.start();
    const samples: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const start = process.cpuUsage();
      await run(name, times);
      const { user, system } = process.cpuUsage(start);
      samples.push((user + system) / 1000 / times);
    }
    await profile?.stop(`${folder}/vm ${name}.${environment}.main.cpuprofile`);
    medians[name] = spread(samples).median;
  }
  return medians;
}

async function inNode(name: string, times: number): Promise<void> {
  const operation = operations[name];
  for (let i = 0; i < times; i++) await operation?.run();
}

serve({ measure } satisfies VmMethods);
