import { describe, it } from 'vitest';
import { standardModules } from '@durable-lua/worker/modules';
import { testModule } from './index.js';
import { OPTIONS, filesOf } from './modules.fixture.js';

const report = (line: string): void => void process.stderr.write(`· ${line}\n`);

for (const module of standardModules) {
  const options = { modules: standardModules, ...OPTIONS[module.name], files: filesOf(module.name), report };
  testModule(module, options, { describe, it });
}
