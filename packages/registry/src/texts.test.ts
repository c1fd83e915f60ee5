import { expect, it } from 'vitest';
import { loadProject } from './load.js';
import { checkTexts } from './texts.js';
import { index, writeProject } from './testing/temp-project.js';

const FILES = {
  '_index.yaml': index('  - { name: order, kind: workflow.lua, source: file://lua/order.lua }'),
  'lua/order.lua': 'return { main = function() return 1 end }',
  'parcels/_index.yaml': index('  - { name: ship, kind: function.lua, source: file://../lua/order.lua }').replace(
    'namespace: app',
    'namespace: parcels',
  ),
};

it('files in memory are the project that they are in a folder', async () => {
  const { project, findings } = await checkTexts(FILES);
  expect(findings.map(({ code }) => code)).toEqual(['W-UNBOUND']);
  const root = await writeProject(FILES);
  const inFolder = await loadProject(root);
  const from = (text: string, folder: string) => JSON.parse(text.replaceAll(JSON.stringify(folder).slice(1, -1), ''));
  expect(from(JSON.stringify([...(project?.entries ?? [])]), '')).toEqual(
    from(JSON.stringify([...inFolder.entries]), root),
  );
});

it('what a field names and is not among them is found with its place', async () => {
  const { project, findings } = await checkTexts({
    ...FILES,
    'lua/order.lua': 'return {',
    '_index.yaml': FILES['_index.yaml'].replace('order.lua', 'odrer.lua'),
  });
  expect(project).toBeUndefined();
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'E-SOURCE', file: '_index.yaml', line: 4, message: 'file lua/odrer.lua cannot be read: it does not exist' },
    { code: 'E-LUA', file: 'parcels/_index.yaml', message: 'lua/order.lua:1: unexpected symbol near <eof>' },
  ]);
});

it('of the environment it sees what it is given', async () => {
  process.env['TEXTS_TEST'] = 'of the process';
  const files = {
    '_index.yaml': index(
      '  - { name: w, kind: temporal.worker, client: tc, task_queue: "${env:TEXTS_TEST}" }',
      '  - { name: tc, kind: temporal.client, address: "localhost:7233" }',
    ),
  };
  expect((await checkTexts(files)).project).toBeUndefined();
  const { project } = await checkTexts(files, { env: { TEXTS_TEST: 'given' } });
  expect(project?.workers[0]?.taskQueue).toBe('given');
});
