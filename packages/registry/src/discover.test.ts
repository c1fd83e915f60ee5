import { execFileSync } from 'node:child_process';
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

  const LINKED = index('  - { name: l, kind: library.lua, source: "file://sub/l.lua" }');

  it.each<[string, string, string, string?, string?]>([
    ['a link to a file', 'l.lua', 'sub/l.lua'],
    ['a link to a folder', '.', 'sub'],
    ['a link to a link', 'l.lua', 'here.lua', 'here.lua', 'sub/l.lua'],
  ])('may not be reached by %s outside of the source root', async (_, target, at, next, end) => {
    const outside = await writeProject({ 'l.lua': 'return { secret = true }' });
    const root = await writeProject({ '_index.yaml': LINKED, ...(at === 'sub' ? {} : { 'sub/x.lua': '' }) });
    await symlink(join(outside, target), join(root, at));
    if (next !== undefined && end !== undefined) await symlink(join(root, next), join(root, end));
    const { findings } = await checkProject(root);
    const told = findings.filter(({ severity }) => severity === 'error').map(formatFinding);
    expect(told).toEqual([
      expect.stringMatching(
        /^_index\.yaml:4:.*: app:l: source: file .* is a link to .*l\.lua, outside the source root/,
      ),
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  it('may be reached by links inside of it, also where the root is one', async () => {
    const root = await writeProject({ 'app/_index.yaml': LINKED, 'app/real/l.lua': 'return {}' });
    await symlink(join(root, 'app', 'real'), join(root, 'app', 'sub'));
    await symlink(join(root, 'app'), join(root, 'link'));
    const { libraries } = await loadProject(join(root, 'link'));
    expect(libraries.map(({ source }) => source.chunkName)).toEqual(['sub/l.lua']);
  });

  it('with entries outside of the source root are not read, and that is said', async () => {
    const outside = await writeProject({ '_index.yaml': index('  - { name: x, kind: nothing }'), 'x.yaml': '' });
    const root = await writeProject({ '_index.yaml': index(CLIENT), 'b/x.lua': '' });
    await symlink(outside, join(root, 'a'));
    await symlink(join(outside, 'x.yaml'), join(root, 'other.yaml'));
    const { warnings } = await loadProject(root);
    expect(warnings.map(formatFinding)).toEqual([
      expect.stringMatching(/^a:1:1: it is a link to .*, outside the source root .* \[W-UNSUPPORTED\]$/),
    ]);
    await symlink(join(outside, '_index.yaml'), join(root, 'b', '_index.yaml'));
    expect((await checkProject(root)).findings.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'W-UNSUPPORTED a',
      'E-SOURCE b/_index.yaml',
    ]);
  });

  it.each(['file:///etc/passwd', 'file://../../etc/passwd', 'file://sub/../../x.lua', 'file://.', 'file://sub/..'])(
    'are below the source root: %s is not',
    async (source) => {
      const root = await writeProject({
        '_index.yaml': index(`  - { name: l, kind: library.lua, source: "${source}" }`),
      });
      expect((await checkProject(root)).findings.map(formatFinding)).toEqual([
        expect.stringContaining('lies outside the source root') as string,
      ]);
    },
  );

  it('have names that can be shown, in a project and in what is said of it', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        '  - { name: l, kind: library.lua, source: "file://a\\0b.lua" }',
        '  - { name: "x\\e[2Jy", kind: a }',
      ),
      'b\u202e/_index.yaml': index('  - { name: l2, kind: library.lua, source: return 1 }'),
    });
    expect((await checkProject(root)).findings.map(formatFinding)).toEqual([
      expect.stringContaining('"a\\u0000b.lua" has a control or bidirectional character'),
      expect.stringContaining('found "x\\u001b[2Jy"'),
      expect.stringContaining('unknown kind'),
      expect.stringContaining('b\\u{202e}/_index.yaml:1:1: its path has a control'),
    ] as string[]);
  });

  it('are called as they are written, also where case makes no difference; entries differ by case alone', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        '  - { name: l, kind: library.lua, source: "file://order.lua" }',
        '  - { name: L, kind: library.lua, source: "file://Order.lua" }',
      ),
      'Order.lua': 'return {}',
    });
    expect((await checkProject(root)).findings.map(formatFinding)).toEqual([
      expect.stringMatching(
        /app:l: source: file .*order\.lua is called "Order\.lua" on disk: write it so, with the same/,
      ),
    ]);
  });

  it('are files: a pipe is not waited for, and a giant is not read', async () => {
    const root = await writeProject({
      '_index.yaml': index('  - { name: l, kind: library.lua, source: "file://l.lua" }'),
      'large.yaml': new Uint8Array(17 * 1024 * 1024),
    });
    const pipe = process.platform === 'win32' ? mkdir : async (path: string) => execFileSync('mkfifo', [path]);
    await pipe(join(root, 'l.lua'));
    await mkdir(join(root, 'a'));
    await pipe(join(root, 'a', '_index.yaml'));
    await mkdir(join(root, 'b'));
    await symlink(join(root, 'nowhere'), join(root, 'b', '_index.yml'));
    expect((await checkProject(root)).findings.map(formatFinding)).toEqual([
      expect.stringMatching(/l\.lua cannot be read: it is (no file|a folder)/),
      'a/_index.yaml:1:1: it is no file, and cannot be read [E-SOURCE]',
      'b/_index.yml:1:1: it is a link that leads nowhere, and cannot be read [E-SOURCE]',
      expect.stringMatching(/^large\.yaml:1:1: file cannot be read: it has 17825792 bytes/),
    ]);
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
