import type { Command } from '../command.js';

const HELP = `
Runs the tests in *_test.lua files, in any folder of the project: workflows in virtual time, without a server. How they are
written stands in docs/testing-lua.md.

--filter takes a part of a name, or a regular expression between slashes: --filter '/order.*(paid|shipped)/'.`;

export const test: Command = {
  name: 'test',
  summary: 'Run the tests of a project, *_test.lua, in virtual time',
  declare: (command) =>
    command
      .argument('[dir]', 'folder of the project', '.')
      .option('--filter <text>', 'run only tests whose name, groups and file, contains this')
      .option('--watch', 'run again whenever a file changes', false)
      .option('--junit <file>', 'write the results as JUnit XML as well')
      .addHelpText('after', HELP),
  load: async () => (await import('../test/test.js')).test,
};
