import type { Command } from '../command.js';
import { declareTelemetry } from '../session/tracing.js';

const HELP = `
Starts every entry with lifecycle.auto_start, on the servers that the project or TEMPORAL_ADDRESS names. Its log lines are JSON, on
standard output. SIGTERM and Ctrl-C drain: what is under way may end within the worker_stop_timeout and stop_timeout of its entry.`;

export const run: Command = {
  name: 'run',
  summary: 'Run a project in production',
  declare: (command) =>
    declareTelemetry(command.argument('[dir]', 'folder of the project', '.')).addHelpText('after', HELP),
  load: async () => (await import('../run/run.js')).run,
};
