import { describe, expect, it } from 'vitest';
import { formatFinding, ProjectError } from './findings.js';
import { checkProject, loadProject } from './load.js';
import { methodFinding } from './method.js';
import { codesOf } from './testing/cases.js';
import { CLIENT, index, WORKER, writeProject } from './testing/temp-project.js';

describe('the findings of a project', () => {
  it('come together from all files, ordered by file, line and column', async () => {
    const files = {
      'b/_index.yaml': index('  - { name: x, kind: library.lua, sourc: "return {}" }'),
      'a/_index.yaml': index(
        '  - { name: w, kind: temporal.worker, task_queue: 7, client: nobody }',
        '  - { name: y, kind: workflow.lua, source: "return require(\\"json\\")" }',
      ),
      'a/broken.yaml': 'namespace: c\nentries: [\n',
    };
    expect(await codesOf(files)).toEqual([
      'E-FIELD-TYPE a/_index.yaml:4',
      'E-REF a/_index.yaml:4',
      'W-UNBOUND a/_index.yaml:5',
      'E-REQUIRE a/_index.yaml:5',
      'E-YAML a/broken.yaml:3',
      'E-FIELD-REQUIRED b/_index.yaml:4',
      'E-FIELD-UNKNOWN b/_index.yaml:4',
    ]);
  });

  it('are thrown by loadProject, one line of text each', async () => {
    const root = await writeProject({
      '_index.yaml': index(CLIENT, '  - { name: w, kind: temporal.worker, client: tc, task_queu: q }'),
    });
    const error = await loadProject(root).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProjectError);
    const { findings, message } = error as ProjectError;
    expect(findings.map(({ code }) => code)).toEqual(['E-FIELD-REQUIRED', 'E-FIELD-UNKNOWN']);
    expect(message.split('\n')).toEqual([
      '_index.yaml:5:5: app:w: task_queue: required field "task_queue" is missing [E-FIELD-REQUIRED]',
      '_index.yaml:5:51: app:w: task_queu: unknown field "task_queu"; did you mean "task_queue"? [E-FIELD-UNKNOWN]',
    ]);
    expect(findings.map(formatFinding)).toEqual(message.split('\n'));
  });

  it('with warnings only do not keep it from being loaded', async () => {
    const root = await writeProject({
      '_index.yaml': index('  - { name: y, kind: workflow.lua, source: "return function() end" }'),
    });
    const project = await loadProject(root);
    expect(project.warnings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning W-UNBOUND']);
    expect((await checkProject(root)).findings).toEqual(project.warnings);
  });

  it('name the place of a missing method, for whoever runs the chunk', async () => {
    const root = await writeProject({
      '_index.yaml': index('  - { name: f, kind: function.lua, source: "return {}", method: run }'),
    });
    const { functions } = await loadProject(root);
    expect(formatFinding(methodFinding(functions[0]!, ['stop', 'main']))).toBe(
      '_index.yaml:4:65: app:f: method: _index.yaml:f returns no function named "run"; it returns only main, stop [E-METHOD]',
    );
    expect(methodFinding(functions[0]!, []).message).toContain(
      'it returns no function at all: end the file with return { run = run }',
    );
  });

  it('never show a secret', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        '  - { name: tc, kind: temporal.client, address: "localhost:7233", auth: { type: mtls, api_key: hush, cert_pem: hush, key_pem: hush, key_pem_env: HUSH } }',
      ),
    });
    const { findings } = await checkProject(root, { env: { HUSH: 'hush' } });
    expect(findings.map(({ code }) => code)).toEqual(['E-AUTH', 'E-AUTH']);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });
});

describe('one mistake does not cause complaints elsewhere', () => {
  const user = index('  - { name: w, kind: temporal.worker, client: "infra:tc", task_queue: q }');

  it('when a file is not YAML: entries that may stand in it are not missed', async () => {
    const broken = 'namespace: infra\nentries:\n  - { name: tc, kind: temporal.client, address: "h:1" \n  - a: [\n';
    expect(new Set(await codesOf({ '_index.yaml': user, 'infra/_index.yaml': broken }))).toEqual(
      new Set(['E-YAML infra/_index.yaml:4', 'E-YAML infra/_index.yaml:5']),
    );
  });

  it('when a namespace is malformed: its entries are found all the same', async () => {
    const files = {
      '_index.yaml': index('  - { name: w, kind: temporal.worker, client: "9x:tc", task_queue: q }'),
      'x/_index.yaml': 'namespace: 9x\nentries:\n  - { name: tc, kind: temporal.client, address: "h:1" }\n',
    };
    expect(await codesOf(files)).toEqual(['E-NS x/_index.yaml:1']);
  });

  it('when a namespace is missing: its entries may be anybody', async () => {
    const files = {
      '_index.yaml': user,
      'x/_index.yaml': 'entries:\n  - { name: tc, kind: temporal.client, address: "h:1" }\n',
    };
    expect(await codesOf(files)).toEqual(['E-NS x/_index.yaml:1']);
  });

  it('when a kind has a typo: references to the entry are let be', async () => {
    const files = index('  - { name: tc, kind: temporal.clent }', WORKER);
    expect(await codesOf({ '_index.yaml': files })).toEqual(['E-KIND _index.yaml:4']);
  });

  it('when an environment variable is not set: nothing is said to be missing', async () => {
    const files = index(
      '  - { name: tc, kind: temporal.client, address: "h:1", auth: { type: api_key, api_key: "${env:A}" } }',
      '  - name: w',
      '    kind: temporal.worker',
      '    client: tc',
      '    task_queue: "${env:B}"',
      '    worker_options: { use_versioning: true, deployment_name: d, build_id: "${env:C}" }',
    );
    expect(await codesOf({ '_index.yaml': files })).toEqual([
      'E-ENV _index.yaml:4',
      'E-ENV _index.yaml:8',
      'E-ENV _index.yaml:9',
    ]);
  });
});

/** A tree of that many functions, ten in each folder, with sources of 50 lines. */
async function projectOf(entries: number): Promise<string> {
  const files: Record<string, string> = { '_index.yaml': index(CLIENT, WORKER) };
  for (let i = 0; i < entries; i++) {
    const text = `namespace: n${i % 50}.m\nentries:\n  - name: f${i}\n    kind: function.lua\n    source: file://f${i}.lua\n    modules: [time, funcs]\n    meta: { temporal: { activity: { worker: "app:w" } } }\n`;
    if (i % 10 === 0) files[`d${i}/_index.yaml`] = text;
    else files[`d${i - (i % 10)}/_index.yaml`] += text.slice(text.indexOf('  - name'));
    files[`d${i - (i % 10)}/f${i}.lua`] =
      `local time = require("time")\n${'local x = "text" .. 1 -- words\n'.repeat(50)}`;
  }
  return writeProject(files);
}

/** Processor time of loading it, in milliseconds: unlike the clock, it does not count what else the machine does. The best of three. */
async function workOf(root: string, entries: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    expect((await loadProject(root)).functions).toHaveLength(entries);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}

it('a project loads in proportion to its entries', async () => {
  const [small, large] = [await projectOf(150), await projectOf(600)];
  await workOf(small, 150); // warm
  // Four times the entries: 4 in proportion, 16 if each were compared with each.
  expect((await workOf(large, 600)) / (await workOf(small, 150))).toBeLessThan(8);
}, 60_000);
