import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { endSdkRuntime, ensureSdkRuntime } from './sdk-runtime.js';
import { installTelemetry } from './telemetry.js';
import { createRuntime, type Runtime } from './index.js';

/** A project whose functions and workflows do what the figures are about. */
const project = new URL('../fixtures/telemetry', import.meta.url);
const env = { QUEUE: `telemetry-${Date.now()}` };
let runtime: Runtime;
let metrics: string;

beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  metrics = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((done) => server.close(done));
  installTelemetry({ logs: 'json', level: 'error', metrics });
  // In this process somebody may have asked for the SDK already.
  ensureSdkRuntime();
  runtime = await createRuntime({ project, env, address: inject('temporalAddress') });
});
afterAll(async () => {
  await runtime.shutdown();
  await endSdkRuntime();
});

const page = async (): Promise<string> => (await fetch(`http://${metrics}/metrics`)).text();

it('the page of metrics lists what the SDK counts, and what we do', async () => {
  await runtime.start();
  const idle = await runtime.processes.spawn('app:idle', 'app:procs');
  await idle.send('one');
  await idle.send('two');
  expect(await (await runtime.spawn('app:greet', 'app:worker', 'Ada')).result()).toBe('Hello, Ada');
  await expect((await runtime.spawn('app:greet', 'app:worker', 5)).result()).rejects.toMatchObject({ kind: 'INVALID' });

  // What lives is counted each two seconds.
  await expect.poll(page, { timeout: 10_000 }).toMatch(/^durable_lua_mailbox_messages\{.*host="app:procs".*\} 2$/m);
  const text = await page();
  expect(text).toMatch(/^durable_lua_processes\{.*host="app:procs".*\} 1$/m);
  expect(text).toMatch(/^durable_lua_work\{.*entry="app:greet".*kind="workflow".*\} [1-9]\d*$/m);
  expect(text).toMatch(/^durable_lua_work\{.*entry="app:hello".*kind="function".*\} [1-9]\d*$/m);
  expect(text).toMatch(/^durable_lua_failures\{.*entry="app:greet",error="INVALID",kind="workflow".*\} 1$/m);
  expect(text).toMatch(/^durable_lua_state_bytes_count\{.*entry="app:greet",kind="workflow".*\} 2$/m);
  expect(text).toMatch(/^temporal_workflow_completed\{.*\} 1$/m);
  expect(text).toMatch(/^temporal_activity_execution_latency_count\{/m);
  await idle.terminate();
});

it('a process that installs telemetry and runs nothing on Temporal ends', async () => {
  const code = `
    import { createRuntime, installTelemetry } from '@durable-lua/worker';
    installTelemetry({ logs: 'json', metrics: '127.0.0.1:0' });
    const runtime = await createRuntime({ project: ${JSON.stringify(fileURLToPath(project))}, env: { QUEUE: 'q' } });
    console.log(await runtime.call('app:hello', 'Ada'));`;
  const cwd = fileURLToPath(new URL('../fixtures', import.meta.url));
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { cwd, timeout: 50_000 });
  expect((await run).stdout).toBe('Hello, Ada\n');
});
