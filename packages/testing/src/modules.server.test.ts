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
    for (const { check, title, notRun, run } of moduleCases(module, options)) {
      if (check !== 'server') continue;
      if (notRun === undefined) it.concurrent(title, run);
      else it.skip(`${title} (not run: ${notRun})`, run);
    }
  },
);
