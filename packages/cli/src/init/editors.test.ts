import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node.js';
import { run } from '../testing/command-line.js';

/** The server that editors have for YAML, started as they start it, for a project that init has made. */
let server: MessageConnection;
let root: string;
let child: ReturnType<typeof spawnServer>;

function spawnServer() {
  const require = createRequire(import.meta.url);
  const bin = path.join(path.dirname(require.resolve('yaml-language-server/package.json')), 'bin/yaml-language-server');
  return spawn(process.execPath, [bin, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
}

interface Item {
  readonly label: string;
}
interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
  expect(await run(['init', root])).toMatchObject({ exitCode: 0 });
  child = spawnServer();
  server = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const settings = { yaml: { schemaStore: { enable: false }, completion: true, hover: true, validate: true } };
  server.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => (section === 'yaml' ? settings.yaml : {})),
  );
  server.onRequest('client/registerCapability', () => null);
  server.listen();
  const folder = pathToFileURL(root).href;
  await server.sendRequest('initialize', {
    processId: process.pid,
    rootUri: folder,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: {}, hover: {}, publishDiagnostics: {} },
    },
    workspaceFolders: [{ uri: folder, name: 'x' }],
  });
  await server.sendNotification('initialized', {});
  await server.sendNotification('workspace/didChangeConfiguration', { settings });
}, 60_000);

afterAll(() => {
  server.dispose();
  child.kill();
  rmSync(root, { recursive: true, force: true });
});

/** Opens `_index.yaml` with more entries, `|` where the cursor is. */
async function edit(name: string, more: string) {
  const marked = `${readFileSync(path.join(root, '_index.yaml'), 'utf8')}${more}`;
  const at = marked.indexOf('|');
  const before = marked.slice(0, at === -1 ? marked.length : at).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const uri = pathToFileURL(path.join(root, name)).href;
  const diagnostics = new Promise<readonly Diagnostic[]>((resolve) =>
    server.onNotification('textDocument/publishDiagnostics', (told: { uri: string; diagnostics: Diagnostic[] }) => {
      if (told.uri === uri) resolve(told.diagnostics);
    }),
  );
  const text = marked.replace('|', '');
  await server.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  const place = { textDocument: { uri }, position };
  return { text, place, diagnostics };
}

async function completions(name: string, more: string): Promise<string[]> {
  const { place } = await edit(name, more);
  const found = await server.sendRequest<Item[] | { items: Item[] }>('textDocument/completion', place);
  return (Array.isArray(found) ? found : found.items).map(({ label }) => label);
}

it('an editor completes kinds, fields and modules of _index.yaml', async () => {
  expect(await completions('_index.yaml', '  - name: x\n    kind: |')).toEqual(
    expect.arrayContaining(['workflow.lua', 'function.lua', 'store.sqlite']),
  );
  expect(await completions('one.yaml', '  - name: x\n    kind: temporal.worker\n    |')).toEqual(
    expect.arrayContaining(['client', 'task_queue', 'worker_options']),
  );
  expect(
    await completions('two.yaml', '  - name: x\n    kind: function.lua\n    source: file://x.lua\n    modules: [|]'),
  ).toEqual(expect.arrayContaining(['json', 'http_client']));
}, 60_000);

it('it says what a field means, and shows what is wrong', async () => {
  const { place } = await edit(
    'three.yaml',
    '  - name: x\n    kind: temporal.worker\n    task_q|ueue: app\n    client: temporal\n',
  );
  const hover = await server.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', place);
  expect(hover?.contents.value).toMatch(/queue/i);

  const right = await edit('four.yaml', '');
  expect(await right.diagnostics).toEqual([]);
  const wrong = await edit('five.yaml', '  - name: x\n    kind: workflow.loa\n    source: file://x.lua\n');
  const line = wrong.text.split('\n').findIndex((text) => text.includes('workflow.loa'));
  const found = await wrong.diagnostics;
  expect(found.length).toBeGreaterThan(0);
  expect(found.map(({ range }) => range.start.line)).toContain(line);
}, 60_000);
