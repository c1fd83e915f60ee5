import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';

/** Every line of level `info` and above since the file began. */
export const lines: LogEntry[] = [];

/** Warnings and errors of the SDK and of workflows since the file began. */
export const logged: LogEntry[] = [];

// Once per process, before anything else asks for the SDK's runtime. What is expected to be logged is no noise in the report.
Runtime.install({
  logger: new DefaultLogger('INFO', (entry) => {
    lines.push(entry);
    if (entry.level !== 'INFO') logged.push(entry);
  }),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} } },
});

/** Waits for a message that contains this text: what a workflow logs comes a little after what it does. */
export async function untilLogged(text: string): Promise<void> {
  while (!logged.some(({ message }) => message.includes(text))) await sleep(10);
}
