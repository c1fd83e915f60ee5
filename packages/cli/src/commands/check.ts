import type { Command } from '../command.js';

const HELP = `
Looks at every entry and at all Lua code without running a workflow. What each code means, and how a line is excused
("-- check: ignore L-UNREAD-ERR"), stands in docs/checking.md.

Exit code: 0 without errors, 1 with one; with --strict a warning counts as well.`;

export const check: Command = {
  name: 'check',
  summary: 'Find mistakes in entries and Lua code',
  declare: (command) =>
    command
      .argument('[dir]', 'folder of the project', '.')
      .option('--strict', 'fail on warnings', false)
      .option('--history <file...>', 'recorded histories, files or folders, that the code must still fit')
      .addHelpText('after', HELP),
  load: async () => (await import('../check/check.js')).check,
};
