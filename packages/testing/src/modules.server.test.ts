import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, describe, inject, it } from 'vitest';
import { standardModules } from '@durable-lua/worker/modules';
import { moduleCases } from './index.js';
import { WORLDS, filesOf } from './modules.fixture.js';
import { temporalServer } from './server/index.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const server = temporalServer({ address: inject('temporalAddress') });
afterAll(() => server.close());

describe.each(standardModules.map((module) => ({ name: module.name, module })))(
  'the module $name',
  ({ name, module }) => {
    const options = { world: WORLDS[name] ?? {}, files: filesOf(name), server };
    const cases = moduleCases(module, options).filter(({ check }) => check === 'server');
    // Without a cache one at a time: another run's task evicts a run whose local activity is under way, and the SDK then waits
    // for the task to time out.
    const [alone, together] = [true, false].map((isAlone) =>
      cases.filter(({ title }) => title.endsWith('without a cache') === isAlone),
    );
    for (const [test, some = []] of [[it.concurrent, together] as const, [it, alone] as const]) {
      for (const { title, notRun, run } of some) {
        if (notRun === undefined) test(title, run);
        else it.skip(`${title} (not run: ${notRun})`, run);
      }
    }
  },
);
