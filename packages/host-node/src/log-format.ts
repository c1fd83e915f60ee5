import { LuaError, type Log, type LogLevel } from '@durable-lua/determinism';

/** `text`: for people, `INFO message {"field":1}`. `json`: one object a line, with `time`, `level`, `message` and the fields. */
export type LogFormat = 'text' | 'json';

/** Where log lines of this process go, and how they are written. */
interface LogOutput {
  readonly format: LogFormat;
  readonly stream: 'stderr' | 'stdout';
}

/** One for the process: what different parts of it write shall not mix. */
let current: LogOutput = { format: 'text', stream: 'stderr' };

/** Says how log lines are written from now on, and where. */
export function setLogFormat(format: LogFormat, stream: LogOutput['stream'] = 'stderr'): void {
  current = { format, stream };
}

export const logOutput = (): LogOutput => current;

/** Writes one log line, in the format of the process. */
export function writeLog(level: LogLevel, message: string, fields: Fields = {}, time = new Date()): void {
  const line = current.format === 'json' ? jsonLine(level, message, fields, time) : textLine(level, message, fields);
  process[current.stream].write(line);
}

/** Log lines in the format of the process; on standard error, unless it says otherwise. */
export const stderrLog: Log = { write: (level, message, fields) => writeLog(level, message, fields) };

type Fields = Readonly<Record<string, unknown>>;

function textLine(level: string, message: string, fields: Fields): string {
  const extra = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields, readable)}`;
  return `${level.toUpperCase()} ${message}${extra}\n`;
}

/** What the line itself says comes last, so that no field takes its place. */
function jsonLine(level: string, message: string, fields: Fields, time: Date): string {
  const line = { time: time.toISOString(), level, message };
  return `${JSON.stringify({ ...line, ...fields, ...line }, inJson)}\n`;
}

/** What JSON has no word for, or a strange one: a log line must come out whatever is in it. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (LuaError.is(value) || value instanceof Error) return value.toString();
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** The same where machines read it, who can do with all of an error. */
function inJson(key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return readable(key, value);
  const { name, message, stack } = value;
  const { kind, type } = value as Error & { readonly kind?: unknown; readonly type?: unknown };
  return { kind: kind ?? type ?? name, message, stack };
}
