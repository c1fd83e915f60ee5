import type { Command as Commander } from 'commander';
import type { OpenTelemetry } from '@durable-lua/opentelemetry';

/** What a command says of traces. */
export interface TracingWish {
  /** The endpoint of a collector. */
  readonly telemetry?: string;
}

/** For commands that run a project. Nothing of it is loaded unless it is asked for. */
export const declareTelemetry = (command: Commander): Commander =>
  command
    .option('--telemetry <url>', 'send traces to an OpenTelemetry collector, by OTLP over HTTP: http://localhost:4318')
    .option('--metrics <place>', 'host:port where Prometheus fetches metrics, or the URL of a collector for them');

/** By an option, or by the environment as OpenTelemetry has it: an endpoint is named there, and not all of it is disabled. */
export async function tracingOf({ telemetry: endpoint }: TracingWish): Promise<OpenTelemetry | undefined> {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } =
    process.env;
  const isNamed = Boolean(OTEL_EXPORTER_OTLP_ENDPOINT) || Boolean(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
  const isOff = OTEL_SDK_DISABLED?.toLowerCase() === 'true' || OTEL_TRACES_EXPORTER === 'none';
  if (endpoint === undefined && (!isNamed || isOff)) return undefined;
  const { openTelemetry } = await import('@durable-lua/opentelemetry');
  return openTelemetry(endpoint === undefined ? {} : { endpoint });
}
