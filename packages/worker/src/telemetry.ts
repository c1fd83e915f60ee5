import { DefaultLogger, Runtime, makeTelemetryFilterString, type LogLevel } from '@temporalio/worker';
import { invalid, type Data } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { setLogFormat, stderrLog, type LogFormat } from '@durable-lua/host-node';

export interface TelemetryOptions {
  /** How log lines are written to standard error; by default `text` on a terminal, `json` elsewhere. */
  readonly logs?: LogFormat;
  /** The least level of lines of the SDK and of workflows; `info` by default. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  /** Where the metrics of the SDK can be fetched for Prometheus, `127.0.0.1:9464`; nowhere by default. */
  readonly metrics?: string;
}

const NAMES: NamesOf<TelemetryOptions> = { logs: true, level: true, metrics: true };
const LEVELS = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * One format for the log lines of the SDK, of workflows, functions, processes and this program, and metrics. Once for a process, before
 * its first runtime is made: a second time the SDK throws.
 * @throws LuaError `INVALID` for options that are wrong
 */
export function installTelemetry(options: TelemetryOptions = {}): void {
  checkNames('installTelemetry', options, NAMES);
  const { logs = process.stderr.isTTY ? 'text' : 'json', level = 'info', metrics } = options;
  if (metrics !== undefined && !/^(\[[^\]\s]+\]|[^\s:/]+):\d{1,5}$/.test(metrics)) {
    throw invalid(`installTelemetry: metrics: an address of the form host:port expected, got '${metrics}'`);
  }
  const logger = new DefaultLogger(level.toUpperCase() as LogLevel, ({ level: sdkLevel, message, meta = {} }) =>
    stderrLog.write(LEVELS[sdkLevel], message, plainFields(meta)),
  );
  Runtime.install({
    logger,
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} },
      ...(metrics !== undefined && { metrics: { prometheus: { bindAddress: metrics } } }),
    },
  });
  setLogFormat(logs);
}

/** Fields as a log line has them: of an error its text, and nothing that is known by a symbol only. */
function plainFields(meta: Readonly<Record<string | symbol, unknown>>): Readonly<Record<string, Data>> {
  const fields = Object.entries(meta).map(([name, value]) => [name, value instanceof Error ? String(value) : value]);
  return Object.fromEntries(fields) as Readonly<Record<string, Data>>;
}
