import { Client, Connection } from '@temporalio/client';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ensureDevServer } from './ensure.js';
import type { DevServer, DevServerOptions } from './options.js';
import { freePorts, isFree } from './ports.js';
import { CLI_TIMEOUT, processesWith, realCli, tempDir, until } from './test-support.js';

/** Without the variables of the machine that choose the server; those of a test go in by `env`. */
const plainEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));

async function start(options: DevServerOptions = {}): Promise<DevServer> {
  const server = await ensureDevServer({ env: plainEnv, ui: false, ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function client({ address, namespace }: DevServer): Promise<Client> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return new Client({ connection, namespace });
}

const portOf = ({ address }: DevServer) => Number(address.split(':')[1]);
const processesOf = (server: DevServer) => processesWith(`--port ${portOf(server)} `);

beforeAll(async () => void (await realCli()), CLI_TIMEOUT);

describe('a dev server', () => {
  it('answers gRPC and serves its Web UI on 127.0.0.1, until it is stopped', async () => {
    const server = await start({ ui: true });
    expect(server).toMatchObject({ startedByUs: true, namespace: 'default', executable: await realCli() });
    expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const { namespaceInfo } = await (
      await client(server)
    ).workflowService.describeNamespace({ namespace: server.namespace });
    expect(namespaceInfo?.name).toBe('default');
    expect((await fetch(server.uiUrl!)).status).toBe(200);

    expect(await processesOf(server)).toHaveLength(1);
    await server.stop();
    expect(await processesOf(server)).toHaveLength(0);
    expect(await isFree(portOf(server))).toBe(true);
    await server.stop(); // Once more does no harm.
  });

  it('starts at once from the second time on: nothing is downloaded or built', async () => {
    const lines: string[] = [];
    const begin = Date.now();
    await start({ onProgress: (line) => lines.push(line) });
    expect(lines.map((line) => line.split(/[,:]/)[0])).toEqual([
      'Starting the Temporal dev server',
      'The Temporal dev server is ready',
    ]);
    expect(Date.now() - begin).toBeLessThan(15_000);
  });

  it('has no Web UI when none is wanted', async () => {
    expect((await start({ ui: false })).uiUrl).toBeUndefined();
  });

  it('has the namespace and the search attributes that were asked for', async () => {
    const server = await start({ namespace: 'shop', searchAttributes: { CustomerId: 'Keyword', Total: 'Int' } });
    const { connection } = await client(server);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'shop' });
    expect(customAttributes).toMatchObject({ CustomerId: 2, Total: 3 });
  });

  it('takes dynamic configuration', async () => {
    const server = await start({ dynamicConfig: { 'limit.blobSize.error': 100, 'limit.blobSize.warn': 50 } });
    const { workflow } = await client(server);
    const big = { workflowId: 'big', taskQueue: 'none', args: ['x'.repeat(200)] };
    await expect(workflow.start('Any', big)).rejects.toThrow();
    await workflow.start('Any', { ...big, workflowId: 'small', args: ['x'] });
  });

  it('does not mind variables that configure clients, or a proxy', async () => {
    vi.stubEnv('http_proxy', 'http://127.0.0.1:9');
    onTestFinished(() => void vi.unstubAllEnvs());
    await start({ env: { ...plainEnv, TEMPORAL_ENV: 'missing', TEMPORAL_PROFILE: 'missing' } });
  });

  it('gets ports of its own, also when many are started at once', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map(portOf)).size).toBe(3);
  });

  it('takes the ports it is given', async () => {
    const [port, uiPort] = (await freePorts(2)) as [number, number];
    const server = await start({ ui: true, port, uiPort });
    expect(server).toMatchObject({ address: `127.0.0.1:${port}`, uiUrl: `http://127.0.0.1:${uiPort}` });
  });

  it('refuses a port that is in use, naming the option', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await until('it listens', () => taken.listening);
    const { port: uiPort } = taken.address() as AddressInfo;
    const error = await ensureDevServer({ env: plainEnv, uiPort }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'PORT_IN_USE', message: expect.stringContaining(`uiPort: port ${uiPort}`) });
  });

  it('ends when its signal aborts, later too', async () => {
    const abort = new AbortController();
    const server = await start({ signal: abort.signal });
    abort.abort();
    await until('it is gone', async () => (await processesOf(server)).length === 0);
  });

  it('is not started when the signal aborts before', async () => {
    const reason = new Error('too late');
    const signal = AbortSignal.abort(reason);
    await expect(ensureDevServer({ env: plainEnv, signal })).rejects.toBe(reason);
  });

  it('is given up in the middle of its start', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const port = (await freePorts(1))[0]!;
    const onProgress = (line: string) => line.startsWith('Starting') && setTimeout(() => abort.abort(reason), 150);
    const starting = ensureDevServer({
      env: plainEnv,
      port,
      signal: abort.signal,
      onProgress: (line) => void onProgress(line),
    });
    await expect(starting).rejects.toBe(reason);
    expect(await processesWith(`--port ${port} `)).toEqual([]);
  });

  it('says so when it ends by itself', async () => {
    const lines: string[] = [];
    const server = await start({ onProgress: (line) => lines.push(line) });
    process.kill((await processesOf(server))[0]!, 'SIGKILL');
    await until('it is said', () => lines.some((line) => line.includes('ended by itself (SIGKILL)')));
  });
});

describe('a dev server that persists', () => {
  it('has its workflows again after a restart', async () => {
    const persistTo = join(await tempDir(), 'deep', 'folder', 'temporal.db');
    const first = await start({ persistTo, namespace: 'shop', searchAttributes: { CustomerId: 'Keyword' } });
    await (await client(first)).workflow.start('Order', { workflowId: 'order-1', taskQueue: 'none' });
    await first.stop();

    const second = await start({ persistTo, namespace: 'shop', searchAttributes: { CustomerId: 'Keyword' } });
    const { status, type } = await (await client(second)).workflow.getHandle('order-1').describe();
    expect([status.name, type]).toEqual(['RUNNING', 'Order']);
  });

  it('has them again after a power failure too, at the same address', async () => {
    const persistTo = join(await tempDir(), 'temporal.db');
    const first = await start({ persistTo });
    await (await client(first)).workflow.start('Order', { workflowId: 'order-1', taskQueue: 'none' });
    await first.kill();
    expect(await processesOf(first)).toEqual([]);
    await first.kill(); // Once more does no harm.

    const second = await start({ persistTo, port: portOf(first) });
    expect(second.address).toBe(first.address);
    expect((await (await client(second)).workflow.getHandle('order-1').describe()).status.name).toBe('RUNNING');
  });

  it('has its file for itself', async () => {
    const persistTo = join(await tempDir(), 'temporal.db');
    await start({ persistTo });
    const error = await ensureDevServer({ env: plainEnv, persistTo }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'DATABASE_IN_USE', message: expect.stringContaining('temporal.db') });
  });

  it('is waited for when it is just ending', async () => {
    const persistTo = join(await tempDir(), 'temporal.db');
    const first = await start({ persistTo });
    const [second] = await Promise.all([start({ persistTo }), first.stop()]);
    expect(await processesOf(second)).toHaveLength(1);
  });
});

describe('with TEMPORAL_ADDRESS', () => {
  it('nothing is started, and stop leaves that server alone', async () => {
    const running = await start({ namespace: 'shop' });
    const env = { ...plainEnv, TEMPORAL_ADDRESS: running.address, TEMPORAL_NAMESPACE: 'shop', PATH: '' };
    const server = await ensureDevServer({ env });
    expect(server).toMatchObject({ address: running.address, namespace: 'shop', startedByUs: false });
    expect([server.uiUrl, server.executable]).toEqual([undefined, undefined]);
    await server.stop();
    await server.kill();
    expect(await processesOf(running)).toHaveLength(1);
  });

  it('a namespace that is missing there is an error', async () => {
    const { address } = await start();
    const env = { ...plainEnv, TEMPORAL_ADDRESS: address };
    const error = await ensureDevServer({ env, namespace: 'nowhere' }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      kind: 'UNREACHABLE',
      message: expect.stringContaining('it has no namespace "nowhere"'),
    });
  });

  it('a server that does not answer is an error that says what to do', async () => {
    const address = `127.0.0.1:${(await freePorts(1))[0]}`;
    const error = await ensureDevServer({ env: { ...plainEnv, TEMPORAL_ADDRESS: address } }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      kind: 'UNREACHABLE',
      message: expect.stringContaining(`TEMPORAL_ADDRESS is ${address}`),
    });
    expect((error as Error).message).toMatch(/unset it/);
  });

  it('the variables of Temporal for TLS are used', async () => {
    const { address } = await start(); // It speaks no TLS.
    const env = { ...plainEnv, TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'true' };
    await expect(ensureDevServer({ env })).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  });

  it('set to nothing, a server is started', async () => {
    expect((await start({ env: { ...plainEnv, TEMPORAL_ADDRESS: '' } })).startedByUs).toBe(true);
  });
});

describe('an option that cannot be', () => {
  it.each<[DevServerOptions, string]>([
    [{ port: 70_000 }, 'expected a port from 1 to 65535, found 70000'],
    [{ uiPort: 0.5 }, 'Option uiPort'],
    [{ ui: false, uiPort: 8080 }, 'ui and uiPort'],
    [{ port: 8080, uiPort: 8080 }, 'found 8080 twice'],
    [{ prot: 8080 } as DevServerOptions, 'Unknown option prot; there are '],
  ])('%o is refused', async (options, text) => {
    const error = await ensureDevServer({ env: plainEnv, ...options }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'INVALID_OPTION', message: expect.stringContaining(text) });
  });
});
