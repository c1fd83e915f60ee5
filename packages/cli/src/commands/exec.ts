import type { Command as Commander } from 'commander';
import type { Command } from '../command.js';

const HELP = `
A function runs in this process. For a workflow, the workers of its client are started here until it has ended. A process runs on the
process.host of the project, or the one that --worker names. Options are those of process.with_options in Lua:
--option run_timeout=5m --option summary="the first order".

Examples:
  durable-lua exec app:greet '"Ada"'
  durable-lua exec app:hello '"Ada"' --id hello-1 --dev-server`;

const pair = (text: string, pairs: Record<string, string> = {}): Record<string, string> => {
  const equals = text.indexOf('=');
  return { ...pairs, [equals < 0 ? text : text.slice(0, equals)]: equals < 0 ? '' : text.slice(equals + 1) };
};

export const exec: Command = {
  name: 'exec',
  summary: 'Call a function, or run a workflow or a process, and print its result as JSON',
  declare: (command: Commander) =>
    command
      .argument('<entry>', 'ID of the entry, such as app:hello')
      .argument('[json...]', 'arguments, each a JSON value')
      .option('--dir <dir>', 'folder of the project', '.')
      .option('--worker <id>', 'where it runs, if not where the entry says')
      .option('--id <id>', 'ID of the workflow; made up if not given')
      .option('--option <key=value>', 'option of the start, any number of times', pair)
      .option('--timeout <duration>', 'how long to wait, such as 30s')
      .option('--dev-server', 'with a Temporal server of its own, in memory, for as long as it takes')
      .addHelpText('after', HELP),
  load: async () => (await import('../exec/exec.js')).exec,
};
