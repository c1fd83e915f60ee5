import { EventEmitter } from 'node:events';
import { inspect, styleText } from 'node:util';
import { LogTimestamp } from '@temporalio/worker';
import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import { stepOf, type Step } from './step.js';

type Style = Parameters<typeof styleText>[0];

const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/**
 * What the demo shows: the shop's steps and results on standard output, what is only on the way on standard error.
 * It is the SDK's logger too, and keeps everything to itself that is no step, warning or error; unless it is verbose.
 */
export class Screen extends EventEmitter<{ step: [Step] }> implements Logger {
  readonly trace = this.at('TRACE');
  readonly debug = this.at('DEBUG');
  readonly info = this.at('INFO');
  readonly warn = this.at('WARN');
  readonly error = this.at('ERROR');

  constructor(private readonly verbose = false) {
    super();
  }

  /** A line of result. */
  say(line = ''): void {
    process.stdout.write(`${line}\n`);
  }

  title(line: string): void {
    this.say(`\n${this.styled('bold', line)}\n`);
  }

  /** A line about something that takes a while. */
  progress(line: string): void {
    process.stderr.write(`· ${line}\n`);
  }

  complain(error: unknown): void {
    process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`);
    if (this.verbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }

  log(level: LogLevel, message: string, meta?: LogMetadata): void {
    const step = stepOf(level, message, meta);
    if (step !== undefined) this.step(step);
    else if (this.verbose || LEVELS.indexOf(level) >= LEVELS.indexOf('WARN')) {
      const { [LogTimestamp]: _, ...rest } = meta ?? {};
      process.stderr.write(`${level} ${message} ${inspect(rest, { breakLength: Infinity })}\n`);
    }
  }

  /** Something that happened in the shop, here or in another process. */
  step(step: Step): void {
    this.show(step);
    this.emit('step', step);
  }

  /** `14:03:07.2  order-1  charge  81.80 EUR charged` */
  private show({ workflowId, activity = '', text, failed }: Step): void {
    const time = new Date().toTimeString().slice(0, 8);
    const columns = [
      this.styled('dim', time),
      this.styled('cyan', workflowId.padEnd(21)),
      activity.replace(/^.*:/, '').padEnd(14),
      failed ? this.styled('red', text) : text,
    ];
    this.say(columns.join('  '));
  }

  private at(level: LogLevel) {
    return (message: string, meta?: LogMetadata): void => this.log(level, message, meta);
  }

  private styled(style: Style, text: string): string {
    return process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? styleText(style, text) : text;
  }
}
