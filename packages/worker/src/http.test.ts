import { describe, expect, it } from 'vitest';
import { httpApp, statusAndJson as json } from './testing/http-app.js';

const answer = async (response: Response) => ({ status: response.status, body: await response.text() });

describe('what a handler returns', () => {
  it.each([
    ['the response itself', 'return http.response():status(202):json({ a = 1 })', 202, { a: 1 }],
    ['a value', 'return { list = {}, n = 2.0 }', 200, { list: [], n: 2 }],
    ['a text', 'return "hello"', 200, 'hello'],
    ['false', 'return false', 200, false],
    ['a value after a status', 'http.response():set_status(201) return { a = 1 }', 201, { a: 1 }],
    [
      'an error',
      'return nil, errors.new{ message = "no order", kind = errors.NOT_FOUND }',
      404,
      { error: { kind: 'NOT_FOUND', message: 'no order' } },
    ],
    [
      'an error of a kind of its own',
      'return nil, errors.new{ message = "declined", kind = "PAYMENT_DECLINED" }',
      500,
      { error: { kind: 'PAYMENT_DECLINED', message: 'declined' } },
    ],
    ['a text as error', 'return nil, "out of order"', 500, { error: { kind: 'INTERNAL', message: 'out of order' } }],
    ['nothing', '', 500, { error: { kind: 'INTERNAL', message: 'no response sent' } }],
    ['an error that is raised', 'error("secret")', 500, { error: { kind: 'INTERNAL', message: 'internal error' } }],
    ['an index of nil', 'local t = nil; return t.x', 500, { error: { kind: 'INTERNAL', message: 'internal error' } }],
    [
      'an error object that is raised',
      'error(errors.new{ message = "busy", kind = errors.RATE_LIMITED })',
      429,
      { error: { kind: 'RATE_LIMITED', message: 'busy' } },
    ],
  ])('%s', async (_what, lua, status, body) => {
    const app = await httpApp({ routes: { 'GET /': lua } });
    expect(await json(await app.get('/'))).toEqual({ status, body });
  });

  it('a status alone is a response without a body', async () => {
    const app = await httpApp({
      routes: {
        'GET /docs': 'http.response():set_status(204)',
        'GET /seed': 'return http.response():status(403)',
        'GET /bare': 'return http.response()',
      },
    });
    expect(await answer(await app.get('/docs'))).toEqual({ status: 204, body: '' });
    expect(await answer(await app.get('/seed'))).toEqual({ status: 403, body: '' });
    expect(await answer(await app.get('/bare'))).toEqual({ status: 200, body: '' });
  });

  it('a response that was written is left alone, whatever is returned', async () => {
    const app = await httpApp({
      routes: {
        'GET /error': 'http.response():write("partial") http.response():status(200)',
        'GET /value': 'local res = http.response() res:write("all") return { more = true }',
        'GET /returned': 'http.response():json({ first = true }) return nil, "late"',
      },
    });
    expect((await answer(await app.get('/value'))).body).toBe('all');
    expect((await answer(await app.get('/returned'))).body).toBe('{"first":true}');
    // A response that breaks off does not look like a complete one.
    await expect(app.get('/error').then((response) => response.text())).rejects.toThrow();
  });
});
