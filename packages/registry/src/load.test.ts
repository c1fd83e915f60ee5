import { describe, expect, it } from 'vitest';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { formatFinding, ProjectError } from './findings.js';
import { checkProject, loadProject } from './load.js';
import { methodFinding } from './method.js';
import { CLIENT, index, WORKER, writeProject } from './testing/temp-project.js';

const codes = async (files: Record<string, string>): Promise<string[]> =>
  (await checkProject(await writeProject(files), { env: {} })).findings.map(
    ({ code, file, line }) => `${code} ${file}:${line}`,
  );

describe('a good project', () => {
  it('gives its entries typed, normalised, by kind and by ID', async () => {
    const root = await writeProject({
      '_index.yaml': `
version: "1.0"
namespace: shop
entries:
  - { name: tc, kind: temporal.client, address: "localhost:7233", lifecycle: { auto_start: true } }
  - { name: w,  kind: temporal.worker, client: tc, task_queue: shop, lifecycle: { auto_start: true, depends_on: [tc] } }
  - name: refund
    kind: workflow.lua
    source: file://refund.lua
    method: run
    modules: [funcs, time]
    meta: { temporal: { workflow: { worker: w, name: Refund } } }
`,
      'refund.lua': 'local time = require("time")\nreturn { run = function() time.sleep("1s") end }\n',
    });
    const project = await loadProject(root);
    expect(project.warnings).toEqual([]);
    expect([...project.entries.keys()]).toEqual(['shop:tc', 'shop:w', 'shop:refund']);
    expect(project.workflows).toEqual([
      {
        id: 'shop:refund',
        namespace: 'shop',
        name: 'refund',
        kind: 'workflow.lua',
        file: '_index.yaml',
        line: 7,
        column: 5,
        meta: { temporal: { workflow: { worker: 'w', name: 'Refund' } } },
        source: {
          text: 'local time = require("time")\nreturn { run = function() time.sleep("1s") end }\n',
          chunkName: 'refund.lua',
          path: join(root, 'refund.lua'),
        },
        method: 'run',
        methodPosition: { line: 10, column: 13 },
        modules: ['funcs', 'time'],
        imports: {},
        workflowType: 'Refund',
        worker: 'shop:w',
      },
    ]);
    expect(project.workers[0]).toMatchObject({
      id: 'shop:w',
      client: 'shop:tc',
      taskQueue: 'shop',
      rawTaskQueue: 'shop',
    });
    expect(project.clients[0]).toMatchObject({
      address: 'localhost:7233',
      temporalNamespace: 'default',
      connectionTimeout: 10_000,
      auth: { type: 'none' },
      tls: { enabled: false },
      healthCheck: { enabled: false, interval: 30_000 },
      lifecycle: {
        autoStart: true,
        dependsOn: [],
        startTimeout: 10_000,
        restart: { maxDelay: 90_000, maxAttempts: 0 },
      },
    });
    expect(JSON.parse(JSON.stringify(project.workflows))).toEqual(project.workflows);
  });

  it('takes the entry of the seed, with the worker in another namespace', async () => {
    const root = await writeProject({
      'infra/_index.yaml': index(CLIENT, '  - { name: worker, kind: temporal.worker, client: tc, task_queue: orders }'),
      'orders/_index.yaml': `version: "1.0"
namespace: orders
entries:
  - name: order_workflow
    kind: workflow.lua
    source: file://order_workflow.lua
    method: main
    modules:
      - funcs
      - time
      - workflow
    meta:
      temporal:
        workflow:
          worker: app:worker
`,
      'orders/order_workflow.lua': `local funcs = require("funcs")
local time = require("time")
local function main(order)
    time.sleep("1h")
    return funcs.call("app:charge_payment", { amount = order.total })
end
return { main = main }
`,
    });
    const { workflows } = await loadProject(root);
    expect(workflows[0]).toMatchObject({
      id: 'orders:order_workflow',
      workflowType: 'orders:order_workflow',
      worker: 'app:worker',
      source: { chunkName: 'orders/order_workflow.lua' },
    });
  });

  it('may consist of a file with a single entry, of any name', async () => {
    const root = await writeProject({
      'lib/text.yml': 'namespace: lib\nname: text\nkind: library.lua\nsource: return {}\n',
    });
    const { libraries } = await loadProject(root);
    expect(libraries.map(({ id, line }) => `${id} ${line}`)).toEqual(['lib:text 1']);
  });

  it('has environment variables put in where secrets, addresses and queues stand', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        '  - { name: tc, kind: temporal.client, address: "${env:HOST}:${env:PORT}", tq_prefix: "dev-", auth: { type: api_key, api_key: "${env:KEY}" } }',
        '  - { name: w, kind: temporal.worker, client: tc, task_queue: "${env:QUEUE}", worker_options: { build_id: "${env:BUILD}" } }',
      ),
    });
    const env = { HOST: 'example.org', PORT: '7233', KEY: 'k', QUEUE: 'orders', BUILD: 'b7' };
    const { clients, workers } = await loadProject(root, { env });
    expect(clients[0]).toMatchObject({
      address: 'example.org:7233',
      auth: { type: 'api_key', apiKey: 'k' },
      tls: { enabled: true },
    });
    expect(workers[0]).toMatchObject({ rawTaskQueue: 'orders', taskQueue: 'dev-orders', options: { buildId: 'b7' } });
  });

  it('has durations in milliseconds, and worker options with all defaults', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        CLIENT,
        '  - name: w',
        '    kind: temporal.worker',
        '    client: tc',
        '    task_queue: app',
        '    worker_options: { worker_stop_timeout: 1.5m, sticky_schedule_to_start_timeout: 250.4, max_heartbeat_throttle_interval: 10us }',
      ),
    });
    const { workers } = await loadProject(root);
    expect(workers[0]?.options).toEqual({
      maxConcurrentActivityExecutionSize: 1000,
      maxConcurrentWorkflowTaskExecutionSize: 1000,
      maxConcurrentLocalActivityExecutionSize: 1000,
      maxConcurrentActivityTaskPollers: 20,
      maxConcurrentWorkflowTaskPollers: 20,
      maxConcurrentEagerActivityExecutionSize: 0,
      workerActivitiesPerSecond: 0,
      taskQueueActivitiesPerSecond: 0,
      stickyScheduleToStartTimeout: 250,
      workerStopTimeout: 90_000,
      maxHeartbeatThrottleInterval: 1,
      defaultHeartbeatThrottleInterval: 0,
      enableLoggingInReplay: false,
      disableWorkflowWorker: false,
      localActivityWorkerOnly: false,
      disableEagerActivities: false,
      deploymentName: '',
      buildId: '',
      useVersioning: false,
      defaultVersioningBehavior: 'pinned',
    });
  });

  it('takes unsupported worker options at their defaults without a word', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        CLIENT,
        '  - name: w',
        '    kind: temporal.worker',
        '    client: tc',
        '    task_queue: app',
        '    worker_options: { enable_session_worker: false, max_concurrent_session_execution_size: 1000, worker_local_activities_per_second: 0 }',
      ),
    });
    expect((await loadProject(root)).warnings).toEqual([]);
  });

  it('takes certificates and keys from files beside the YAML file', async () => {
    const root = await writeProject({
      'infra/_index.yaml': index(
        '  - name: tc',
        '    kind: temporal.client',
        '    address: localhost:7233',
        '    auth: { type: mtls, cert_file: tls/c.pem, key_pem_env: KEY }',
        '    tls: { ca_file: tls/ca.pem, server_name: temporal }',
      ),
      'infra/tls/c.pem': 'cert',
      'infra/tls/ca.pem': 'ca',
    });
    const { clients } = await loadProject(root, { env: { KEY: 'key' } });
    expect(clients[0]?.auth).toEqual({ type: 'mtls', certPem: 'cert', keyPem: 'key' });
    expect(clients[0]?.tls).toEqual({ enabled: true, caPem: 'ca', serverName: 'temporal' });
  });

  it('has functions with call options as written, activity bindings and pools', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        CLIENT,
        WORKER,
        '  - name: charge',
        '    kind: function.lua',
        '    source: |',
        '      local helpers = require("h")',
        '      return { main = function() end }',
        '    imports: { h: helpers }',
        '    pool: { type: static, size: 4 }',
        '    meta:',
        '      owner: payments',
        '      temporal: { activity: { worker: w } }',
        '      options:',
        '        activity.start_to_close_timeout: 5s',
        '        temporal.activity.retry_policy: { maximumAttempts: 3, initial_interval: 100 }',
        '        acme.trace: true',
        '  - { name: helpers, kind: library.lua, source: "return {}" }',
      ),
    });
    const { functions, libraries } = await loadProject(root);
    expect(functions[0]).toMatchObject({
      method: 'main',
      methodPosition: { line: 6, column: 5 },
      activity: { worker: 'app:w', local: false },
      imports: { h: 'app:helpers' },
      pool: { type: 'static', size: 4, maxSize: 16 },
      meta: { owner: 'payments' },
      options: {
        'activity.start_to_close_timeout': '5s',
        'temporal.activity.retry_policy': { maximumAttempts: 3, initial_interval: 100 },
        'acme.trace': true,
      },
      source: { chunkName: '_index.yaml:charge', firstLine: 9 },
    });
    expect(libraries[0]?.source).toEqual({ text: 'return {}', chunkName: '_index.yaml:helpers', firstLine: 20 });
  });

  it('has processes, services and HTTP entries', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        '  - { name: host, kind: process.host, host: { workers: 2 }, lifecycle: { auto_start: true } }',
        '  - { name: p, kind: process.lua, source: "return function() end" }',
        '  - { name: ps, kind: process.service, process: p, host: host, lifecycle: { requires: [host], depends_on: [host, http] } }',
        '  - { name: http, kind: http.service, addr: ":8080", timeouts: { read: 5s } }',
        '  - { name: api, kind: http.router, meta: { server: http }, prefix: /api }',
        '  - { name: f, kind: function.lua, source: "return function() end" }',
        '  - { name: e, kind: http.endpoint, meta: { router: api }, method: POST, path: "/orders/{id}", func: f }',
      ),
    });
    const project = await loadProject(root);
    expect(project.processHosts[0]).toMatchObject({ workers: 2, queueSize: 1024, localQueueSize: 256 });
    expect(project.processServices[0]).toMatchObject({ process: 'app:p', host: 'app:host' });
    expect(project.processServices[0]?.lifecycle.dependsOn).toEqual(['app:host', 'app:http']);
    expect(project.httpServices[0]).toMatchObject({ addr: ':8080', timeouts: { read: 5000 } });
    expect(project.httpRouters[0]).toMatchObject({ server: 'app:http', prefix: '/api' });
    expect(project.httpEndpoints[0]).toMatchObject({
      router: 'app:api',
      method: 'POST',
      path: '/orders/{id}',
      func: 'app:f',
    });
  });

  it('keeps entries of registered kinds as they are written, and lets others depend on them', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        '  - { name: db, kind: acme.database, dsn: "x", meta: { team: a } }',
        '  - { name: tc, kind: temporal.client, address: "localhost:7233", lifecycle: { depends_on: [db] } }',
      ),
    });
    const { custom, entries } = await loadProject(root, { kinds: ['acme.'] });
    expect(custom).toEqual([
      {
        id: 'app:db',
        namespace: 'app',
        name: 'db',
        kind: 'acme.database',
        file: '_index.yaml',
        line: 4,
        column: 5,
        meta: { team: 'a' },
        fields: { dsn: 'x' },
      },
    ]);
    expect([...entries.keys()]).toEqual(['app:tc']);
  });

  it('may share tables by anchors, aliases and merge keys', async () => {
    const root = await writeProject({
      '_index.yaml': index(
        CLIENT,
        '  - { name: v, kind: temporal.worker, client: tc, task_queue: v, worker_options: &o { worker_stop_timeout: 5s } }',
        '  - { name: w, kind: temporal.worker, client: tc, task_queue: w, worker_options: { <<: *o, identity: me } }',
      ),
    });
    const { workers } = await loadProject(root);
    expect(workers[1]?.options).toMatchObject({ workerStopTimeout: 5000, identity: 'me' });
  });

  it('uses process.env if no environment is given', async () => {
    const root = await writeProject({
      '_index.yaml': index(CLIENT, '  - { name: w, kind: temporal.worker, client: tc, task_queue: "${env:PATH}" }'),
    });
    expect((await loadProject(root)).workers[0]?.taskQueue).toBe(process.env['PATH']);
  });

  it('of 500 entries loads well under a second', async () => {
    const files: Record<string, string> = { '_index.yaml': index(CLIENT, WORKER) };
    for (let i = 0; i < 500; i++) {
      const text = `namespace: n${i % 50}.m\nentries:\n  - name: f${i}\n    kind: function.lua\n    source: file://f${i}.lua\n    modules: [time, funcs]\n    meta: { temporal: { activity: { worker: "app:w" } } }\n`;
      if (i % 10 === 0) files[`d${i}/_index.yaml`] = text;
      else files[`d${i - (i % 10)}/_index.yaml`] += text.slice(text.indexOf('  - name'));
      files[`d${i - (i % 10)}/f${i}.lua`] =
        `local time = require("time")\n${'local x = "text" .. 1 -- words\n'.repeat(50)}`;
    }
    const root = await writeProject(files);
    // The best of three: other tests run at the same time.
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      expect((await loadProject(root)).functions).toHaveLength(500);
      times.push(performance.now() - started);
    }
    expect(Math.min(...times)).toBeLessThan(1000);
  });
});

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
    expect(await codes(files)).toEqual([
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
    expect(new Set(await codes({ '_index.yaml': user, 'infra/_index.yaml': broken }))).toEqual(
      new Set(['E-YAML infra/_index.yaml:4', 'E-YAML infra/_index.yaml:5']),
    );
  });

  it('when a namespace is malformed: its entries are found all the same', async () => {
    const files = {
      '_index.yaml': index('  - { name: w, kind: temporal.worker, client: "9x:tc", task_queue: q }'),
      'x/_index.yaml': 'namespace: 9x\nentries:\n  - { name: tc, kind: temporal.client, address: "h:1" }\n',
    };
    expect(await codes(files)).toEqual(['E-NS x/_index.yaml:1']);
  });

  it('when a namespace is missing: its entries may be anybody', async () => {
    const files = {
      '_index.yaml': user,
      'x/_index.yaml': 'entries:\n  - { name: tc, kind: temporal.client, address: "h:1" }\n',
    };
    expect(await codes(files)).toEqual(['E-NS x/_index.yaml:1']);
  });

  it('when a kind has a typo: references to the entry are let be', async () => {
    const files = index('  - { name: tc, kind: temporal.clent }', WORKER);
    expect(await codes({ '_index.yaml': files })).toEqual(['E-KIND _index.yaml:4']);
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
    expect(await codes({ '_index.yaml': files })).toEqual([
      'E-ENV _index.yaml:4',
      'E-ENV _index.yaml:8',
      'E-ENV _index.yaml:9',
    ]);
  });
});

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
    expect(await codes(files)).toEqual([]);
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
