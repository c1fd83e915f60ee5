import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProject, type Project } from '@durable-lua/registry';
import { createTestRuntime } from '../index.js';

/** What each ID is called with, for real and misspelt, by the kind of what is meant. */
const IDS = {
  function: ['tea:price', 'tea:prcie'],
  workflow: ['tea:order', 'tea:ordre'],
  process: ['tea:kettle', 'tea:ketle'],
  worker: ['tea:worker', 'tea:workr'],
  host: ['tea:procs', 'tea:proc'],
} as const;

const INDEX = `
version: "1.0"
namespace: tea
entries:
  - { name: temporal, kind: temporal.client, address: "localhost:7233" }
  - { name: worker, kind: temporal.worker, client: temporal, task_queue: tea }
  - { name: procs, kind: process.host }
  - { name: price, kind: function.lua, source: "return function() end", meta: { temporal: { activity: { worker: worker } } } }
  - { name: order, kind: workflow.lua, source: "return function() end", meta: { temporal: { workflow: { worker: worker } } } }
  - { name: kettle, kind: process.lua, source: "return function() end" }
  - { name: try, kind: workflow.lua, source: "file://try.lua", modules: [funcs, process, workflow], meta: { temporal: { workflow: { worker: worker } } } }
`;

type Kind = keyof typeof IDS;

/** `process` as it is, and as its options, its context and a name make it. */
const SPAWNERS = [
  'process.',
  'process.with_options({}):',
  'process.with_context({}):',
  'process.with_options({}):with_name("n"):',
];
const SPAWNS = ['spawn', 'spawn_monitored', 'spawn_linked', 'spawn_linked_monitored', 'exec'];

const spawn = (call: string): [call: string, wrong: Kind][] => [
  [`${call}("${IDS.workflow[1]}", "${IDS.worker[0]}")`, 'workflow'],
  [`${call}("${IDS.workflow[0]}", "${IDS.worker[1]}")`, 'worker'],
  [`${call}("${IDS.process[1]}", "${IDS.host[0]}")`, 'process'],
  [`${call}("${IDS.process[0]}", "${IDS.host[1]}")`, 'host'],
];

const CALLS: [call: string, wrong: Kind][] = [
  ['funcs.call("tea:prcie")', 'function'],
  ['ended(funcs.async("tea:prcie")):result()', 'function'],
  ['funcs.new():call("tea:prcie")', 'function'],
  ['ended(funcs.new():with_options({}):async("tea:prcie")):result()', 'function'],
  ['workflow.exec("tea:ordre")', 'workflow'],
  ['process.upgrade("tea:ordre")', 'workflow'],
  ...SPAWNERS.flatMap((spawner) => SPAWNS.flatMap((name) => spawn(`${spawner}${name}`))),
];

describe('an ID that is misspelt is answered with the one that was meant', () => {
  let project: Project;

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-misspelt-'));
    const source = `local function ended(future) future:response():receive() return future end
      local CALLS = {\n${CALLS.map(([call]) => `function() return ${call} end,`).join('\n')}\n}
      return function(n) local _, err = CALLS[n]() return { err:kind(), err:message() } end`;
    await writeFile(path.join(folder, '_index.yaml'), INDEX);
    await writeFile(path.join(folder, 'try.lua'), source);
    project = await loadProject(folder);
    return () => rm(folder, { recursive: true });
  });

  it.each(CALLS)('%s', async (call, wrong) => {
    const [kind, message] = await createTestRuntime({ project }).run<[string, string]>(
      'tea:try',
      CALLS.findIndex(([one]) => one === call) + 1,
    );
    expect({ kind, message }).toEqual({
      kind: 'NOT_FOUND',
      message: expect.stringMatching(new RegExp(`'${IDS[wrong][1]}'.*; did you mean '${IDS[wrong][0]}'\\?$`)) as string,
    });
  });
});
