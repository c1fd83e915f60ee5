import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProject } from './load.js';
import { CLIENT, index, WORKER, writeProject } from './testing/temp-project.js';

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
        fields: { source: 'file://refund.lua', method: 'run', modules: ['funcs', 'time'] },
        source: {
          text: 'local time = require("time")\nreturn { run = function() time.sleep("1s") end }\n',
          chunkName: 'refund.lua',
          path: join(root, 'refund.lua'),
        },
        method: 'run',
        places: {
          source: { line: 9, column: 13 },
          method: { line: 10, column: 13 },
          modules: [
            { line: 11, column: 15 },
            { line: 11, column: 22 },
          ],
          imports: {},
        },
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
      workflowThreads: 0,
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
    expect(clients[0]?.auth).toEqual({ type: 'mtls', certFile: 'tls/c.pem', certPem: 'cert', keyPem: 'key' });
    expect(clients[0]?.tls).toEqual({ enabled: true, caFile: 'tls/ca.pem', caPem: 'ca', serverName: 'temporal' });
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
      places: { method: { line: 6, column: 5 }, imports: { h: { line: 11, column: 19 } } },
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
    expect(libraries[0]?.source).toEqual({
      text: 'return {}',
      chunkName: '_index.yaml:helpers',
      firstLine: 20,
      firstColumn: 50,
    });
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
    expect(project.processHosts[0]).toMatchObject({ queueSize: 1024, localQueueSize: 256 });
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

  it('has keys as they are written, never as the numbers that they look like', async () => {
    const meta = '{ 12e03: 1, 1.10: 1, 1.1: 1, 0x1F: 1, 31: 1, true: 1, 10513478508167781E58455: 1, 1E58456: 1 }';
    const root = await writeProject({
      '_index.yaml': index(`  - { name: l, kind: library.lua, source: "return {}", meta: ${meta} }`),
    });
    const { libraries } = await loadProject(root);
    expect(Object.keys(libraries[0]?.meta ?? {}).sort()).toEqual(
      ['12e03', '1.10', '1.1', '0x1F', '31', 'true', '10513478508167781E58455', '1E58456'].sort(),
    );
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
});
