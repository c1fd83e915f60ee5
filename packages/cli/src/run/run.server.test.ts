import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { run as runProgram, start as startProgram } from '../testing/command-line.js';
import { tempProject, type TempProject } from '../testing/temp-project.js';

const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), NO_COLOR: '1' };
let project: TempProject;
beforeAll(async () => void (project = await tempProject()));
afterAll(() => project.remove());

it('logs JSON lines, and drains on SIGTERM', async () => {
  project.edit('hello.lua', '30s', '1s');
  const running = startProgram(['run'], { cwd: project.root, env });
  await running.printed(/"message":"started"/);
  expect(await runProgram(['exec', 'app:hello', '"Ada"'], { cwd: project.root, env })).toMatchObject({ exitCode: 0 });
  running.child.kill('SIGTERM');
  const { exitCode, out } = await running.ended;
  expect(exitCode).toBe(0);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of lines) {
    expect(line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: expect.any(String),
      message: expect.any(String),
    });
  }
  // The SDK hands its own lines out a little later than they are written: which is first is not said.
  const said = lines.map(({ message }) => message);
  expect(lines.find(({ message }) => message === 'started')).toMatchObject({ entries: ['app:worker'] });
  expect(said.indexOf('stopped')).toBeGreaterThan(said.indexOf('stopping'));
});

/** Starts a server; resolves with its host:port. */
async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('sends traces and offers metrics where its options say', async () => {
  let traces = '';
  const collector = createServer((request, response) => {
    request.on('data', (part: Buffer) => (traces += part.toString())).on('end', () => response.end('{}'));
  });
  onTestFinished(() => void collector.close());
  const telemetry = `http://${await listening(collector)}`;
  const free = createServer();
  const metricsPlace = await listening(free);
  free.close();
  const options = ['--telemetry', telemetry, '--metrics', metricsPlace];
  const running = startProgram(['run', ...options], { cwd: project.root, env });
  await running.printed(/"message":"started"/);
  expect(await runProgram(['exec', 'app:hello', '"Ada"'], { cwd: project.root, env })).toMatchObject({ exitCode: 0 });
  const metrics = await (await fetch(`http://${metricsPlace}/metrics`)).text();
  expect(metrics).toMatch(/^temporal_workflow_completed\S*workflow_type="app:hello"\S* 1$/m);
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ exitCode: 0 });
  expect(traces).toContain('"RunWorkflow:app:hello"');
});

it('ends with 1 when a server cannot be reached, or nothing would run', async () => {
  project.edit('_index.yaml', 'localhost:7233', 'localhost:1');
  const lost = await runProgram(['run'], { cwd: project.root, env: { ...env, TEMPORAL_ADDRESS: undefined } });
  expect(lost).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(/UNAVAILABLE: _index\.yaml:\d+: app:temporal: /),
  });
  project.edit('_index.yaml', '    lifecycle: { auto_start: true }\n', '');
  const idle = await runProgram(['run'], { cwd: project.root, env });
  expect(idle).toMatchObject({ exitCode: 1, err: expect.stringMatching(/INVALID: nothing would run/) });
});
