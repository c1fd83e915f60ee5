import { lineLogger } from '@durable-lua/worker';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

type Done = Parameters<SpanExporter['export']>[1];

/** Of OpenTelemetry's `ExportResultCode`, which is in a package that nothing else needs. */
const SUCCESS = 0;

/**
 * An exporter whose failures are lines of the log and nothing else: traces that a collector does not take must neither go unseen nor
 * end a worker. One line when exports begin to fail, and one when they go through again.
 */
export class TellingExporter implements SpanExporter {
  private lost = 0;
  private readonly log = lineLogger('info');

  constructor(
    private readonly exporter: SpanExporter,
    private readonly endpoint: string,
  ) {}

  export(spans: ReadableSpan[], done: Done): void {
    this.exporter.export(spans, ({ code, error }) => {
      if (code !== SUCCESS) this.failed(spans.length, error);
      else if (this.lost > 0) this.recovered();
      done({ code: SUCCESS });
    });
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private failed(spans: number, error: Error | undefined): void {
    this.lost += spans;
    if (this.lost > spans) return;
    const why = error?.message ?? 'no reason was given';
    this.log.warn(`traces do not reach ${this.endpoint}: ${why}; is a collector listening there for OTLP over HTTP?`);
  }

  private recovered(): void {
    this.log.info(`traces reach ${this.endpoint} again; ${this.lost} spans were lost`);
    this.lost = 0;
  }
}
