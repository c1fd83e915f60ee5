import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineModule, type ModuleDefinition } from '@durable-lua/determinism';
import { AMBIENT_MODULES, LANGUAGE_MODULES } from '@durable-lua/determinism/host';
import { loadProject, type Project, type ProjectError } from '@durable-lua/registry';
import { createRuntime, standardModules, type GivenModule } from './index.js';

const CLIENT = `version: "1.0"
namespace: app
entries:
  - { name: tc, kind: temporal.client, address: "127.0.0.1:1" }
  - { name: w, kind: temporal.worker, client: tc, task_queue: app }
`;

/** A folder with one more entry than client and worker. */
async function folder(entry: string, lua: string): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'durable-lua-check-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(path.join(dir, '_index.yaml'), CLIENT + entry);
  await writeFile(path.join(dir, 'x.lua'), lua);
  return dir;
}

const WORKFLOW = `  - name: x
    kind: workflow.lua
    source: file://x.lua
    modules: [time]
    meta: { temporal: { workflow: { worker: app:w } } }
`;
const QUEUE =
  'namespace: more\nentries: [{ name: w, kind: temporal.worker, client: "app:tc", task_queue: "${env:QUEUE}" }]\n';
const FUNCTION = '  - { name: x, kind: function.lua, source: "file://x.lua", modules: [time] }\n';

const findings = async (entry: string, lua: string) =>
  createRuntime({ project: await folder(entry, lua) }).then(
    () => [],
    (error: ProjectError) => error.findings.map(({ code, field, message }) => ({ code, field, message })),
  );

const own = defineModule({ name: 'own', summary: 'For this test.' }, { functions: {} });

/** `line:column entry message` of each finding about a project, given as its folder and as it was loaded before. */
async function bothWays(dir: string, modules: readonly GivenModule[], loadedWith: readonly ModuleDefinition[]) {
  const placed = (error: ProjectError) =>
    error.findings.map(({ line, column, entry, message }) => `${line}:${column} ${entry} ${message}`);
  const refused = async (project: string | Project) =>
    createRuntime({ project, modules }).then(() => expect.fail('it was not refused'), placed);
  const [asFolder, loaded] = [await refused(dir), await refused(await loadProject(dir, { modules: loadedWith }))];
  expect(loaded).toEqual(asFolder);
  return asFolder;
}

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

  it('refuses a declared module that is not composed, naming its package and the place of its name', async () => {
    const dir = await folder(WORKFLOW.replace('[time]', '[funcs, time]'), 'return function() end');
    const modules = standardModules.filter(({ name }) => name !== 'time');
    expect(await bothWays(dir, modules, standardModules)).toEqual([
      '9:22 app:x module "time" is not among the modules of this runtime; add @durable-lua/modules-time to the modules ' +
        'of createRuntime',
    ]);
  });

  it('refuses the module activity in a workflow, saying where to use it, and takes it in a function', async () => {
    const lua = 'return function() activity.heartbeat() end';
    expect(await findings(WORKFLOW.replace('[time]', '[activity]'), lua)).toEqual([
      {
        code: 'E-MODULE',
        field: 'modules[0]',
        message: "workflow app:x: module 'activity' is not deterministic; call a function, and use it there",
      },
    ]);
    expect(await findings(FUNCTION.replace('[time]', '[activity]'), lua)).toEqual([]);
  });

  it('refuses a module in a workflow, or in a library of one, that is not in the bundle', async () => {
    const library = '  - { name: l, kind: library.lua, source: "return {}", modules: [own] }\n';
    const importing = WORKFLOW.replace('modules: [time]', 'imports: { l: l }');
    const declaring = WORKFLOW.replace('[time]', '[time, own]');
    const remedy =
      "workflow app:x: module 'own' was given as a definition, which serves functions only; give createRuntime the name " +
      'or path of its package, so that it is bundled for workflows';
    const modules = [...standardModules, own];
    for (const [entries, finding] of [
      [declaring, `9:21 app:x ${remedy}`],
      [library + importing, `10:19 app:x ${remedy} (imported: app:x -> app:l)`],
    ] as const) {
      expect(await bothWays(await folder(entries, 'return function() end'), modules, modules)).toEqual([finding]);
    }
  });

  it('lets functions use a module that is given as a definition', async () => {
    const dir = await folder(FUNCTION.replace('time', 'own'), 'return function() return type(own) end');
    const modules = [...standardModules, own];
    for (const project of [dir, pathToFileURL(dir), await loadProject(dir, { modules })]) {
      expect(await (await createRuntime({ project, modules })).call('app:x')).toBe('table');
    }
  });

  it('tells everything that is wrong with a folder at once', async () => {
    const more = '  - { name: f, kind: function.lua, source: "return 1 +", modules: [tiem] }\n';
    const dir = await folder(WORKFLOW.replace('worker: app:w', 'worker: app:v') + more, 'local json = require("json")');
    const refused = createRuntime({ project: dir }).catch((error: ProjectError) =>
      error.findings.map(({ code, line, column }) => `${code} ${line}:${column}`),
    );
    expect(await refused).toEqual(['E-REQUIRE 8:13', 'E-REF 10:45', 'E-LUA 11:45', 'E-MODULE 11:68']);
  });

  it.each([WORKFLOW, FUNCTION])(
    'takes names of what is always there among the modules of an entry: %s',
    async (entry) => {
      const always = [...LANGUAGE_MODULES, ...AMBIENT_MODULES];
      // At the top level: there it is run for workflows, too.
      const lua = `
      local kinds = {}
      for _, name in ipairs { "${always.join('", "')}" } do kinds[#kinds + 1] = type(require(name)) end
      assert(#kinds == ${always.length})
      return { main = function() return kinds end }`;
      const runtime = await createRuntime({ project: await folder(entry.replace('time', always.join(', ')), lua) });
      if (entry !== FUNCTION) return;
      const kinds = always.map((name) => (['print', 'require'].includes(name) ? 'function' : 'table'));
      expect(await runtime.call('app:x')).toEqual(kinds);
    },
  );

  it('puts the given environment into a folder, and shows the project that it made of it', async () => {
    const dir = await folder(FUNCTION, 'return function() end');
    await writeFile(path.join(dir, 'w.yaml'), QUEUE);
    const runtime = await createRuntime({ project: dir, env: { QUEUE: 'blue' } });
    expect(runtime.project.workers.map(({ taskQueue }) => taskQueue)).toEqual(['app', 'blue']);
    await expect(createRuntime({ project: dir, env: {} })).rejects.toThrow('QUEUE is not set');
  });
});

describe('a caller in JavaScript', () => {
  const project = () => folder(FUNCTION, 'return function() return 1 end');

  it('is told of an option that nobody knows, and which was meant', async () => {
    const wrong = createRuntime({ project: await project(), moduls: [] } as never);
    await expect(wrong).rejects.toMatchObject({
      kind: 'INVALID',
      message: "createRuntime: unknown option 'moduls'; did you mean 'modules'?",
    });
    const runtime = await createRuntime({ project: await project() });
    await expect(runtime.start({ worker: [] } as never)).rejects.toThrow(
      "start: unknown option 'worker'; did you mean 'workers'?",
    );
    await expect(runtime.start({ workers: ['app:v'] })).rejects.toThrow(
      "no temporal.worker 'app:v': the project has app:w; did you mean 'app:w'?",
    );
    await expect(runtime.spawn('app:x', 'app:w', 1, { ide: 'x' } as never)).rejects.toThrow(
      "spawn: unknown option 'ide'; did you mean 'id'?",
    );
    const messages = [{ topic: 'hello', arg: 1 }];
    await expect(runtime.spawn('app:x', 'app:w', 1, { messages })).rejects.toThrow(
      "messages: unknown option 'arg'; did you mean 'args'?",
    );
    await expect(runtime.processes.spawn('app:x', 'app:h', 1, { nam: 'x' } as never)).rejects.toThrow(
      "processes.spawn: unknown option 'nam'; did you mean 'name'?",
    );
    await expect(runtime.call('app:y')).rejects.toThrow("no function 'app:y'; did you mean 'app:x'?");
  });

  it('is told what a start lacks', async () => {
    const runtime = await createRuntime({ project: await project() });
    await expect(runtime.spawn('app:x', {} as never)).rejects.toThrow(
      "spawn 'app:x': its worker, the ID of a temporal.worker expected as second argument, before the input; got a value of type object",
    );
    await expect(runtime.processes.spawn('app:x', undefined as never)).rejects.toThrow(
      "processes.spawn 'app:x': its host, the ID of a process.host expected as second argument, before the input; got nothing",
    );
    await expect(runtime.spawn(undefined as never, 'app:w')).rejects.toThrow('spawn: the ID of an entry expected');
  });
});

it('a start tells the warnings of a project, once', async () => {
  const dir = await folder('  - { name: x, kind: workflow.lua, source: "file://x.lua" }\n', 'return function() end');
  const runtime = await createRuntime({ project: dir });
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  onTestFinished(() => write.mockRestore());
  await runtime.start({ workers: [] });
  await runtime.start({ workers: [] });
  expect(written).toEqual([
    expect.stringMatching(/^WARN _index\.yaml:6:\d+: app:x: .*no worker runs this workflow.*\[W-UNBOUND\]\n$/),
  ]);
});
