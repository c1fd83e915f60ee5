import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { temporal } from '@temporalio/proto';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createRuntime, type Runtime } from './index.js';
import { Authority, type Certificate } from './testing/certificates.js';
import { openGate, type Gate, type GateOptions } from './testing/gate.js';
import { lines, untilLogged } from './testing/logs.js';

const address = inject('temporalAddress');
let own: Authority;
let server: Certificate;
let client: Certificate;
let stranger: Certificate;
let strange: Authority;

beforeAll(async () => {
  [own, strange] = await Promise.all([Authority.create(), Authority.create('another authority')]);
  [server, client, stranger] = await Promise.all([
    own.sign('a server', ['localhost', '127.0.0.1']),
    own.sign('a client'),
    strange.sign('a stranger'),
  ]);
});

async function gate(options: GateOptions = {}): Promise<Gate> {
  const opened = await openGate(address, options);
  onTestFinished(() => opened.close());
  return opened;
}

/** Lets in those with a certificate of our authority. */
const withCertificates = () => gate({ tls: { ...server, ca: own.cert, requestCert: true, rejectUnauthorized: true } });

const withKey: GateOptions['lets'] = ({ authorization }) => authorization === 'Bearer right';

const said = () => lines.map(({ message }) => message);

/** The SDK's logger is a little late. */
const untilSaid = (message: string) => expect.poll(said).toContain(message);

/** A project whose only client has these fields, in a folder with these files. */
async function project(port: number, fields: string, files: Record<string, string> = {}, worker = '') {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-connections-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const yaml = `namespace: app
entries:
  - { name: tc, kind: temporal.client, address: "localhost:${port}", ${fields} }
  - { name: w, kind: temporal.worker, client: tc, task_queue: "test-${randomUUID()}", ${worker} lifecycle: { auto_start: true } }
  - name: twice
    kind: function.lua
    meta: { temporal: { activity: { worker: w } } }
    source: |
      return function(n) return 2 * n end
  - name: send
    kind: function.lua
    source: |
      return function()
        local _, err = process.send("some-workflow", "hello")
        return { kind = err:kind(), retryable = err:retryable(), message = err:message() }
      end
  - name: hear
    kind: workflow.lua
    meta: { temporal: { workflow: { worker: w } } }
    source: |
      return function()
        local heard = {}
        repeat
          local topic = process.inbox():receive():topic()
          heard[topic] = (heard[topic] or 0) + 1
        until topic == "end"
        return heard
      end
  - name: main
    kind: workflow.lua
    modules: [funcs]
    meta: { temporal: { workflow: { worker: w } } }
    source: |
      return function(n) return funcs.call("app:twice", n) end
`;
  const all = Object.entries({ ...files, '_index.yaml': yaml });
  await Promise.all(all.map(([name, text]) => writeFile(path.join(folder, name), text)));
  const runtime = await createRuntime({ project: folder, address: `localhost:${port}` });
  onTestFinished(() => runtime.shutdown());
  return { folder, runtime };
}

const twice = async (runtime: Runtime, n: number) => (await runtime.spawn('app:main', 'app:w', n)).result();

async function works(given: Promise<{ readonly runtime: Runtime }>): Promise<void> {
  const { runtime } = await given;
  await runtime.start();
  expect(await twice(runtime, 21)).toBe(42);
}

/** What the start says, without the reason in brackets. */
async function refusal(given: Promise<{ readonly runtime: Runtime }>): Promise<{ kind: string; message: string }> {
  const { runtime } = await given;
  const error = (await runtime.start().catch((thrown: unknown) => thrown)) as { kind: string; message: string };
  expect(error.message).not.toContain('\n');
  return { kind: error.kind, message: error.message.replace(/ \(.*\): /, ': ').replaceAll(/localhost:\d+/g, 'SERVER') };
}

const ENTRY = '_index.yaml:3: app:tc: ';

describe('auth type none', () => {
  it('works', async () => {
    const { port } = await gate();
    await works(project(port, 'auth: { type: none }'));
  });

  it('a server that asks for a key says what to give', async () => {
    const { port } = await gate({ lets: withKey });
    expect(await refusal(project(port, 'namespace: default'))).toEqual({
      kind: 'PERMISSION_DENIED',
      message: `${ENTRY}SERVER asks who it is: give auth: { type: api_key, … } or { type: mtls, … }`,
    });
  });

  it('a server that speaks TLS, that never answers, and that is not there', async () => {
    const { port } = await gate({ tls: server });
    expect(await refusal(project(port, 'namespace: default'))).toEqual({
      kind: 'UNAVAILABLE',
      message: `${ENTRY}SERVER closes the connection: if it speaks TLS, write tls: { enabled: true }`,
    });
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const none = `${ENTRY}no Temporal server at SERVER: start one (durable-lua dev, or temporal server start-dev) or set TEMPORAL_ADDRESS`;
    const { port: silentPort } = silent.address() as { port: number };
    expect(await refusal(project(silentPort, 'connection_timeout: 200ms'))).toEqual({
      kind: 'UNAVAILABLE',
      message: none,
    });
    expect(await refusal(project(1, 'namespace: default'))).toEqual({ kind: 'UNAVAILABLE', message: none });
    const { runtime } = await project(1, 'namespace: default');
    await expect(runtime.start()).rejects.toThrow(/ at localhost:1 \([^()"{]*refused[^()"{]*\): start one/);
  });
});

describe('auth type api_key', () => {
  it('works with a key in place and from a file, over TLS as over an open connection', async () => {
    const { port } = await gate({ lets: withKey });
    await works(project(port, 'auth: { type: api_key, api_key: right }, tls: { enabled: false }'));
    const secure = await gate({ tls: server, lets: withKey });
    const fields = 'auth: { type: api_key, api_key_file: key.txt }, tls: { ca_file: ca.pem }';
    await works(project(secure.port, fields, { 'key.txt': 'right\n', 'ca.pem': own.cert }));
  });

  it('a wrong key is refused by name, and is not shown', async () => {
    const { port } = await gate({ lets: withKey });
    const remedy = 'give one that is valid for this server and namespace';
    expect(
      await refusal(project(port, 'auth: { type: api_key, api_key: wrong-one }, tls: { enabled: false }')),
    ).toEqual({
      kind: 'PERMISSION_DENIED',
      message: `${ENTRY}SERVER refuses the API key of auth.api_key: ${remedy}`,
    });
    const given = project(port, 'auth: { type: api_key, api_key_file: key.txt }, tls: { enabled: false }', {
      'key.txt': 'wrong-one',
    });
    const { folder } = await given;
    expect(await refusal(given)).toEqual({
      kind: 'PERMISSION_DENIED',
      message: `${ENTRY}SERVER refuses the API key of auth.api_key_file ${path.join(folder, 'key.txt')}: ${remedy}`,
    });
  });

  it('a key file is read again when it changes; one that is empty changes nothing', async () => {
    const used = new Set<string | undefined>();
    const valid = new Set(['Bearer first']);
    const { port } = await gate({
      seen: (_, __, { authorization }) => void used.add(authorization),
      lets: ({ authorization = '' }) => valid.has(authorization),
    });
    const given = await project(port, 'auth: { type: api_key, api_key_file: key.txt }, tls: { enabled: false }', {
      'key.txt': 'first',
    });
    const file = path.join(given.folder, 'key.txt');
    await given.runtime.start();
    await writeFile(file, '');
    await untilLogged(`app:tc: auth.api_key_file ${file} gives no API key (it is empty): the old one stays in use`);
    expect(await twice(given.runtime, 1)).toBe(2);
    // As keys are renewed: for a while both are valid.
    valid.add('Bearer second');
    await writeFile(file, 'second\n');
    await expect.poll(() => used.has('Bearer second') || twice(given.runtime, 2), { timeout: 10_000 }).toBe(true);
    valid.delete('Bearer first');
    expect(await twice(given.runtime, 3)).toBe(6);
    await untilSaid(`app:tc: the API key of auth.api_key_file ${file} has changed and is used from now on`);
    expect(said().join('\n')).not.toContain('second');
  });
});

describe('TLS with an authority of one’s own', () => {
  it('works, under the name of the address or another of the certificate', async () => {
    const { port } = await gate({ tls: server });
    await works(project(port, 'tls: { enabled: true, ca_file: ca.pem }', { 'ca.pem': own.cert }));
    const named = await gate({ tls: await own.sign('elsewhere', ['temporal.example']) });
    const fields = 'tls: { enabled: true, ca_file: ca.pem, server_name: temporal.example }';
    await works(project(named.port, fields, { 'ca.pem': own.cert }));
  });

  const files = () => ({ 'ca.pem': own.cert, 'other.pem': strange.cert });
  it.each([
    [
      'tls: { enabled: true }',
      'the certificate of SERVER is not signed by an authority that this machine trusts: give tls.ca_file, the certificate of its authority',
    ],
    [
      'tls: { enabled: true, ca_file: other.pem }',
      'the certificate of SERVER is not signed by tls.ca_file other.pem: give the certificate of its authority',
    ],
    [
      'tls: { enabled: true, ca_file: ca.pem, server_name: temporal.example }',
      'the certificate of SERVER is for another name, and tls.server_name is temporal.example: write one of its names as tls.server_name',
    ],
  ])('%s is refused with a line', async (fields, message) => {
    const { port } = await gate({ tls: server });
    expect(await refusal(project(port, fields, files()))).toEqual({ kind: 'INVALID', message: ENTRY + message });
  });

  it('a server without TLS is named', async () => {
    const { port } = await gate();
    expect(await refusal(project(port, 'tls: { enabled: true, ca_file: ca.pem }', files()))).toEqual({
      kind: 'INVALID',
      message: `${ENTRY}SERVER does not speak TLS, which tls asks for: write tls: { enabled: false }, or give the address of the server with TLS`,
    });
  });
});

describe('auth type mtls', () => {
  const files = () => ({
    'ca.pem': own.cert,
    'client.pem': client.cert,
    'client.key': client.key,
    'stranger.pem': stranger.cert,
    'stranger.key': stranger.key,
    'none.pem': 'nothing',
  });
  const fields = (certificate: string, key: string) =>
    `auth: { type: mtls, cert_file: ${certificate}, key_file: ${key} }, tls: { ca_file: ca.pem }`;

  it('works', async () => {
    const { port } = await withCertificates();
    await works(project(port, fields('client.pem', 'client.key'), files()));
  });

  it.each([
    [
      'stranger.pem',
      'stranger.key',
      'PERMISSION_DENIED',
      'SERVER refuses auth.cert_file stranger.pem: give a certificate whose authority it trusts, and which is valid now',
    ],
    [
      'client.pem',
      'stranger.key',
      'INVALID',
      'auth.key_file stranger.key is not the key of auth.cert_file client.pem: give those that belong together',
    ],
    [
      'none.pem',
      'client.key',
      'INVALID',
      'auth.cert_file none.pem holds no certificate: give a PEM file that begins with BEGIN CERTIFICATE',
    ],
    [
      'client.pem',
      'none.pem',
      'INVALID',
      'auth.key_file none.pem holds no private key: give an unencrypted PEM file that begins with BEGIN PRIVATE KEY',
    ],
  ])('%s with %s is refused with a line', async (certificate, key, kind, message) => {
    const { port } = await withCertificates();
    expect(await refusal(project(port, fields(certificate, key), files()))).toEqual({ kind, message: ENTRY + message });
  });

  it('who gives none is told so', async () => {
    const { port } = await withCertificates();
    expect(await refusal(project(port, 'tls: { enabled: true, ca_file: ca.pem }', files()))).toEqual({
      kind: 'PERMISSION_DENIED',
      message: `${ENTRY}SERVER closes the connection after the TLS handshake: if it asks for a certificate, write auth: { type: mtls, cert_file: …, key_file: … }`,
    });
  });
});

it('what a server forbids is PERMISSION_DENIED with its words, to TypeScript and to Lua', async () => {
  const { port } = await gate({ bars: (method) => /\/(SignalWorkflowExecution|StartWorkflowExecution)$/.test(method) });
  const { runtime } = await project(port, 'namespace: default');
  await runtime.start();
  const denied = { kind: 'PERMISSION_DENIED', retryable: false, message: 'Not yours to ask.' };
  await expect(runtime.spawn('app:main', 'app:w', 1)).rejects.toMatchObject(denied);
  await expect(runtime.send('some-workflow', 'hello')).rejects.toMatchObject(denied);
  expect(await runtime.call('app:send')).toEqual(denied);
});

it('a message is sent until the server has it, and arrives once', async () => {
  const SIGNAL = /\/SignalWorkflowExecution$/;
  // Longer than the connection itself tries.
  const lost = Date.now() + 14_000;
  const { port } = await gate({ loses: (method) => SIGNAL.test(method) && Date.now() < lost });
  const { runtime } = await project(port, 'namespace: default');
  await runtime.start();
  const run = await runtime.spawn('app:hear', 'app:w');
  await Promise.all([runtime.send(run.pid, 'a', 1), run.send('b', 2)]);
  expect(Date.now()).toBeGreaterThan(lost);
  await run.send('end');
  expect(await run.result()).toEqual({ a: 1, b: 1, end: 1 });
}, 60_000);

it('a health check marks a client whose server does not answer, and its workers go on', async () => {
  const opened = await gate();
  const { runtime } = await project(opened.port, 'health_check: { enabled: true, interval: 50ms }');
  await runtime.start();
  expect(runtime.health()).toEqual({ 'app:tc': { degraded: false } });
  opened.isOpen = false;
  await untilLogged('app:tc: the Temporal server fails its health check: ');
  expect(runtime.health()).toEqual({ 'app:tc': { degraded: true, reason: expect.stringContaining('closed') } });
  opened.isOpen = true;
  await expect.poll(() => runtime.health()['app:tc']?.degraded, { timeout: 15_000 }).toBe(false);
  await untilSaid('app:tc: the Temporal server answers again');
  expect(await twice(runtime, 4)).toBe(8);
});

const { RespondWorkflowTaskCompletedRequest } = temporal.api.workflowservice.v1;

it.each([
  ['', true],
  ['worker_options: { disable_eager_activities: true },', false],
])('with "%s" the worker asks for eager activities: %s', async (worker, expected) => {
  const asked: (boolean | null | undefined)[] = [];
  const { port } = await gate({
    seen: (method, message) => {
      if (!method.endsWith('/RespondWorkflowTaskCompleted')) return;
      // One message: a byte that says whether it is compressed, four for its length, and itself.
      const body = message[0] === 1 ? gunzipSync(message.subarray(5)) : message.subarray(5);
      for (const { scheduleActivityTaskCommandAttributes: schedule } of RespondWorkflowTaskCompletedRequest.decode(body)
        .commands ?? []) {
        if (schedule) asked.push(schedule.requestEagerExecution);
      }
    },
  });
  const { runtime } = await project(port, 'namespace: default', {}, worker);
  await runtime.start();
  expect(await twice(runtime, 5)).toBe(10);
  expect(asked).toEqual([expected]);
});
