import { describe, it } from 'vitest';
import { standardModules } from '@durable-lua/worker/modules';
import { testModule } from './index.js';
import { OPTIONS, filesOf } from './modules.fixture.js';

for (const module of standardModules) {
  testModule(
    module,
    { modules: standardModules, ...OPTIONS[module.name], files: filesOf(module.name) },
    { describe, it },
  );
}
