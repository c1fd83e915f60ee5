import { statSync } from 'node:fs';
import path from 'node:path';
import type { WriteStream } from 'node:tty';
import type { Ora } from 'ora';
import pc from 'picocolors';
import { UsageError } from './command.js';

type Colors = ReturnType<typeof pc.createColors>;

/** A step that is done sooner than this is not worth a line in a pipe. */
const LONG_MS = 1_000;
const AGAIN_MS = 10_000;

/** Whether a stream is a terminal that shows colours. NO_COLOR and TERM are honoured. */
const hasColors = (stream: Partial<WriteStream>): boolean => stream.isTTY === true && stream.hasColors?.() === true;

/** `0.4 s`, `1 min 20 s`. */
export function elapsed(sinceMs: number): string {
  const seconds = (performance.now() - sinceMs) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 60 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** What a command shows: results on standard output, everything else on standard error. */
export class Screen {
  /** Colours for standard output; they do nothing where it shows none. */
  readonly colors: Colors = pc.createColors(hasColors(process.stdout));
  /** The same for standard error. */
  readonly noteColors: Colors = pc.createColors(hasColors(process.stderr));
  /** The folder that the files of errors are in. */
  root = process.cwd();
  private spinner: Ora | undefined;

  constructor(
    /** Whether results are for machines. */
    readonly json: boolean,
    readonly verbose: boolean,
  ) {
    // Who reads the results has seen enough, as in `durable-lua check | head`.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }

  /**
   * The folder of the project that the command is about.
   * @returns its absolute path
   * @throws UsageError when it is a file, or is not there though it must
   */
  within(dir: string, { missing = 'refused' }: { readonly missing?: 'refused' | 'allowed' } = {}): string {
    const root = path.resolve(dir);
    const found = statSync(root, { throwIfNoEntry: false });
    if (found === undefined && missing === 'refused') throw new UsageError(`there is no folder ${root}`);
    if (found?.isFile()) {
      const one = dir.endsWith('_test.lua') ? `; for the tests of one file: --filter ${path.basename(dir)}` : '';
      throw new UsageError(`${dir} is a file: the folder of the project expected${one}`);
    }
    return (this.root = root);
  }

  /** A result: as JSON on one line with `--json`, else as text. */
  result(value: unknown, text: string): void {
    this.write(process.stdout, `${this.json ? JSON.stringify(value) : text}\n`);
  }

  /** A result for machines alone, which people are told in other words. */
  event(value: unknown): void {
    if (this.json) this.write(process.stdout, `${JSON.stringify(value)}\n`);
  }

  /** A result that is JSON text already. */
  resultJson(json: string, text: string): void {
    this.write(process.stdout, `${this.json ? json : text}\n`);
  }

  /** A line that is no result. */
  note(line = ''): void {
    this.write(process.stderr, `${line}\n`);
  }

  /**
   * Shows that something is under way, and for how long: on a terminal in one line that goes away; elsewhere in plain lines, and
   * only when it takes a while. `work` may say what it is doing just now.
   */
  async step<T>(what: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T> {
    const start = performance.now();
    if (process.stderr.isTTY) return await this.turning(what, start, work);
    let detail = '';
    const tell = (): void => this.note(`· ${what} (${elapsed(start)})${detail === '' ? '' : `: ${detail}`}`);
    const first = setTimeout(tell, LONG_MS);
    const again = setInterval(tell, AGAIN_MS);
    try {
      const result = await work((text) => (detail = text));
      detail = 'done';
      if (performance.now() - start > LONG_MS) tell();
      return result;
    } finally {
      clearTimeout(first);
      clearInterval(again);
    }
  }

  private async turning<T>(
    what: string,
    start: number,
    work: (say: (detail: string) => void) => Promise<T>,
  ): Promise<T> {
    const { default: ora } = await import('ora');
    // Its care for standard input would hold the process open, and take Ctrl-C away from us.
    const spinner = ora({ text: what, stream: process.stderr, discardStdin: false }).start();
    const outer = this.spinner;
    this.spinner = spinner;
    let detail = '';
    const tell = (): void => void (spinner.text = `${what} (${elapsed(start)}) ${detail}`);
    const timer = setInterval(tell, 100);
    try {
      return await work((text) => {
        detail = text;
        tell();
      });
    } finally {
      clearInterval(timer);
      spinner.stop();
      this.spinner = outer;
    }
  }

  private write(stream: NodeJS.WriteStream, text: string): void {
    this.spinner?.clear();
    stream.write(text);
    this.spinner?.render();
  }
}
