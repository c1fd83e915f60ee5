import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createRuntime, type Runtime, type RuntimeOptions } from '../index.js';

export interface HttpAppOptions {
  /** Body of a Lua function by `METHOD /path`; the function is `handler`, its modules are http, time, errors, json, funcs and ctx. */
  readonly routes?: Readonly<Record<string, string>>;
  /** Fields of the service beside its address, as YAML. */
  readonly service?: string;
  /** More entries, as YAML. */
  readonly entries?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly runtime?: Partial<RuntimeOptions>;
}

export interface HttpApp {
  readonly runtime: Runtime;
  readonly url: string;
  readonly folder: string;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Sends bytes as they are; ends with all that came back when the server closes, or after `ms`. */
  raw(text: string, ms?: number): Promise<string>;
}

const MODULES = '[http, time, errors, json, funcs, ctx]';

/** A project with one HTTP service on a free port, whose routes are answered by Lua, without a Temporal server. */
export async function httpApp(options: HttpAppOptions): Promise<HttpApp> {
  const { routes = {}, service = '', entries = [], files = {}, runtime: more } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-http-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines = [
    'version: "1.0"',
    'namespace: app',
    'entries:',
    `  - { name: web, kind: http.service, addr: "127.0.0.1:0", lifecycle: { auto_start: true, stop_timeout: 300ms }${service && `, ${service}`} }`,
    '  - { name: api, kind: http.router, meta: { server: web } }',
    ...Object.keys(routes).flatMap((route, index) => {
      const [method, at] = route.split(' ') as [string, string];
      return [
        `  - { name: f${index}, kind: function.lua, source: "file://f${index}.lua", modules: ${MODULES} }`,
        `  - { name: e${index}, kind: http.endpoint, meta: { router: api }, method: ${method}, path: "${at}", func: f${index} }`,
      ];
    }),
    ...entries,
  ];
  const sources = Object.values(routes).map((body, index) => [
    `f${index}.lua`,
    `local function main()\n${body}\nend\nreturn { main = main }\n`,
  ]);
  const all: Record<string, string> = { ...Object.fromEntries(sources), ...files, '_index.yaml': lines.join('\n') };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const runtime = await createRuntime({ project: folder, ...more });
  onTestFinished(() => runtime.shutdown());
  await runtime.start();
  const url = runtime.urls()['app:web'] as string;
  return {
    runtime,
    url,
    folder,
    get: (at, init) => fetch(url + at, init),
    raw: (text, ms = 5000) => exchangeBytes(Number(new URL(url).port), text, ms),
  };
}

function exchangeBytes(port: number, text: string, ms: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let got = '';
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => (got += part));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(got);
    });
  });
}

/** Status and JSON of a response. */
export const statusAndJson = async (response: Response) => ({
  status: response.status,
  body: await response.json(),
});

/** What the server says by itself, or of an error. */
export const refusal = (status: number, kind: string) => ({
  status,
  body: { error: { kind, message: expect.any(String) as unknown } },
});
