import type { Command } from '../command.js';

const HELP = `
Replays the history, without a server where it is a file, and writes one HTML file that needs nothing else: it shows, for each event,
the Lua line behind it, the coroutines, their variables, the mailbox, forwards and backwards. Values that are secret by their names,
those that entries name in meta.inspector.secret, and what the module crypto gives are not in it.

Examples:
  durable-lua inspect order-17
  temporal workflow show --workflow-id order-17 --output json > order.json
  durable-lua inspect order.json --out order.html`;

const list = (text: string, names: readonly string[] = []): readonly string[] => [...names, text];

export const inspect: Command = {
  name: 'inspect',
  summary: 'Look into a run, event by event: a page with its Lua lines and variables',
  declare: (command) =>
    command
      .argument('<run>', 'ID of a workflow, or a JSON file of its history')
      .argument('[dir]', 'folder of the project', '.')
      .option('--out <file>', 'where the page goes; a temporary file that is opened if not given')
      .option('--run-id <id>', 'run of the workflow; the latest if not given')
      .option('--secret <name>', 'do not show values under this name; any number of times', list)
      .addHelpText('after', HELP),
  load: async () => (await import('../inspect/inspect.js')).inspect,
};
