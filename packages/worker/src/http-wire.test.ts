import { symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HttpOutcome } from './index.js';
import { httpApp } from './testing/http-app.js';

const json = async (response: Response) => ({ status: response.status, body: await response.json() });
const refusal = (status: number, kind: string) => ({
  status,
  body: { error: { kind, message: expect.any(String) as unknown } },
});
const echo = 'local b, e = http.request():body() if e then return nil, e end return #b';

describe('routes', () => {
  it('parameters are decoded, the more fixed route counts, and a slash at the end changes nothing', async () => {
    const says = (name: string) => `return { ${name} = http.request():params() }`;
    const app = await httpApp({
      routes: {
        'GET /o/{id}': says('id'),
        'GET /o/new': says('new'),
        'GET /o/:id/items/{item}': says('item'),
        'GET /f/{rest...}': says('rest'),
        'GET /käse:x': says('literal'),
      },
    });
    const at = async (where: string) => (await app.get(where)).json();
    expect(await at('/o/7')).toEqual({ id: { id: '7' } });
    expect(await at('/o/new')).toEqual({ new: {} });
    expect(await at('/o/new/')).toEqual({ new: {} });
    expect(await at('/o/a%2Fb%20c/items/%C3%A4')).toEqual({ item: { id: 'a/b c', item: 'ä' } });
    expect(await at('/f/a/b.txt')).toEqual({ rest: { rest: 'a/b.txt' } });
    expect(await at('/f/')).toEqual({ rest: { rest: '' } });
    expect(await at('/k%C3%A4se:x')).toEqual({ literal: {} });
    expect(await at(`/o/${'x'.repeat(4000)}`)).toEqual({ id: { id: 'x'.repeat(4000) } });
  });

  it('an unknown route is 404, another method 405 with Allow, a bad encoding 400', async () => {
    const app = await httpApp({ routes: { 'GET /a': 'return 1', 'DELETE /a': 'return 2', 'POST /b': 'return 3' } });
    expect(await json(await app.get('/nowhere'))).toEqual(refusal(404, 'NOT_FOUND'));
    const wrong = await app.get('/a', { method: 'PUT', body: 'x' });
    expect(wrong.headers.get('allow')).toBe('GET, DELETE, HEAD, OPTIONS');
    expect(await json(wrong)).toEqual(refusal(405, 'INVALID'));
    const options = await app.get('/b', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    const head = await app.get('/a', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1', '']);
    expect(await app.raw('GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toContain('400 Bad Request');
    expect(await app.raw('GET http://h/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toContain('200 OK');
    expect(await app.raw('BREW /a HTTP/1.1\r\nHost: h\r\n\r\n')).toContain('400 Bad Request');
    expect(await app.raw('TRACE /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toContain('405 Method');
    expect(await app.raw(`GET /a HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain('431 Request Header');
    expect(await app.raw('hello\r\n\r\n')).toContain('{"error":{"kind":"INVALID"');
  });

  it('a request is read as it came', async () => {
    const app = await httpApp({
      routes: {
        'POST /r': `local r = http.request()
          return { m = r:method(), p = r:path(), h = r:host(), q = r:query_params(), a = r:query("a"), x = r:header("x-a"),
            c = r:header("Cookie"), n = r:content_length(), b = r:body(), t = r:is_content_type("text/"), has = r:has_body() }`,
      },
    });
    const sent = [
      'POST /r?a=1&b=x+y%20z&a=2 HTTP/1.1\r\nHost: shop\r\nX-A: 1\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\n',
      'Content-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello',
    ];
    const answer = await app.raw(sent.join(''));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
      ...{ m: 'POST', p: '/r', h: 'shop', q: { a: '1,2', b: 'x y z' }, a: '1', x: '1, 2', c: 'a=1; b=2' },
      ...{ n: 5, b: 'hello', t: true, has: true },
    });
  });

  it('what a header may not hold, and what is the server’s, is refused', async () => {
    const app = await httpApp({
      routes: {
        'GET /': `local res = http.response()
          local list = { res:set_header("a b", "c"), res:set_header("X-A", "a\\r\\nB: c"), res:set_header("Transfer-Encoding", "x"),
            res:set_status(101) }
          res:set_header("Set-Cookie", "a=1") res:set_header("Set-Cookie", "b=2") res:set_header("X-A", "1") res:set_header("X-A", "2")
          local kinds = {}
          for i, err in ipairs(list) do kinds[i] = err:kind() end
          return kinds`,
      },
    });
    const response = await app.get('/');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-a')).toBe('2');
    expect(await response.json()).toEqual(['INVALID', 'INVALID', 'INVALID', 'INVALID']);
  });
});

it('a length that the body does not have breaks the response off', async () => {
  const app = await httpApp({
    routes: {
      'GET /more': `local res = http.response() res:set_header("Content-Length", "2")
        return nil, res:write("abc")`,
      'GET /less': 'local res = http.response() res:set_header("Content-Length", "9") res:write("abc")',
      'GET /same': 'local res = http.response() res:set_header("Content-Length", "3") res:write("abc")',
    },
  });
  for (const wrong of ['/more', '/less'])
    await expect(app.get(wrong).then((response) => response.text())).rejects.toThrow();
  expect(await (await app.get('/same')).text()).toBe('abc');
});

describe('bodies', () => {
  it('bad JSON is 400, and an empty body as well', async () => {
    const app = await httpApp({
      routes: { 'POST /': 'local v, e = http.request():body_json() if e then return nil, e end return v' },
    });
    const post = async (body: string | Uint8Array<ArrayBuffer>) => json(await app.get('/', { method: 'POST', body }));
    expect(await post('{"a":[],"n":9007199254740993}')).toMatchObject({ status: 200, body: { a: [] } });
    for (const bad of ['{', '', new Uint8Array([0xff])]) expect(await post(bad)).toEqual(refusal(400, 'INVALID'));
  });

  it('a body that is too large is 413, by its length, as it comes, and where nobody reads it', async () => {
    const app = await httpApp({
      service: 'max_body: 1000',
      routes: {
        'POST /read': echo,
        'POST /ignored': 'return "fine"',
        'POST /own': `http.request{ max_body = 10 } ${echo}`,
      },
    });
    const post = async (where: string, size: number) =>
      json(await app.get(where, { method: 'POST', body: 'x'.repeat(size) }));
    expect(await post('/read', 1000)).toEqual({ status: 200, body: 1000 });
    for (const where of ['/read', '/ignored']) expect(await post(where, 1001)).toEqual(refusal(413, 'INVALID'));
    expect(await post('/own', 11)).toEqual(refusal(413, 'INVALID'));
    const chunk = `400\r\n${'x'.repeat(0x400)}\r\n`;
    const head = 'HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    const cut = await app.raw(`POST /read ${head}${chunk}${chunk}`);
    expect(cut).toContain('413 Payload Too Large');
    expect(cut).toContain('Connection: close');
    // Far more than any buffer holds, and the client gets to read the answer nevertheless.
    expect(await post('/read', 3_000_000)).toEqual(refusal(413, 'INVALID'));
    // Nor does it stop sending before the answer is there.
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        await sleep(1);
        controller.enqueue(new Uint8Array(1000));
        if ((pulled += 1) > 3000) controller.close();
      },
    });
    const streamed = await app.get('/read', { method: 'POST', body: endless, duplex: 'half' });
    expect(await json(streamed)).toEqual(refusal(413, 'INVALID'));
    const expecting = 'POST /read HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ';
    expect(await app.raw(`${expecting}1001\r\n\r\n`)).not.toContain('100 Continue');
    expect(await app.raw(`${expecting}3\r\n\r\nabc`)).toMatch(/100 Continue[^]*200 OK[^]*3$/);
  });

  it('a request that does not come in time is 408, whether or not Lua waits for it', async () => {
    const app = await httpApp({
      service: 'timeouts: { read: 300ms }',
      routes: {
        'POST /read': echo,
        'POST /patient': 'time.sleep("5s")',
        'POST /own': `http.request{ timeout = 50 } ${echo}`,
      },
    });
    expect(await app.raw('POST /read HTTP/1.1\r\nHost:')).toContain('408 Request Timeout');
    const half = 'HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf';
    for (const where of ['/read', '/patient', '/own']) {
      const answer = await app.raw(`POST ${where} ${half}`);
      expect(answer).toContain('408 Request Timeout');
      expect(answer.slice(answer.indexOf('\r\n\r\n'))).toContain('"error"');
    }
    await vi.waitFor(() => expect(app.runtime.processes.size).toBe(0));
  });

  it('a stream gives the body part by part, and is the only reader', async () => {
    const app = await httpApp({
      routes: {
        'POST /': `local req, sizes, total = http.request(), 0, 0
          local stream = req:stream()
          while true do
            local part, err = stream:read(1000)
            if err then return nil, err end
            if part == nil then break end
            sizes, total = math.max(sizes, #part), total + #part
          end
          local _, late = req:body()
          return { total = total, largest = sizes, late = late:kind() }`,
      },
    });
    const body = 'x'.repeat(100_000);
    const whole = { total: 100_000, largest: 1000, late: 'INVALID' };
    expect(await (await app.get('/', { method: 'POST', body })).json()).toEqual(whole);
  });

  it('a form has its values and its files, and limits', async () => {
    const app = await httpApp({
      routes: {
        'POST /': `local form, err = http.request():parse_multipart()
          if err then return { kind = err:kind(), type = err:details() and err:details().type } end
          local file = form.files.photo[1]
          return { values = form.values, name = file:name(), size = file:size(), type = file:header("content-type"),
            data = file:stream():read(), files = #form.files.photo }`,
        'POST /small': 'local _, err = http.request():parse_multipart(10) return nil, err',
      },
    });
    const form = new FormData();
    form.append('name', 'Ada Ü');
    form.append('tag', 'a');
    form.append('tag', 'b');
    form.append('photo', new Blob(['0123456789'], { type: 'image/png' }), 'ü.png');
    form.append('photo', new Blob(['x'.repeat(200_000)]), 'large.bin');
    expect(await (await app.get('/', { method: 'POST', body: form })).json()).toEqual({
      ...{ values: { name: 'Ada Ü', tag: ['a', 'b'] }, name: 'ü.png', size: 10, type: 'image/png' },
      ...{ data: '0123456789', files: 2 },
    });
    for (const many of [['large', 'x'.repeat(1000)] as const, ['', ''] as const]) {
      const values = new FormData();
      for (let n = 0; n < 20; n++) values.append(many[0], many[1]);
      expect(await json(await app.get('/small', { method: 'POST', body: values }))).toEqual(refusal(413, 'INVALID'));
    }
    expect(await json(await app.get('/small', { method: 'POST', body: form }))).toEqual(refusal(413, 'INVALID'));
    const post = async (type: string, body: string) =>
      (await app.get('/', { method: 'POST', body, headers: { 'content-type': type } })).json();
    expect(await post('text/plain', 'x')).toEqual({ kind: 'INVALID' });
    const malformed = { kind: 'INTERNAL', type: 'PARSE_FAILED' };
    expect(await post('multipart/form-data', 'x')).toEqual(malformed);
    const nameless = '--b\r\nContent-Disposition: form-data; filename=f\r\n\r\nx\r\n--b--\r\n';
    expect(await post('multipart/form-data; boundary=b', nameless)).toEqual(malformed);
    expect(
      await post('multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx'),
    ).toEqual(malformed);
  });
});

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
      await sleep(50);
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
      socket.write(`GET ${where} HTTP/1.1\r\nHost: h\r\n\r\n`);
      await sleep(2000);
      // The server has given up: what it had sent is all that there is.
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

describe('files', () => {
  const site = (fields = '') => ({
    entries: [`  - { name: site, kind: http.static, meta: { server: web }, directory: public${fields} }`],
    files: {
      'public/index.html': '<h1>home</h1>',
      'public/a b.txt': 'spaced',
      'public/docs/index.html': '<h1>docs</h1>',
      'public/.secret': 'no',
      'secret.lua': 'return 1',
    },
  });

  it('have their type, conditions and ranges; what is no file is 404', async () => {
    const app = await httpApp({ ...site(), routes: { 'GET /api': 'return 1', 'POST /api': 'return 2' } });
    const home = await app.get('/');
    expect(await home.text()).toBe('<h1>home</h1>');
    expect(home.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(home.headers.get('cache-control')).toBe('no-cache');
    const etag = home.headers.get('etag') as string;
    expect(await app.raw(`GET / HTTP/1.1\r\nHost: h\r\nIf-None-Match: ${etag}\r\nConnection: close\r\n\r\n`)).toContain(
      ' 304 ',
    );
    const part = await app.get('/index.html', { headers: { range: 'bytes=1-2' } });
    expect([part.status, await part.text()]).toEqual([206, 'h1']);
    expect((await app.get('/index.html', { headers: { range: 'bytes=900-' } })).status).toBe(416);
    const head = await app.get('/', { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['13', '']);
    expect(await (await app.get('/a%20b.txt')).text()).toBe('spaced');
    const folder = await app.get('/docs', { redirect: 'manual' });
    expect([folder.status, folder.headers.get('location')]).toEqual([301, '/docs/']);
    expect(await (await app.get('/docs/')).text()).toBe('<h1>docs</h1>');
    expect(await (await app.get('/api')).json()).toBe(1);
    for (const gone of ['/none', '/none.js', '/.secret', '/%2e%2e/secret.lua', '/docs/..%2f..%2fsecret.lua']) {
      expect(await json(await app.get(gone)), gone).toEqual(refusal(404, 'NOT_FOUND'));
    }
    expect(await app.raw('GET /../secret.lua HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/ 40[034] /);
    expect(await app.raw('GET //evil.example/docs HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).not.toMatch(
      /location: \/\//i,
    );
    expect((await app.get('/index.html', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('a link that leads out of the folder is not followed', async () => {
    const app = await httpApp(site());
    const outside = path.join(tmpdir(), `outside-${process.pid}.txt`);
    await writeFile(outside, 'outside');
    await symlink(outside, path.join(app.folder, 'public/link.txt'));
    await symlink(app.folder, path.join(app.folder, 'public/up'));
    await symlink(path.join(app.folder, 'public/a b.txt'), path.join(app.folder, 'public/inside.txt'));
    expect((await app.get('/link.txt')).status).toBe(404);
    expect((await app.get('/up/secret.lua')).status).toBe(404);
    expect(await (await app.get('/inside.txt')).text()).toBe('spaced');
  });

  it('with spa, a path of the program is answered with its page, and a missing file is missing', async () => {
    const app = await httpApp(site(', path: /app, static_options: { spa: true, cache: "max-age=60" }'));
    const page = await app.get('/app/orders/7');
    expect([page.headers.get('cache-control'), await page.text()]).toEqual(['max-age=60', '<h1>home</h1>']);
    expect((await app.get('/app/missing.js')).status).toBe(404);
    expect((await app.get('/app/jane.doe', { headers: { accept: 'text/html,*/*' } })).status).toBe(200);
    expect(await (await app.get('/app')).text()).toBe('<h1>home</h1>');
    expect((await app.get('/elsewhere')).status).toBe(404);
  });
});
