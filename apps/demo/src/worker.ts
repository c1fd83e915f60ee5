// The worker of the shop as a process of its own: node worker.js <address> <services as JSON>
import { ApplicationFailure } from '@temporalio/common';
import { Runtime, type ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import { createRuntime } from '@durable-lua/worker';
import { PROJECT } from './shop.js';
import { stepOf } from './step.js';
import type { Service, Services, WorkerMessage } from './stage/worker-process.js';

const [address = '', given = '{}'] = process.argv.slice(2);
let services = JSON.parse(given) as Services;

const tell = (message: WorkerMessage): void => {
  if (process.connected) process.send?.(message);
};

/** What Lua prints, and attempts that fail, for whoever has started this. */
class Teller implements Logger {
  log(level: LogLevel, message: string, meta?: LogMetadata): void {
    const step = stepOf(level, message, meta);
    if (step !== undefined) tell({ is: 'step', step });
  }
  trace = (message: string, meta?: LogMetadata): void => this.log('TRACE', message, meta);
  debug = (message: string, meta?: LogMetadata): void => this.log('DEBUG', message, meta);
  info = (message: string, meta?: LogMetadata): void => this.log('INFO', message, meta);
  warn = (message: string, meta?: LogMetadata): void => this.log('WARN', message, meta);
  error = (message: string, meta?: LogMetadata): void => this.log('ERROR', message, meta);
}

Runtime.install({
  logger: new Teller(),
  shutdownSignals: [],
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});

const DEPENDS_ON: Readonly<Record<string, Service>> = {
  'shop:charge': 'bank',
  'shop:refund': 'bank',
  'shop:book_courier': 'courier',
  'shop:cancel_courier': 'courier',
  'shop:hand_over': 'courier',
};

/** What somebody broke on purpose does not answer, whatever the Lua function would have said. */
const broken = (type: string): ActivityInboundCallsInterceptor => ({
  execute(input, next) {
    const service = DEPENDS_ON[type];
    if (service === undefined || services[service]) return next(input);
    throw ApplicationFailure.create({
      type: 'UNAVAILABLE',
      message: `the ${service} does not answer: somebody broke it`,
    });
  },
});

const runtime = await createRuntime({
  project: PROJECT,
  address,
  workerOptions: {
    interceptors: { activity: [({ info }) => ({ inbound: broken(info.activityType) })] },
  },
});
await runtime.start();
tell({ is: 'polling' });
process.on('message', (changed: Services) => (services = changed));
// Whoever has started this is done, or gone.
process.on('disconnect', () => void runtime.shutdown().finally(() => process.exit()));
// Ctrl-C in a terminal reaches this one too, which has to finish first.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
