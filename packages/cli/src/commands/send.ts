import type { Command } from '../command.js';

const HELP = `
Example:
  durable-lua send hello-1 thanks '"Ada"'`;

export const send: Command = {
  name: 'send',
  summary: 'Send a message, as process.send does',
  declare: (command) =>
    command
      .argument('<to>', 'PID, or ID of a workflow')
      .argument('<topic>', 'topic of the message')
      .argument('[json...]', 'values of the message, each in JSON')
      .option('--dir <dir>', 'folder of the project', '.')
      .addHelpText('after', HELP),
  load: async () => (await import('../send/send.js')).send,
};
