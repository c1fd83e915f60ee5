import type { Command } from '../command.js';
import { declareTelemetry } from '../session/tracing.js';

const HELP = `
Starts everything in the project: workers, services, and a Temporal server where none answers, which keeps workflows in
<dir>/.durable-lua. A saved file is live at once, and open workflows go on with the new code. Their histories are replayed against it
before: what would break them is named, and is not live until it is corrected, or saved once more as it is.`;

export const dev: Command = {
  name: 'dev',
  summary: 'Run a project while you write it',
  declare: (command) =>
    declareTelemetry(command.argument('[dir]', 'folder of the project', '.')).addHelpText('after', HELP),
  load: async () => (await import('../dev/dev.js')).dev,
};
