import type { Command as Commander } from 'commander';
import type { Screen } from './screen.js';

/** 0: good; 1: the work failed; 2: the command line is wrong; 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/**
 * One command. What stands here is loaded for each start of the program, to know the command line; so a file in
 * `commands/` imports nothing that takes time, and the work comes by `load`.
 */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Adds arguments, options and more help. `--json`, `--verbose` and `--help` are there already. */
  declare(command: Commander): void;
  /** Imports the work. */
  load(): Promise<Work>;
}

/** Does what the command is for. What it throws is shown as `KIND: message`, and makes the exit code 1, or 2 for a `UsageError`. */
export type Work = (call: Call) => Promise<ExitCode | void>;

/** One use of a command. */
export interface Call {
  /** As they were typed, without the options. */
  readonly args: readonly string[];
  /** The options that `declare` added, by commander's names. `T` is what `declare` promises. */
  options<T extends object>(): T;
  readonly screen: Screen;
  /**
   * Aborted by the first Ctrl-C or SIGTERM. Until it is read for the first time, Ctrl-C ends the process at once: read it before
   * there is anything to stop.
   */
  readonly interrupted: AbortSignal;
}

/** The command line is wrong: exit code 2, with a hint to `--help`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
