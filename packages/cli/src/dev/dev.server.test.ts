import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, inject, it, onTestFinished } from 'vitest';
import { run, start as startProgram, type Running } from '../testing/command-line.js';
import { tempProject, type TempProject } from '../testing/temp-project.js';

const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), NO_COLOR: '1' };
let project: TempProject;
let running: Running;

beforeEach(async () => {
  project = await tempProject();
  project.edit('hello.lua', '30s', '5m');
  running = startProgram(['dev'], { cwd: project.root, env });
  await running.printed(/Ctrl-C stops everything/);
});

afterEach(async () => {
  running.child.kill('SIGKILL');
  await running.ended;
  project.remove();
});

it('keeps what runs while a file is wrong, and stops everything on Ctrl-C', async () => {
  project.edit('greet.lua', 'return "Hello', 'retrun "Hello');
  await running.printed(
    /app:greet: source: greet\.lua:7: .*\[E-LUA\][^]*Not live: greet\.lua\. What ran before goes on/,
  );
  project.edit('greet.lua', 'retrun "Hello', 'return "Hello');
  await running.printed(/Live: as before, greet\.lua/);
  project.edit('greet.lua', 'return "Hello', 'return "Goodbye');
  await running.printed(/Live: greet\.lua/);
  project.edit('_index.yaml', 'modules: [funcs, time]', 'modules: [funcs, time, json]');
  await running.printed(/Live: _index\.yaml/);
  await expect.poll(() => existsSync(path.join(project.root, '.durable-lua/types/json.lua'))).toBe(true);
  running.child.kill('SIGINT');
  const { exitCode, err } = await running.ended;
  expect(exitCode).toBe(130);
  expect(err).toContain('Everything is stopped.');
  expect(existsSync(path.join(project.root, '.durable-lua/dev.json'))).toBe(false);
});

it('a saved file is live at once for workflows that are open, and one that would break them is held back', async () => {
  const id = `hello-${randomUUID()}`;
  const asked = run(['exec', 'app:hello', '"Ada"', '--id', id], { cwd: project.root, env });
  await running.printed(new RegExp(`${id}[^\\n]*Hello, Ada!`));

  const source = project.read('hello.lua');
  project.write('hello.lua', source.replace(/local function main\((\w*)\)\n/, '$&  time.sleep("1h")\n'));
  await running.printed(/Not live: hello\.lua would break a workflow that is open/);
  await running.printed(new RegExp(`${id}: [^]*hello\\.lua:\\d+`));

  // One that fits goes on with the same run.
  project.write('hello.lua', source);
  project.edit('greet.lua', 'Hello', 'Goodbye');
  await running.printed(/Live: [^\n]*the open workflow goes on with it/);
  await run(['send', id, 'thanks', '"Bob"'], { cwd: project.root, env });
  const { exitCode, out } = await asked;
  expect([exitCode, out]).toEqual([0, expect.stringContaining('Ada')]);
  await running.printed(new RegExp(`${id}[^\\n]*completed`));
});

it('tells of a workflow that the server ends, and an exec does not wait for a dev that is gone', async () => {
  const id = `hello-${randomUUID()}`;
  const ask = (name: string) => run(['exec', 'app:hello', '"Ada"', '--id', name], { cwd: project.root, env });
  const asked = [ask(id), ask(`${id}-b`)] as const;
  await Promise.all([id, `${id}-b`].map((name) => running.printed(new RegExp(`${name} [^\\n]*Hello, Ada!`))));

  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS });
  onTestFinished(() => connection.close());
  await new Client({ connection }).workflow.getHandle(id).terminate('enough of it');
  await running.printed(new RegExp(`${id}  app:hello  terminated: enough of it`));
  expect(await asked[0]).toMatchObject({ exitCode: 1, err: expect.stringContaining('enough of it') });

  running.child.kill('SIGKILL');
  const left = await asked[1];
  expect(left).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(/UNAVAILABLE: "durable-lua dev", which runs app:hello, has stopped/),
  });
});
