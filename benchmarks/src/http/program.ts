/** The program of a process that answers HTTP requests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import createRouter from 'find-my-way';
import { createRuntime } from '@durable-lua/worker';
import { projectFolder } from '../paths.js';
import { serve } from '../rpc.js';
import type { HttpMethods, HttpSide } from './protocol.js';

let stop: () => Promise<void>;

async function startLua(): Promise<string> {
  const runtime = await createRuntime({ project: projectFolder, env: { BENCH_TASK_QUEUE: 'unused' } });
  await runtime.start({ services: ['bench:web'] });
  stop = () => runtime.shutdown();
  return runtime.urls()['bench:web'] as string;
}

async function startPlain(): Promise<string> {
  const router = createRouter();
  router.on('POST', '/orders/:id', async (request, response, { id }) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { total } = JSON.parse(Buffer.concat(parts).toString()) as { total: number };
    const body = Buffer.from(JSON.stringify({ id, total: total * 2 }));
    response.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
  });
  const server = createServer((request, response) => void router.lookup(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => new Promise((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

serve({
  start: (side: HttpSide) => (side === 'lua' ? startLua() : startPlain()),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  stop: () => stop(),
} satisfies HttpMethods);
