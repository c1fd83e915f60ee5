import type { Command } from '../command.js';

const HELP = `
Writes a project that works: _index.yaml, a workflow, an activity, and settings for editors. It overwrites nothing.`;

export const init: Command = {
  name: 'init',
  summary: 'Begin a project',
  declare: (command) =>
    command.argument('[dir]', 'folder of the project; made if it is not there', '.').addHelpText('after', HELP),
  load: async () => (await import('../init/init.js')).init,
};
