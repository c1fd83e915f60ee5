import { LuaError, type Log } from '@durable-lua/determinism';

/** `text`: for people, `INFO message {"field":1}`. `json`: one object a line, with `time`, `level`, `message` and the fields. */
export type LogFormat = 'text' | 'json';

/** Of all log lines of this process, as there is one standard error. */
let current: LogFormat = 'text';

/** Says how log lines are written from now on. */
export function setLogFormat(format: LogFormat): void {
  current = format;
}

/** Log lines on standard error, in the format of the process. */
export const stderrLog: Log = {
  write: (level, message, fields = {}) => {
    process.stderr.write(current === 'json' ? jsonLine(level, message, fields) : textLine(level, message, fields));
  },
};

type Fields = Readonly<Record<string, unknown>>;

function textLine(level: string, message: string, fields: Fields): string {
  const extra = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields, readable)}`;
  return `${level.toUpperCase()} ${message}${extra}\n`;
}

/** What the line itself says comes last, so that no field takes its place. */
function jsonLine(level: string, message: string, fields: Fields): string {
  const line = { time: new Date().toISOString(), level, message };
  return `${JSON.stringify({ ...line, ...fields, ...line }, readable)}\n`;
}

/** What JSON has no word for, or a strange one: a log line must come out whatever is in it. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (LuaError.is(value)) return value.toString();
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
