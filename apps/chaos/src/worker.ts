// A worker as a process of its own: node worker.js <project> <worker> <address> <workflows kept in memory> <file of the books>
import { createRuntime, standardModules } from '@durable-lua/worker';
import { booksIn } from './books.js';

const [project = '', worker = '', address = '', cached = '0', file = ''] = process.argv.slice(2);

const runtime = await createRuntime({
  project,
  address,
  modules: [...standardModules, booksIn(file)],
  workerOptions: { maxCachedWorkflows: Number(cached) },
});
await runtime.start({ workers: [worker] });
process.send?.('polling');
process.on('message', () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage().heapUsed);
});
// Does not outlive whoever started it.
process.on('disconnect', () => process.exit());
