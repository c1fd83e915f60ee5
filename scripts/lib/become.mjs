import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { say } from './progress.mjs';
import { inRoot, requireNode } from './root.mjs';
import { CommandFailed, endChildrenOnSignal } from './run.mjs';

/**
 * Builds the program in a folder of the repository, and becomes it: signals, arguments and the exit code are its own. The text
 * of --help is in the program, which need not be new for that.
 */
export async function become(command, folder) {
  requireNode();
  const main = inRoot(folder, 'dist', 'main.js');
  const leaveSignals = endChildrenOnSignal();
  try {
    const onlyHelp = process.argv.some((argument) => argument === '--help' || argument === '-h');
    if (!onlyHelp || !existsSync(main)) await prepare({ only: folder, types: false });
  } catch (error) {
    say(`${command}: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
    process.exit(1);
  }
  leaveSignals();
  await import(pathToFileURL(main).href);
}
