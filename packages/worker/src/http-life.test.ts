import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HttpOutcome } from './index.js';
import { httpApp, refusal, statusAndJson as json } from './testing/http-app.js';

/** Ends when the server has closed its end of the connection on which this path is asked for. */
function serverClosed(where: string): Promise<void> {
  return new Promise((resolve) => {
    const started = (message: unknown): void => {
      const { request, socket } = message as { readonly request: IncomingMessage; readonly socket: Socket };
      if (request.url !== where) return;
      unsubscribe('http.server.request.start', started);
      socket.once('close', () => resolve());
    };
    subscribe('http.server.request.start', started);
  });
}

describe('streaming', () => {
  it('parts and events arrive as they are written', async () => {
    const app = await httpApp({
      routes: {
        'GET /events': `local res = http.response()
          for n = 1, 3 do res:write_event{ name = "tick", data = { n = n } } time.sleep("150ms") end`,
        'GET /parts': 'local res = http.response() res:write("a") res:flush() time.sleep("150ms") res:write("b")',
      },
    });
    const began = performance.now();
    const response = await app.get('/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const times: number[] = [];
    let text = '';
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(part);
      times.push(performance.now() - began);
    }
    expect(text).toBe([1, 2, 3].map((n) => `event: tick\ndata: {"n":${n}}\n\n`).join(''));
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect((times.at(-1) as number) - (times[0] as number)).toBeGreaterThan(200);
    expect(await (await app.get('/parts')).text()).toBe('ab');
  });

  it('a client that goes away ends what the function waits for', async () => {
    const told: unknown[] = [];
    const app = await httpApp({
      routes: {
        'GET /waits': 'time.sleep("1h")',
        'GET /streams': `local res = http.response()
          while true do
            if res:write(string.rep("x", 10000)) then return end
            time.sleep("5ms")
          end`,
        'GET /deals': 'local e = process.events():receive() return nil, e.kind',
      },
      runtime: { httpInterceptors: [async (call, next) => next(call).finally(() => told.push(call.route))] },
    });
    for (const where of ['/waits', '/streams', '/deals']) {
      const leave = new AbortController();
      const request = app.get(where, { signal: leave.signal }).then((response) => response.text());
      request.catch(() => undefined);
      await vi.waitFor(() => expect(app.runtime.processes.size).toBe(1));
      leave.abort();
      await vi.waitFor(() => expect(told.at(-1)).toBe(where), 3000);
      await vi.waitFor(() => expect(app.runtime.processes.size).toBe(0), 3000);
    }
  });

  it('a client that does not read makes the function wait, and not the memory grow', async () => {
    const app = await httpApp({
      service: 'timeouts: { write: 400ms }',
      routes: {
        'GET /parts': `local res, n = http.response(), 0
          while n < 2000 do if res:write(string.rep("x", 100000)) then return end n = n + 1 end`,
        'GET /whole': 'return http.response():text(string.rep("x", 30000000))',
      },
    });
    const { rss } = process.memoryUsage();
    for (const where of ['/parts', '/whole']) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      const closed = once(socket, 'close');
      const givenUp = serverClosed(where);
      socket.write(`GET ${where} HTTP/1.1\r\nHost: h\r\n\r\n`);
      await givenUp;
      // What it had sent is all that there is.
      let got = 0;
      socket.on('error', () => undefined).on('data', (part: Buffer) => (got += part.length));
      await closed;
      expect(got).toBeLessThan(30_000_000);
      expect(app.runtime.processes.size).toBe(0);
    }
    expect(process.memoryUsage().rss - rss).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('functions that go on too long', () => {
  it('a loop ends with 500, and other requests are answered meanwhile', { timeout: 20_000 }, async () => {
    const app = await httpApp({
      routes: { 'GET /loop': 'while true do end', 'GET /quick': 'return 1' },
      runtime: { limits: { turnBudget: 20_000_000 } },
    });
    let looping = true;
    const loop = app.get('/loop').finally(() => (looping = false));
    let answered = 0;
    while (looping) {
      expect((await app.get('/quick')).status).toBe(200);
      answered += 1;
    }
    expect(await json(await loop)).toEqual(refusal(500, 'INTERNAL'));
    expect(answered).toBeGreaterThan(2);
  });

  it('one that does not begin its response in time is 504, and ended', async () => {
    const app = await httpApp({
      service: 'timeouts: { write: 200ms }',
      routes: { 'GET /sleep': 'time.sleep("1h")', 'GET /loop': 'while true do end' },
    });
    for (const where of ['/sleep', '/loop']) expect(await json(await app.get(where))).toEqual(refusal(504, 'TIMEOUT'));
    await vi.waitFor(() => expect(app.runtime.processes.size).toBe(0), 5000);
  });
});

describe('start and stop', () => {
  it('an address that is taken, or is none, is said with entry and remedy', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await vi.waitFor(() => expect(taken.listening).toBe(true));
    const { port } = taken.address() as AddressInfo;
    const start = (addr: string) =>
      httpApp({
        entries: [`  - { name: other, kind: http.service, addr: "${addr}", lifecycle: { auto_start: true } }`],
      });
    await expect(start(`127.0.0.1:${port}`)).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      message: expect.stringMatching(/http.service 'app:other': addr: .*127.0.0.1.*listens there/) as string,
    });
    await expect(start('192.0.2.1:8080')).rejects.toMatchObject({ kind: 'INVALID' });
    await expect(start('nowhere.invalid:8080')).rejects.toMatchObject({
      message: expect.stringContaining('nowhere.invalid') as string,
    });
  });

  it('a stop lets what is under way be answered, and takes nothing new', async () => {
    const app = await httpApp({ routes: { 'GET /': 'time.sleep("150ms") return "done"' } });
    const port = Number(new URL(app.url).port);
    const waiting = app.get('/');
    await vi.waitFor(() => expect(app.runtime.processes.size).toBe(1));
    const stopped = app.runtime.shutdown();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    const response = await waiting;
    expect([response.status, response.headers.get('connection'), await response.json()]).toEqual([
      200,
      'close',
      'done',
    ]);
    await stopped;
    expect(app.runtime.urls()).toEqual({});
  });

  it('what does not end in its time is cancelled, and what never would is ended', async () => {
    const app = await httpApp({
      routes: {
        'GET /sleep': 'time.sleep("1h")',
        'GET /stubborn': 'process.events() while true do time.sleep("50ms") end',
        'GET /stream':
          'local r = http.response() while true do r:write_event{ name = "t", data = 1 } time.sleep("20ms") end',
      },
    });
    const all = ['/sleep', '/stubborn', '/stream'].map((where) =>
      app.get(where).then(async (response) => [response.status, await response.text()]),
    );
    const ends = Promise.allSettled(all);
    await vi.waitFor(() => expect(app.runtime.processes.size).toBe(3));
    const began = performance.now();
    await app.runtime.shutdown();
    expect(performance.now() - began).toBeLessThan(4500);
    const value = [503, JSON.stringify({ error: { kind: 'UNAVAILABLE', message: 'the server stops' } })];
    expect(await ends).toEqual([
      { status: 'fulfilled', value },
      { status: 'fulfilled', value },
      { status: 'rejected', reason: expect.anything() as unknown },
    ]);
    expect(app.runtime.processes.size).toBe(0);
  });
});

it('an interceptor is around the function, and may give it context', async () => {
  const seen: [string, HttpOutcome][] = [];
  const app = await httpApp({
    routes: { 'GET /o/{id}': 'return { (ctx.get("trace")) }', 'GET /bad': 'error("x")' },
    runtime: {
      httpInterceptors: [
        async (call, next) => {
          const trace = call.request.headers.get('traceparent') ?? 'none';
          const outcome = await next({ ...call, context: { trace } });
          seen.push([`${call.service} ${call.endpoint} ${call.func} ${call.route}`, outcome]);
          return outcome;
        },
      ],
    },
  });
  expect(await (await app.get('/o/7', { headers: { traceparent: '00-1' } })).json()).toEqual(['00-1']);
  await app.get('/bad');
  expect(seen).toEqual([
    ['app:web app:e0 app:f0 /o/{id}', { status: 200 }],
    ['app:web app:e1 app:f1 /bad', { status: 500, error: expect.objectContaining({ kind: 'INTERNAL' }) as unknown }],
  ]);
});
