import { symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpApp, refusal, statusAndJson as json } from './testing/http-app.js';

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
