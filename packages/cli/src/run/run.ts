import { invalid } from '@durable-lua/determinism';
import { setLogFormat } from '@durable-lua/host-node';
import { lineLogger } from '@durable-lua/worker';
import { aborted } from '../interrupt.js';
import type { Screen } from '../screen.js';
import { logged } from '../session/log.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { tracingOf, type TracingWish } from '../session/tracing.js';

/** All lines are results here, those of Lua and of the SDK alike. */
function jsonLines({ verbose }: Screen) {
  setLogFormat('json', 'stdout');
  return lineLogger(verbose ? 'debug' : 'info');
}

export const run = logged(jsonLines, async ({ args: [dir = '.'], options, screen, interrupted }, log) => {
  const project = await openProject(screen.within(dir));
  const { clients, workers, processServices, httpServices } = project;
  const entries = [...clients, ...workers, ...processServices, ...httpServices]
    .filter(({ lifecycle }) => lifecycle.autoStart)
    .map(({ id }) => id);
  if (entries.length === 0)
    throw invalid('nothing would run: no entry of the project has lifecycle: { auto_start: true }');
  const tracing = await tracingOf(options<TracingWish>());
  try {
    const runtime = await runtimeOf(project, { tracing });
    try {
      await runtime.start();
      log.info('started', { entries });
      await Promise.race([aborted(interrupted), runtime.stopped]);
      log.info('stopping');
    } finally {
      await runtime.shutdown();
    }
  } finally {
    await tracing?.shutdown();
  }
  log.info('stopped');
  return interrupted.aborted ? 0 : 1;
});
