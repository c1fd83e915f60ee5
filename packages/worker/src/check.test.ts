import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineModule, type ModuleDefinition } from '@durable-lua/determinism';
import { loadProject, STANDARD_MODULES, type ProjectError } from '@durable-lua/registry';
import { createRuntime, standardModules } from './index.js';

const CLIENT = `version: "1.0"
namespace: app
entries:
  - { name: tc, kind: temporal.client, address: "127.0.0.1:1" }
  - { name: w, kind: temporal.worker, client: tc, task_queue: app }
`;

async function project(entry: string, lua: string, more: readonly ModuleDefinition[] = []) {
  const dir = await mkdtemp(path.join(tmpdir(), 'durable-lua-check-'));
  await writeFile(path.join(dir, '_index.yaml'), CLIENT + entry);
  await writeFile(path.join(dir, 'x.lua'), lua);
  return loadProject(dir, { modules: [...STANDARD_MODULES, ...more.map(({ name }) => ({ name }))] });
}

const WORKFLOW = `  - name: x
    kind: workflow.lua
    source: file://x.lua
    modules: [time]
    meta: { temporal: { workflow: { worker: app:w } } }
`;
const FUNCTION = '  - { name: x, kind: function.lua, source: "file://x.lua", modules: [time] }\n';

const findings = async (entry: string, lua: string) =>
  createRuntime({ project: await project(entry, lua) }).then(
    () => [],
    (error: ProjectError) => error.findings.map(({ code, field, message }) => ({ code, field, message })),
  );

describe('createRuntime', () => {
  it('refuses Lua that does not compile, with its line', async () => {
    expect(await findings(WORKFLOW, 'local x =\n= 1')).toEqual([
      { code: 'E-LUA', field: 'source', message: expect.stringContaining('x.lua:2:') as string },
    ]);
  });

  it('refuses a chunk without its method, naming what there is', async () => {
    expect(await findings(WORKFLOW, 'return { run = function() end, helper = function() end }')).toEqual([
      {
        code: 'E-METHOD',
        field: 'method',
        message: 'x.lua returns no function named "main"; it returns only helper, run',
      },
    ]);
  });

  it('takes a chunk that returns the method itself', async () => {
    expect(await findings(WORKFLOW, 'return function() end')).toEqual([]);
  });

  it('refuses a workflow whose top level fails', async () => {
    const [finding] = await findings(WORKFLOW, 'local limit = MISSING\nreturn { main = function() end }');
    expect(finding).toMatchObject({
      code: 'E-LUA',
      message: expect.stringContaining("undeclared global 'MISSING'") as string,
    });
  });

  it('lets the top level of a function do as it likes', async () => {
    expect(
      await findings(FUNCTION, 'local started = time.now()\nreturn { main = function() return started end }'),
    ).toEqual([]);
  });

  it('refuses a declared module that is not composed, naming its package', async () => {
    const modules = standardModules.filter(({ name }) => name !== 'time');
    const runtime = createRuntime({ project: await project(WORKFLOW, 'return function() end'), modules });
    await expect(runtime).rejects.toThrow(
      "module 'time' is not part of this runtime: add @durable-lua/modules-time to the modules of createRuntime",
    );
  });

  it('refuses a module in a workflow, or in a library of one, that is not in the bundle', async () => {
    const own = defineModule({ name: 'own', summary: 'For this test.' }, { functions: {} });
    const library = '  - { name: l, kind: library.lua, source: "return {}", modules: [own] }\n';
    const importing = WORKFLOW.replace('modules: [time]', 'imports: { l: l }');
    const declaring = WORKFLOW.replace('time', 'own');
    for (const [entries, entry] of [
      [declaring, 'app:x'],
      [library + importing, 'app:l'],
    ] as const) {
      const modules = [...standardModules, own];
      const runtime = createRuntime({ project: await project(entries, 'return function() end', [own]), modules });
      await expect(runtime).rejects.toThrow(`${entry}: modules: module 'own' was given as a definition`);
    }
  });

  it('lets functions use a module that is given as a definition', async () => {
    const own = defineModule({ name: 'own', summary: 'For this test.' }, { functions: {} });
    const entries = FUNCTION.replace('time', 'own');
    const modules = [...standardModules, own];
    const given = { project: await project(entries, 'return function() return type(own) end', [own]), modules };
    expect(await (await createRuntime(given)).call('app:x')).toBe('table');
  });
});
