import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFinding } from './findings.js';
import { checkProject, loadProject } from './load.js';
import { codesOf } from './testing/cases.js';
import { CLIENT, index, writeProject } from './testing/temp-project.js';

describe('the files of a project', () => {
  it('are the YAML files with entries; others are let be, whatever is in them', async () => {
    const files = {
      '_index.yaml': index(CLIENT),
      'deploy.yaml': 'apiVersion: v1\nkind: Pod\n---\nkind: Pod\n',
      'notes.yml': 'a: [\n',
      'values.yaml': 'namespace: production\nreplicas: 2\n',
      'node_modules/x/_index.yaml': 'nonsense',
      '.cache/_index.yaml': 'nonsense',
    };
    expect(await codesOf(files)).toEqual([]);
  });

  it('must be UTF-8, Lua files too', async () => {
    const root = await writeProject({
      '_index.yaml': index('  - { name: l, kind: library.lua, source: "file://l.lua" }'),
      'l.lua': new Uint8Array([0x72, 0xff, 0x0a]),
      'b/_index.yaml': new Uint8Array([0xff, 0xfe]),
    });
    const { findings } = await checkProject(root);
    expect(findings.map(({ code, message }) => `${code} ${message.includes('UTF-8')}`)).toEqual([
      'E-SOURCE true',
      'E-YAML true',
    ]);
  });

  it('may be links, also to folders that hold the link', async () => {
    const root = await writeProject({ 'a/_index.yaml': index(CLIENT) });
    await symlink(root, join(root, 'a', 'again'));
    expect((await loadProject(root)).clients).toHaveLength(1);
  });

  it('must exist', async () => {
    const root = await writeProject({});
    const { findings } = await checkProject(join(root, 'nowhere'));
    expect(findings.map(formatFinding)).toEqual([
      `.:1:1: folder ${join(root, 'nowhere')} cannot be read: it does not exist [E-SOURCE]`,
    ]);
    await mkdir(join(root, 'empty'));
    expect((await checkProject(join(root, 'empty'))).findings.map(({ code }) => code)).toEqual(['E-ENTRIES']);
  });
});
