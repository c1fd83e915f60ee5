import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { scenarios, type Scenario } from './scenarios.js';

export interface DemoOptions {
  /** Run one order and stop, instead of serving. */
  readonly once: boolean;
  readonly scenario: Scenario;
  /** Folder of the database in which orders outlive the demo. */
  readonly data: string;
  /** Show everything that the Temporal SDK logs. */
  readonly verbose: boolean;
}

const HELP = `
Scenarios:
${scenarios.map(({ name, story }) => `  ${name.padEnd(14)} ${story}`).join('\n')}

Exit code: 0 if the order ended as its scenario says, 1 if not, 2 for a wrong option, 130 if interrupted before that.`;

/** Reads the command line. Prints help or a usage error and ends the process where that is what was asked for. */
export function readOptions(argv: readonly string[]): DemoOptions {
  const names = scenarios.map(({ name }) => name);
  const program = new Command('demo')
    .description('A shop whose orders are Lua workflows on Temporal. Runs one order, then serves until Ctrl-C.')
    .option('--once', 'run one order, with a server in memory, then stop everything', false)
    .addOption(new Option('--scenario <name>', 'which order').choices(names).default(names[0]))
    .option('--data <folder>', 'where orders are kept', fileURLToPath(new URL('../.durable-lua', import.meta.url)))
    .option('--verbose', 'show everything that the Temporal SDK logs', false)
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse(argv);
  const { scenario, ...options } = program.opts<Omit<DemoOptions, 'scenario'> & { readonly scenario: string }>();
  return { ...options, scenario: scenarios.find(({ name }) => name === scenario) as Scenario };
}
