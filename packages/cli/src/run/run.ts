import { invalid } from '@durable-lua/determinism';
import { aborted } from '../interrupt.js';
import type { Screen } from '../screen.js';
import { logged } from '../session/log.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { JsonLog } from './json-log.js';

const jsonLines = ({ verbose }: Screen): JsonLog =>
  new JsonLog((line) => process.stdout.write(`${line}\n`), verbose ? 'TRACE' : 'INFO');

export const run = logged(jsonLines, async ({ args: [dir = '.'], screen, interrupted }, log) => {
  const project = await openProject(screen.within(dir));
  const { clients, workers, processServices, httpServices } = project;
  const entries = [...clients, ...workers, ...processServices, ...httpServices]
    .filter(({ lifecycle }) => lifecycle.autoStart)
    .map(({ id }) => id);
  if (entries.length === 0)
    throw invalid('nothing would run: no entry of the project has lifecycle: { auto_start: true }');
  const runtime = await runtimeOf(project, {});
  try {
    await runtime.start();
    log.info('started', { entries });
    await Promise.race([aborted(interrupted), runtime.stopped]);
    log.info('stopping');
  } finally {
    await runtime.shutdown();
  }
  log.info('stopped');
  return interrupted.aborted ? 0 : 1;
});
