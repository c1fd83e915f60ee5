import type { Command } from '../command.js';

const HELP = `
Writes the npm package of a Lua module that "require" finds as <name>: one function in TypeScript, and a test that asks the
questions of the conformance kit. It passes before a letter is changed. <name> is one lower-case word: geo, invoices, sms2.`;

export const newModule: Command = {
  name: 'new-module',
  summary: 'Begin a Lua module of your own, in TypeScript',
  declare: (command) =>
    command
      .argument('<name>', 'how Lua requires it')
      .argument('[dir]', 'folder of the package; made if it is not there (default: lua-<name>)')
      .addHelpText('after', HELP),
  load: async () => (await import('../new-module/new-module.js')).newModule,
};
