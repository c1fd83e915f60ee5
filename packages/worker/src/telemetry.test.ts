import { Runtime } from '@temporalio/worker';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { stderrLog } from '@durable-lua/host-node';
import { endSdkRuntime, ensureSdkRuntime } from './sdk-runtime.js';
import { installTelemetry } from './telemetry.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

it('lines of the SDK and of Lua have one format, and metrics are on a page, also after the SDK has ended', async () => {
  expect(() => installTelemetry({ metrics: '9464' })).toThrow('host:port');
  const metrics = `127.0.0.1:${await freePort()}`;
  installTelemetry({ logs: 'json', metrics });
  onTestFinished(endSdkRuntime);
  const written: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  onTestFinished(() => stderr.mockRestore());

  // As a runtime does when it connects; in between the SDK ends with its last connection.
  ensureSdkRuntime();
  await Runtime.instance().shutdown();
  ensureSdkRuntime();
  ensureSdkRuntime();

  stderrLog.write('info', 'from Lua', { entry: 'app:f', big: 1n, level: 'not me' });
  Runtime.instance().logger.warn('from the SDK', { error: new TypeError('lost'), taskQueue: 'q' });
  Runtime.instance().logger.debug('not at this level');
  // The SDK hands out its lines a little later.
  await vi.waitUntil(() => written.length > 1, { timeout: 5_000 });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
  const error = { kind: 'TypeError', message: 'lost', stack: expect.stringContaining('telemetry.test') as string };
  expect(written.map((line) => JSON.parse(line) as object)).toEqual([
    { time, level: 'info', message: 'from Lua', entry: 'app:f', big: '1' },
    { time, level: 'warn', message: 'from the SDK', error, taskQueue: 'q' },
  ]);

  Runtime.instance().metricMeter.createCounter('orders').add(3);
  const page = await (await fetch(`http://${metrics}/metrics`)).text();
  expect(page).toMatch(/^orders\S* 3$/m);
});
