import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { lookup } from 'node:dns';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ClientRequest, ClientResponse, Data } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import * as module from '@durable-lua/modules-http-client';
import { Connections } from './connections.js';
import { httpClient, type HttpClientOptions } from './index.js';
import { Policy } from './policy.js';
import { Sending } from './sending.js';

const LOCAL: HttpClientOptions = { allowPrivate: ['127.0.0.1', 'localhost'] };

async function serve(listener: RequestListener, at: { host: string } | { path: string } = { host: '127.0.0.1' }) {
  const server: Server = createServer(listener);
  await new Promise<void>((done) => ('path' in at ? server.listen(at.path, done) : server.listen(0, at.host, done)));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return 'path' in at ? '' : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('latin1');
  return text;
}

const plain = (url: string, more: Partial<ClientRequest> = {}): ClientRequest => ({
  ...{ method: 'GET', url, headers: [], timeout: 5_000, maxBody: 1_000_000, stream: false },
  ...more,
});

const ask = async (request: ClientRequest, options = LOCAL): Promise<ClientResponse> =>
  httpClient(options).request(request).result;

const textOf = ({ body }: ClientResponse): string => new TextDecoder().decode(body as Uint8Array);

function run(source: string, options = LOCAL): Promise<Data> {
  const lua = createLua({ modules: [module.httpClient], host: nodeHost({ httpClient: httpClient(options) }) });
  return lua.run(source);
}

describe('a compressed answer', () => {
  const TEXT = 'tea, please. '.repeat(1_000);
  const server = () =>
    serve((request, response) => {
      const asked = String(request.headers['accept-encoding']);
      if (request.url === '/empty')
        return void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 0 }).end();
      if (request.url === '/cut') {
        return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT).subarray(0, 60));
      }
      if (request.url === '/asked') return void response.end(asked);
      if (request.url === '/broken') {
        return void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all');
      }
      const [name, packed] =
        request.url === '/br'
          ? ['br', brotliCompressSync(TEXT)]
          : request.url === '/deflate'
            ? ['deflate', deflateSync(TEXT)]
            : ['gzip', gzipSync(TEXT)];
      response.writeHead(200, { 'content-encoding': name, 'content-length': packed.length }).end(packed);
    });

  it.each(['gzip', 'br', 'deflate'])('by %s is what it was before, whole and as a stream', async (way) => {
    const url = `${await server()}/${way}`;
    const answer = await ask(plain(url));
    expect(textOf(answer)).toBe(TEXT);
    expect(answer.headers.map(([name]) => name)).not.toContain('content-encoding');
    const lua = `local response = http_client.get("${url}", { stream = true })
      local parts = {}
      while true do
        local part = response.stream:read(1000)
        if part == nil then break end
        parts[#parts + 1] = part
      end
      return table.concat(parts)`;
    expect(await run(lua)).toBe(TEXT);
  });

  it('counts as long as it was before, so that a small one cannot become a large one', async () => {
    const asked = ask(plain(await server(), { maxBody: 5_000 }));
    await expect(asked).rejects.toMatchObject({ kind: 'INTERNAL', retryable: false });
  });

  it.each(['broken', 'cut'])('that is %s fails the request', async (way) => {
    await expect(ask(plain(`${await server()}/${way}`))).rejects.toMatchObject({ kind: 'INTERNAL', retryable: true });
  });

  it('without a body is empty', async () => {
    const url = await server();
    expect(textOf(await ask(plain(`${url}/gzip`, { method: 'HEAD' })))).toBe('');
    expect(textOf(await ask(plain(`${url}/empty`)))).toBe('');
  });

  it('is left alone where the request says what it takes', async () => {
    const url = await server();
    const headers = [['Accept-Encoding', 'gzip']] as const;
    const answer = await ask(plain(url, { headers }));
    expect(gunzipSync(answer.body as Uint8Array).toString()).toBe(TEXT);
    expect(answer.headers).toContainEqual(['content-encoding', 'gzip']);
    expect(textOf(await ask(plain(`${url}/asked`, { headers })))).toBe('gzip');
    expect(textOf(await ask(plain(`${url}/asked`)))).toBe('gzip, deflate, br');
  });
});

describe('a private address', () => {
  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://2130706433:1/',
    'http://0x7f000001:1/',
    'http://0177.0.0.1:1/',
    'http://127.1:1/',
    'http://0.0.0.0:1/',
    'http://0:1/',
    'http://[::1]:1/',
    'http://[::]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://[::ffff:a00:1]:1/',
    'http://[::127.0.0.1]:1/',
    'http://[64:ff9b::7f00:1]:1/',
    'http://[2002:7f00:1::]:1/',
    'http://[fe80::1]:1/',
    'http://[fd00::1]:1/',
    'http://10.1.2.3:1/',
    'http://172.16.0.1:1/',
    'http://192.168.1.1:1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1:1/',
    'http://224.0.0.1:1/',
    'http://255.255.255.255:1/',
    'http://ⓛocalhost:1/',
    'http://１２７.0.0.1:1/',
  ])('%s is refused before anything is sent', async (url) => {
    const expected = {
      kind: 'PERMISSION_DENIED',
      willRetry: false,
      message: expect.stringContaining('no public address') as string,
    };
    await expect(ask(plain(url), {})).rejects.toMatchObject(expected);
    await expect(httpClient().check(plain(url)).result).rejects.toMatchObject(expected);
  });

  it.each(['http://1.1.1.1/', 'http://[2606:4700:4700::1111]/'])('is none in %s', async (url) => {
    await expect(httpClient().check(plain(url)).result).resolves.toBeUndefined();
  });

  it('is refused though the name of it was public when it was checked', async () => {
    const answers = ['93.184.216.34', '127.0.0.1'];
    const resolve = (_host: string, _options: object, done: (error: null, found: object[]) => void): void =>
      done(null, [{ address: answers.shift(), family: 4 }]);
    const policy = new Policy({}, resolve as typeof lookup);
    const request = plain('http://rebound.test/');
    await policy.check(new URL(request.url), request);
    const sent = new Sending(request, policy, new Connections(policy)).run();
    await expect(sent).rejects.toMatchObject({ kind: 'PERMISSION_DENIED' });
    expect(answers).toEqual([]);
  });

  it('is refused behind a redirect, and may be reached where an entry allows it', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) =>
      response.writeHead(302, { location: `${inside.replace('127.0.0.1', '127.0.0.2')}/` }).end(),
    );
    await expect(ask(plain(outside))).rejects.toMatchObject({ kind: 'PERMISSION_DENIED' });
    const network = { allowPrivate: ['127.0.0.1/32'] };
    expect(textOf(await ask(plain(inside), network))).toBe('secret');
    await expect(ask(plain('http://127.0.0.2:1/'), network)).rejects.toMatchObject({ kind: 'PERMISSION_DENIED' });
    expect(textOf(await ask(plain(inside.replace('127.0.0.1', 'localhost')), { allowPrivate: ['localhost'] }))).toBe(
      'secret',
    );
  });

  it('is what networks in options must be', () => {
    expect(() => httpClient({ allowPrivate: ['10.0.0.0/99'] })).toThrow('is no network');
  });
});

describe('a redirect', () => {
  it('takes along neither authorization nor cookies to another server, and both to the same', async () => {
    const seen: object[] = [];
    const note: RequestListener = (request, response) => {
      const { authorization, cookie, 'x-other': other } = request.headers;
      seen.push({ authorization, cookie, other });
      response.end('end');
    };
    const other = await serve(note);
    const first = await serve((request, response) => {
      if (request.url === '/there') return response.writeHead(307, { location: other }).end();
      if (request.url === '/here') return response.writeHead(307, { location: '/end' }).end();
      return note(request, response);
    });
    const headers = [
      ['Authorization', 'Basic x'],
      ['Cookie', 'a=b'],
      ['X-Other', 'kept'],
    ] as const;
    await ask(plain(`${first}/here`, { headers }));
    await ask(plain(`${first}/there`, { headers }));
    const user = await ask(plain(`${first.replace('//', '//ada:secret@')}/there`));
    expect(seen).toEqual([
      { authorization: 'Basic x', cookie: 'a=b', other: 'kept' },
      { authorization: undefined, cookie: undefined, other: 'kept' },
      { authorization: undefined, cookie: undefined, other: undefined },
    ]);
    expect(user.url).toBe(`${other}/`);
  });

  it('makes a GET of a POST where HTTP says so, keeps the body where not, and ends after ten', async () => {
    const url = await serve((request, response) => void answer(request, response));
    async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const [, status] = /^\/(\d+)$/.exec(request.url ?? '') ?? [];
      if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (status !== undefined) response.writeHead(Number(status), { location: '/end' }).end();
      else response.end(`${request.method} ${request.headers['content-type'] ?? '-'} ${await bodyOf(request)}`);
    }
    const post = (path: string): Partial<ClientRequest> & { url: string } => ({
      url: url + path,
      method: 'POST',
      headers: [['content-type', 'text/x']],
      body: Buffer.from('data'),
    });
    expect(textOf(await ask(plain('', post('/303'))))).toBe('GET - ');
    expect(textOf(await ask(plain('', post('/301'))))).toBe('GET - ');
    expect(textOf(await ask(plain('', post('/307'))))).toBe('POST text/x data');
    await expect(ask(plain(`${url}/loop`))).rejects.toMatchObject({ kind: 'INTERNAL', willRetry: false });
  });

  it('to another protocol is not followed', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(ask(plain(url))).rejects.toMatchObject({ kind: 'PERMISSION_DENIED' });
  });
});

describe('a request', () => {
  it('ends with the kind of what went wrong', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/large') response.end('x'.repeat(2000));
      else if (request.url === '/endless') response.write('x');
      else if (request.url === '/broken') request.socket.destroy();
    });
    const timeout = { kind: 'INTERNAL', willRetry: true, details: { timeout: true } };
    await expect(ask(plain(`${url}/silent`, { timeout: 100 }))).rejects.toMatchObject(timeout);
    await expect(ask(plain(`${url}/endless`, { timeout: 100 }))).rejects.toMatchObject(timeout);
    await expect(ask(plain(`${url}/broken`))).rejects.toMatchObject({ kind: 'INTERNAL', willRetry: true });
    await expect(ask(plain('http://127.0.0.1:1/'))).rejects.toMatchObject({ kind: 'INTERNAL', willRetry: true });
    await expect(ask(plain('http://no-such-name.invalid/'))).rejects.toMatchObject({
      kind: 'INTERNAL',
      willRetry: true,
    });
    await expect(ask(plain(`${url}/large`, { maxBody: 1999 }))).rejects.toMatchObject({
      kind: 'INTERNAL',
      willRetry: false,
    });
    await expect(ask(plain(`${url}/large`, { maxBody: 2000 }))).resolves.toMatchObject({ status: 200 });
    for (const bad of ['nonsense', 'ftp://a/', '//a/']) {
      await expect(ask(plain(bad))).rejects.toMatchObject({ kind: 'INVALID' });
    }
    await expect(ask(plain(url, { headers: [['a b', 'c']] }))).rejects.toMatchObject({ kind: 'INVALID' });
    await expect(ask(plain(url, { headers: [['a', 'c\r\nd: e']] }))).rejects.toMatchObject({ kind: 'INVALID' });
  });

  it('that is cancelled is CANCELED at once, and the server sees the end of the connection', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((request) => {
      closed = new Promise((done) => request.socket.once('close', done));
    });
    const sent = httpClient(LOCAL).request(plain(url));
    await vi.waitUntil(() => closed !== undefined);
    sent.cancel();
    await expect(sent.result).rejects.toMatchObject({ kind: 'CANCELED' });
    await closed;
  });

  it('goes over a socket, or without verification, only where that is allowed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'socket-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 's');
    await serve((_request, response) => response.end('by socket'), { path });
    const request = plain('http://anything/', { unixSocket: path });
    await expect(ask(request)).rejects.toMatchObject({ kind: 'PERMISSION_DENIED' });
    expect(textOf(await ask(request, { unixSockets: [path] }))).toBe('by socket');
    const insecure = plain('https://127.0.0.1:1/', { tls: { insecureSkipVerify: true } });
    await expect(ask(insecure)).rejects.toMatchObject({ kind: 'PERMISSION_DENIED' });
    await expect(ask(insecure, { ...LOCAL, insecureTls: true })).rejects.toMatchObject({ kind: 'INTERNAL' });
  });
});

describe('http_client in Lua', () => {
  it('sends forms with files, reads a stream piece by piece, and asks several at once', async () => {
    const url = await serve((request, response) => void answer(request, response));
    async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (request.url === '/form') response.end(`${request.headers['content-type']}\n${await bodyOf(request)}`);
      else if (request.url === '/stream') {
        for (const part of ['one', 'two', 'three']) response.write(part);
        response.end();
      } else response.end(request.url);
    }
    const form = (await run(`return http_client.post("${url}/form", {
      form = { title = "T" }, files = { { name = "f", filename = "a.txt", content = "abc", content_type = "text/x" } } }).body`)) as string;
    expect(form).toMatch(/^multipart\/form-data; boundary=/);
    expect(form).toContain('name="title"\r\n\r\nT\r\n');
    expect(form).toMatch(/name="f"; filename="a\.txt"\r\nContent-Type: text\/x\r\n\r\nabc\r\n/);
    expect(
      await run(`local stream = http_client.get("${url}/stream", { stream = true }).stream
        local all = ""
        for part in function() return stream:read(2) end do assert(#part <= 2) all = all .. part end
        return all`),
    ).toBe('onetwothree');
    expect(
      await run(`local list = {}
        for i = 1, 20 do list[i] = { "GET", "${url}/" .. i } end
        local found, errs = http_client.request_batch(list)
        return { found[1].body, found[20].body, #found, errs == nil }`),
    ).toEqual(['/1', '/20', 20, true]);
  });

  it('sends nothing of a batch of which one may not be sent', async () => {
    let count = 0;
    const url = await serve((_request, response) => {
      count += 1;
      response.end();
    });
    const kind = await run(
      `local _, err = http_client.request_batch({ { "GET", "${url}" }, { "GET", "http://10.0.0.1/" } }) return err:kind()`,
    );
    expect([kind, count]).toEqual(['PERMISSION_DENIED', 0]);
  });
});
