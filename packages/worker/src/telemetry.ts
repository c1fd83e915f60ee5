import { DefaultLogger, makeTelemetryFilterString, type LogLevel } from '@temporalio/worker';
import { invalid } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { setLogFormat, writeLog, type LogFormat } from '@durable-lua/host-node';
import { wantSdkRuntime } from './sdk-runtime.js';

export interface TelemetryOptions {
  /** How log lines are written; by default `text` on a terminal, `json` elsewhere. */
  readonly logs?: LogFormat;
  /** The least level of lines of the SDK and of workflows; `info` by default. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  /**
   * Metrics, of the SDK and ours: `127.0.0.1:9464`, where Prometheus fetches them, or `http://localhost:4318/v1/metrics`, an
   * OpenTelemetry collector that gets them by OTLP over HTTP each second. Nowhere by default.
   */
  readonly metrics?: string;
}

const NAMES: NamesOf<TelemetryOptions> = { logs: true, level: true, metrics: true };
const LEVELS = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * One format for the log lines of the SDK, of workflows, functions, processes and this program, and metrics. Once for a process, before
 * its first runtime starts. The SDK comes into being when something first needs it, and ends with what needs it last: a
 * process that runs nothing on Temporal is not held open.
 * @throws LuaError `INVALID` for options that are wrong
 */
export function installTelemetry(options: TelemetryOptions = {}): void {
  checkNames('installTelemetry', options, NAMES);
  const { logs = process.stderr.isTTY ? 'text' : 'json', level = 'info', metrics } = options;
  const exporter = metrics === undefined ? undefined : metricsExporter(metrics);
  wantSdkRuntime({
    logger: lineLogger(level),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} },
      ...(exporter !== undefined && { metrics: exporter }),
    },
  });
  setLogFormat(logs);
}

/** The SDK's option for a place where metrics are fetched, or go. @throws LuaError `INVALID` */
export function metricsExporter(place: string) {
  if (/^https?:\/\/\S+$/.test(place)) return { otel: { url: place, http: true } };
  if (/^(\[[^\]\s]+\]|[^\s:/]+):\d{1,5}$/.test(place)) return { prometheus: { bindAddress: place } };
  throw invalid(
    `metrics: expected host:port, for Prometheus, or the URL of an OpenTelemetry collector, got '${place}'`,
  );
}

/** A logger for the SDK whose lines are those of the process. */
export function lineLogger(level: NonNullable<TelemetryOptions['level']>): DefaultLogger {
  return new DefaultLogger(level.toUpperCase() as LogLevel, ({ level: sdkLevel, message, meta, timestampNanos }) =>
    // What is known by a symbol only is the SDK's own.
    writeLog(LEVELS[sdkLevel], message, { ...meta }, new Date(Number(timestampNanos / 1_000_000n))),
  );
}
