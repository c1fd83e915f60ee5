import { describe, expect, it } from 'vitest';
import { outsideHttp } from '@durable-lua/determinism/host';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { answersRequest, fakeExchange } from './fake-exchange.fixture.js';
import { http } from './index.js';

testModule(
  http,
  {
    files: new URL('..', import.meta.url),
    interceptors: [answersRequest],
    samples: {
      'http.Response:set_status': ['200'],
      'http.Response:status': ['200'],
      'http.Response:set_header': ['"X-A"', '"b"'],
      'http.Response:header': ['"X-A"', '"b"'],
      'http.Response:set_transfer': ['"sse"'],
      'http.Response:write_event': ['{ name = "tick", data = 1 }'],
    },
    instances: {
      'http.Request': 'm.request()',
      'http.Response': 'm.response()',
      'http.Stream': 'm.request():stream()',
      'http.File': 'm.request():parse_multipart().files.photo[1]',
    },
  },
  { describe, it },
);

async function run(lua: string) {
  const exchange = fakeExchange();
  const host = { name: 'a test', capabilities: { http: { exchange: () => exchange } } };
  const source = `local res, req = http.response(), http.request() ${lua}`;
  const returned = await createLua({ modules: [http], host }).run({ source, name: 'test.lua' });
  return { returned, sent: exchange.sent };
}

describe('http in Lua', () => {
  it('is refused where no request is answered', async () => {
    const host = { name: 'a test', capabilities: { http: outsideHttp } };
    const source =
      'local v, e = http.request() local w, f = http.response() return { v == nil, e:kind(), w == nil, f:kind() }';
    expect(await createLua({ modules: [http], host }).run(source)).toEqual([true, 'INTERNAL', true, 'INTERNAL']);
  });

  it('both styles send the same', async () => {
    const docs = await run('res:set_status(201) res:set_header("X-A", "b") res:write_json({ a = {} })');
    const seed = await run('res:status(201):header("X-A", "b"):json({ a = {} })');
    const expected = {
      status: 201,
      headers: new Map([
        ['x-a', 'b'],
        ['content-type', 'application/json'],
      ]),
      body: '{"a":[]}',
    };
    expect(docs.sent).toMatchObject({ ...expected, ended: false });
    expect(seed.sent).toMatchObject({ ...expected, ended: true });
  });

  it('events carry a name and JSON, and switch the response over', async () => {
    const { sent } = await run('res:write_event{ name = "tick", data = { text = "a\\nb" } }');
    expect(sent.headers.get('content-type')).toBe('text/event-stream');
    expect(sent.body).toBe('event: tick\ndata: {"text":"a\\nb"}\n\n');
  });
});
