import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import { LogTimestamp } from '@temporalio/worker';

const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** The SDK's logger as JSON, one object a line: `time`, `level`, `message`, and what else is known. */
export class JsonLog implements Logger {
  readonly trace = this.at('TRACE');
  readonly debug = this.at('DEBUG');
  readonly info = this.at('INFO');
  readonly warn = this.at('WARN');
  readonly error = this.at('ERROR');

  constructor(
    private readonly write: (line: string) => void,
    /** Nothing below it is written. */
    private readonly least: LogLevel,
  ) {}

  log(level: LogLevel, message: string, meta: LogMetadata = {}): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.least)) return;
    const { [LogTimestamp]: nanos, ...facts } = meta;
    const time = typeof nanos === 'bigint' ? new Date(Number(nanos / 1_000_000n)) : new Date();
    this.write(JSON.stringify({ time: time.toISOString(), level: level.toLowerCase(), message, ...facts }, readable));
  }

  private at(level: LogLevel) {
    return (message: string, meta?: LogMetadata): void => this.log(level, message, meta);
  }
}

/** What JSON has no word for. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const { kind, type } = value as Error & { readonly kind?: unknown; readonly type?: unknown };
  return { kind: kind ?? type ?? name, message, stack };
}
