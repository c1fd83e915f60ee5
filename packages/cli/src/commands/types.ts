import type { Command } from '../command.js';

const HELP = `
Writes to <dir>/.durable-lua/types, which .luarc.json of a project made by init points to. "durable-lua dev" does the same
whenever the modules of the project change.`;

export const types: Command = {
  name: 'types',
  summary: 'Write definition files for the Lua language server',
  declare: (command) => command.argument('[dir]', 'folder of the project', '.').addHelpText('after', HELP),
  load: async () => (await import('../types/types.js')).types,
};
