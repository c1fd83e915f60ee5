import type { Command } from '../command.js';

const HELP = `
Definition files for the Lua language server go to <dir>/.durable-lua/types, and the JSON Schema of _index.yaml to
<dir>/.durable-lua/index.schema.json: the settings that init writes point there. "durable-lua dev" keeps them current.`;

export const types: Command = {
  name: 'types',
  summary: 'Write what editors complete from: the modules and entries of the project',
  declare: (command) => command.argument('[dir]', 'folder of the project', '.').addHelpText('after', HELP),
  load: async () => (await import('../types/types.js')).types,
};
