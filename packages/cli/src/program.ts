import { readdirSync, readFileSync } from 'node:fs';
import { Command as Commander, CommanderError } from 'commander';
import { UsageError, type Call, type Command, type ExitCode } from './command.js';
import { interruptSignal } from './interrupt.js';
import { Screen } from './screen.js';

const HELP = `
Results are on standard output, everything else on standard error. Exit code: 0 good, 1 the work failed, 2 wrong usage,
130 interrupted.

Listing, describing, querying and cancelling workflows is done with the Temporal CLI, temporal workflow --help.`;

interface Shared {
  readonly json?: true;
  readonly verbose?: true;
}

/** Reads the command line and runs the command that it names. @returns the exit code */
export async function runProgram(commands: readonly Command[], argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Commander('durable-lua')
    .description('Lua workflows on Temporal that survive crashes.')
    .version(version(), '--version', 'show the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', HELP)
    .exitOverride();
  for (const command of commands) {
    const declared = program
      .command(command.name)
      .summary(command.summary)
      .description(`${command.summary}.`)
      .allowExcessArguments(false);
    command.declare(declared);
    declared
      .option('--json', 'results for machines')
      .option('--verbose', 'show more of what is going on')
      .action(async () => {
        exitCode = await perform(command, declared);
      });
  }
  try {
    await completing(program);
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

/** Adds the hidden half of completion, and `complete <shell>`. */
async function completing(program: Commander): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  for (const { arguments: known } of tab(program).commands.values()) {
    const dir = known.get('dir');
    if (dir !== undefined) dir.handler = (complete) => folders().forEach((name) => complete(name, ''));
  }
}

const folders = (): string[] =>
  readdirSync('.', { withFileTypes: true })
    .filter((item) => item.isDirectory() && !item.name.startsWith('.'))
    .map(({ name }) => name);

async function perform(command: Command, declared: Commander): Promise<ExitCode> {
  const { json = false, verbose = false } = declared.opts<Shared>();
  const screen = new Screen(json, verbose);
  let interrupted: AbortSignal | undefined;
  const call: Call = {
    args: declared.args,
    options: <T extends object>() => declared.opts<T>(),
    screen,
    get interrupted() {
      return (interrupted ??= interruptSignal(() => screen.note('Stopping; once more Ctrl-C ends it at once')));
    },
  };
  try {
    const work = await command.load();
    const exitCode = await work(call);
    return exitCode ?? 0;
  } catch (error) {
    if (error instanceof UsageError) declared.error(`error: ${error.message}`, { exitCode: 2 });
    if (interrupted?.aborted) return 130;
    const { showFailure } = await import('./failure.js');
    showFailure(error, screen);
    return 1;
  }
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
