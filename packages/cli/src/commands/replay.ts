import type { Command } from '../command.js';

const HELP = `
Gives a recorded run to today's code, without doing anything, and says where the two part: the event of the history, and the Lua
line that gives another command in its place. A history is a file of

  temporal workflow show --workflow-id order-7 --output json > order-7.json

a folder of such files, or the ID of a workflow on the server of the project.

Exit code: 0 when the code fits, 1 when it does not.`;

export const replay: Command = {
  name: 'replay',
  summary: 'Replay the history of a workflow against the code of a project',
  declare: (command) =>
    command
      .argument('<history>', 'file or folder of histories, or the ID of a workflow')
      .argument('[dir]', 'folder of the project', '.')
      .option('--run-id <id>', 'run of the workflow; the latest if not given')
      .addHelpText('after', HELP),
  load: async () => (await import('../replay/replay.js')).replay,
};
