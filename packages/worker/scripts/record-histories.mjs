// Records histories of this release for the replay test: node scripts/record-histories.mjs 0.2
// Run it once before a release, with everything built, and again for stories that were added: what is there is not recorded anew.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { ensureDevServer } from '@durable-lua/dev-server';
import { createRuntime } from '@durable-lua/worker';

const release = process.argv[2];
if (!/^\d+\.\d+$/.test(release ?? '')) throw new Error('which release? node scripts/record-histories.mjs 0.2');

const fixtures = new URL('../fixtures/', import.meta.url);
const server = await ensureDevServer({ onProgress: (line) => console.error(`· ${line}`) });
const runtime = await createRuntime({ project: new URL('recorded', fixtures), address: server.address });
const client = new Client({ connection: await Connection.connect({ address: server.address }) });
await runtime.start();

const spawn = (name, input, more = {}) =>
  runtime.spawn(`app:${name}`, 'app:worker', input, { id: `recorded-${name}-${Date.now()}`, ...more });
const pause = () => new Promise((resolve) => setTimeout(resolve, 300));

const stories = {
  async order() {
    const run = await spawn('order', { item: 'tea' }, { context: { customer: 'Ada' } });
    await pause();
    await run.send('approve', { by: 'Bob' });
    return run;
  },
  async 'order-compensated'() {
    const run = await spawn('order', { item: 'mug', card: 'bad' });
    await run.send('approve', { by: 'Bob' });
    return run;
  },
  async 'order-canceled'() {
    const run = await spawn('order', { item: 'pot' });
    await pause();
    await client.workflow.getHandle(run.workflowId).cancel();
    return run;
  },
  async counter() {
    const messages = [1, 2, 4].map((amount) => ({ topic: 'increment', args: [{ amount }] }));
    const run = await spawn('counter', { initial: 1 }, { messages });
    await run.send('decrement', { amount: 3 });
    await pause();
    await client.workflow.getHandle(run.workflowId).signal('increment', { amount: 10 });
    await run.send('finish');
    return run;
  },
  facts() {
    return spawn('facts', undefined, { memo: { note: 'to go', by: 'a script' } });
  },
};

/** The names of the machine and of its processes go. */
function withoutMachine(key, value) {
  if (key === 'identity') return 'a worker';
  return key === 'name' && /^\d+@/.test(value) ? 'a sticky queue' : value;
}

for (const [name, story] of Object.entries(stories)) {
  const file = new URL(`histories/${name}-${release}.json`, fixtures);
  if (existsSync(file)) continue;
  const run = await story();
  const outcome = await run.result().catch((error) => error);
  const text = historyToJSON(await client.workflow.getHandle(run.workflowId).fetchHistory());
  const history = JSON.parse(text, withoutMachine);
  await writeFile(file, `${JSON.stringify(history, null, 1)}\n`, { flag: 'wx' });
  console.log(`${name}: ${history.events.length} events`, outcome);
}
await runtime.shutdown();
await client.connection.close();
await server.stop();
