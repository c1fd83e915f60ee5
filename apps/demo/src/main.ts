import { Runtime } from '@temporalio/worker';
import { Screen } from './screen.js';
import { demo } from './demo.js';
import { interruptSignal } from './interrupts.js';
import { readOptions } from './options.js';

const options = readOptions(process.argv);
const screen = new Screen(options.verbose);

// Once per process, before the first worker: what it logs goes through us, and signals are ours to handle.
Runtime.install({
  logger: screen,
  shutdownSignals: [],
  // Not forwarded to the logger, which would hold every line back to sort it among those of the SDK's native half.
  telemetryOptions: { logging: { filter: { core: options.verbose ? 'INFO' : 'WARN', other: 'ERROR' } } },
});

const interrupted = interruptSignal(() => screen.progress('Stopping; once more Ctrl-C ends it at once'));
try {
  process.exitCode = await demo(options, screen, interrupted);
} catch (error) {
  if (interrupted.aborted) process.exitCode = 130;
  else {
    screen.complain(error);
    process.exitCode = 1;
  }
}
