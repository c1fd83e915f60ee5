import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LoadOptions } from '../check-files.js';
import { checkProject, loadProject } from '../load.js';
import { bound, entries, library, workflow } from '../testing/cases.js';
import { CLIENT, WORKER, writeProject } from '../testing/temp-project.js';
import { checkComposition } from './composition.js';

const FILES = {
  ...entries(
    CLIENT,
    WORKER,
    workflow('wf', bound, 'modules: [os, geo, string]', 'imports: { deep: a }'),
    library('a', 'imports: { b: b }'),
    library('b', 'modules: [net]'),
    '  - name: f',
    '    kind: function.lua',
    '    modules: [math, geo, print, process]',
    '    source: |',
    '      local geo = require("geo")',
    '      return require("channel")',
    '  - { name: g, kind: function.lua, source: "file://g.lua" }',
  ),
  'g.lua': 'return {}',
};
const ALL: LoadOptions = { modules: [{ name: 'geo' }, { name: 'net' }, { name: 'process' }, { name: 'channel' }] };
const FEWER = { modules: [{ name: 'net', barredInWorkflows: 'call a function' }] };

describe('a project that was loaded already', () => {
  it('is checked against other modules with the findings, places included, of a project that is loaded with them', async () => {
    const root = await writeProject(FILES);
    const project = await loadProject(root, ALL);
    const findings = checkComposition(project.entries, FEWER);
    expect(findings).toEqual((await checkProject(root, FEWER)).findings);
    expect(findings.map(({ code, line, column, field }) => `${line}:${column} ${field} ${code}`)).toEqual([
      '10:19 modules[1] E-MODULE',
      '11:22 imports.deep E-MODULE',
      '22:21 modules[1] E-MODULE',
      '22:33 modules[3] E-MODULE',
      '25:14 source E-REQUIRE',
    ]);
  });

  it('has nothing wrong with the modules that it was loaded with', async () => {
    const project = await loadProject(await writeProject(FILES), ALL);
    expect(checkComposition(project.entries, { modules: ALL.modules ?? [] })).toEqual([]);
  });
});

describe('loadProject by itself', () => {
  it('knows the standard modules, and takes the folder as a file URL too', async () => {
    const root = await writeProject(entries(CLIENT, WORKER, workflow('wf', bound, 'modules: [time, funcs, os, json]')));
    expect((await loadProject(pathToFileURL(`${root}/`))).workflows).toHaveLength(1);
  });

  it('places a module behind an item that is no text', async () => {
    const root = await writeProject(entries(library('a', 'modules:', '  - 7', '  - tiem')));
    const { findings } = await checkProject(root);
    expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
      'E-FIELD-TYPE 8:9',
      'E-MODULE 9:9',
    ]);
    expect(findings[1]?.message).toContain('did you mean "time"?');
  });
});
