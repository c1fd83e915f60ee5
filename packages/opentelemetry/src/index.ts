import { fileURLToPath } from 'node:url';
import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { invalid } from '@durable-lua/determinism';
import { checkNames, defined, type NamesOf } from '@durable-lua/determinism/host';
import type { RuntimeOptions } from '@durable-lua/worker';
import { emit } from './exported.js';
import { httpSpans } from './http.js';
import { luaSpans, messageSpans } from './lua.js';
import { activitySpans, clientSpans } from './sdk.js';
import { TellingExporter } from './telling-exporter.js';
import { SINK, type WorkflowSpan } from './workflow/wire.js';

export interface OpenTelemetryOptions {
  /**
   * Where spans go, by OTLP over HTTP: `http://localhost:4318`. By default what OTEL_EXPORTER_OTLP_ENDPOINT and the other standard
   * variables say.
   */
  readonly endpoint?: string;
  /** What the resource is called, instead of OTEL_SERVICE_NAME; `durable-lua` by default. */
  readonly serviceName?: string;
  /**
   * Of an OpenTelemetry SDK that the application has set up itself: the processors of its spans. Nothing is set up then; spans of
   * workflows go to these, all others through the global tracer provider.
   */
  readonly processors?: readonly SpanProcessor[];
  /** Of that SDK, for spans of workflows. */
  readonly resource?: Resource;
}

const NAMES: NamesOf<OpenTelemetryOptions> = { endpoint: true, serviceName: true, processors: true, resource: true };

/** Traces of a process. */
export interface OpenTelemetry {
  /** The options of a runtime with what traces it, around whatever else they have. */
  traced<O extends RuntimeOptions>(options: O): O;
  /**
   * Exports what is left, and takes back what was set up. After the shutdown of the runtime. Spans that no collector takes are lost,
   * which the log says.
   */
  shutdown(): Promise<void>;
}

/** The half for workflows: built it stands beside this file; from the sources, that of the last build. */
const WORKFLOW = fileURLToPath(new URL('../dist/workflow.js', import.meta.url));

/**
 * Sets up OpenTelemetry for this process, once, unless the application has done so: a tracer provider that exports by OTLP over HTTP,
 * and W3C's headers for what goes over the network.
 * @throws LuaError `INVALID` for options that nobody knows
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): OpenTelemetry {
  checkNames('openTelemetry', options, NAMES);
  const { endpoint, processors: given } = options;
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint))
    throw invalid(`openTelemetry: endpoint: expected a URL such as http://localhost:4318, got '${endpoint}'`);
  const resource = options.resource ?? resourceOf(options.serviceName);
  const processors = given ?? [new BatchSpanProcessor(exporterFor(endpoint))];
  const provider =
    given === undefined ? new NodeTracerProvider({ resource, spanProcessors: [...processors] }) : undefined;
  provider?.register();
  return {
    traced: (runtime) => {
      const { interceptors = [], httpInterceptors = [], sdkInterceptors: sdk = {} } = runtime;
      const sinks = { [SINK]: { ended: { fn: (_: unknown, span: WorkflowSpan) => emit(span, resource, processors) } } };
      return {
        ...runtime,
        interceptors: [luaSpans, ...interceptors],
        httpInterceptors: [httpSpans, ...httpInterceptors],
        sdkInterceptors: {
          messages: messageSpans,
          ...sdk,
          client: [clientSpans, ...(sdk.client ?? [])],
          activity: [activitySpans, ...(sdk.activity ?? [])],
          workflow: [WORKFLOW, ...(sdk.workflow ?? [])],
          sinks: { ...sinks, ...sdk.sinks },
        },
      };
    },
    shutdown: async () => {
      if (provider === undefined) return;
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/** How long an export may take, its retries among it, in milliseconds: a shutdown waits for the last one. */
const EXPORT_TIMEOUT = 2_000;
const EXPORT_TIMEOUT_NAMES = ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'];

/** For an endpoint, or what the standard variables say. */
function exporterFor(endpoint: string | undefined): SpanExporter {
  const url =
    endpoint === undefined ? undefined : `${endpoint.replace(/\/+$/, '').replace(/\/v1\/traces$/, '')}/v1/traces`;
  const timeoutMillis = EXPORT_TIMEOUT_NAMES.some((name) => process.env[name]) ? undefined : EXPORT_TIMEOUT;
  const exporter = new OTLPTraceExporter(defined({ url, timeoutMillis }));
  return new TellingExporter(exporter, url ?? 'the collector of the environment');
}

/** What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say of the process, unless a name was given. */
function resourceOf(serviceName: string | undefined): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'durable-lua' }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(defined({ 'service.name': serviceName })));
}
