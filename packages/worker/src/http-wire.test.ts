import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { httpApp, refusal, statusAndJson as json } from './testing/http-app.js';

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
