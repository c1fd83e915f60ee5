import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';

/** Warnings and errors of the SDK and of workflows since the file began. */
export const logged: LogEntry[] = [];

// Once per process, before anything else asks for the SDK's runtime. What is expected to be logged is no noise in the report.
Runtime.install({
  logger: new DefaultLogger('WARN', (entry) => logged.push(entry)),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} } },
});

/** The messages so far, with what was logged beside them. */
export const loggedText = (): string =>
  logged.map(({ message, meta }) => `${message} ${JSON.stringify(meta?.['error'] ?? '')}`).join('\n');
