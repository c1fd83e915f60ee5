import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { run as runProgram, start as startProgram } from '../testing/command-line.js';
import { tempProject, type TempProject } from '../testing/temp-project.js';

let project: TempProject;
const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), NO_COLOR: '1' };
beforeAll(async () => {
  project = await tempProject();
  project.edit('hello.lua', '30s', '5m');
});
afterAll(() => project.remove());

const run = (...args: string[]) => runProgram(args, { cwd: project.root, env });

describe('durable-lua exec', () => {
  it('calls a function and prints its result as JSON', async () => {
    expect(await run('exec', 'app:greet', '"Ada"')).toMatchObject({ exitCode: 0, out: '"Hello, Ada!"\n', err: '' });
  });

  it('runs a workflow on its worker, with options and messages from elsewhere', async () => {
    const id = `hello-${randomUUID()}`;
    const running = startProgram(
      [
        'exec',
        'app:hello',
        '"Ada"',
        '--id',
        id,
        '--option',
        'run_timeout=5m',
        '--option',
        'workflow.memo={"a":1}',
        '--json',
      ],
      { cwd: project.root, env },
    );
    await running.printed(/Hello, Ada!/);
    expect(await run('send', id, 'thanks', '{"n":9007199254740993}')).toMatchObject({ exitCode: 0 });
    const { exitCode, out } = await running.ended;
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: '{"greeting":"Hello, Ada!","thanked_by":{"n":9007199254740993}}\n',
    });
  });

  it('ends with 1 and the line of Lua when the work fails', async () => {
    const refused = await run('exec', 'app:greet');
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toMatch(/^INVALID: a name expected/);
    const failed = await run('exec', 'app:greet', '{}');
    expect(failed).toMatchObject({ exitCode: 1, out: '' });
    expect(failed.err).toMatch(/^INTERNAL: greet\.lua:7: attempt to concatenate a table value/);
    expect(failed.err).toContain('> 7 |   return "Hello, " .. name .. "!"');
    const json = await run('exec', 'app:greet', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ error: { kind: 'INVALID' } });
  });

  it('waits no longer than it is told, and leaves the workflow open', async () => {
    const { exitCode, err } = await run('exec', 'app:hello', '"Ada"', '--timeout', '2s');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/TIMEOUT: app:hello has not ended within 2 seconds/);
  });

  it.each([
    [['app:greet', 'Ada'], /value 1, Ada, is not JSON: .*for a text, write '"Ada"'/],
    [['app:great'], /there is no entry 'app:great': the project has app:greet, app:hello; did you mean 'app:greet'\?/],
    [['app:worker'], /'app:worker' is a temporal\.worker: a function\.lua, workflow\.lua or process\.lua expected/],
    [['app:greet', 'a@b.de'], /value 1, a@b\.de, is not JSON: .*for a text, write '"a@b\.de"'/],
    [['app:greet', "{'a': 1}"], /is not JSON: .*; write keys and texts in double quotes, and the whole in single ones/],
    [['app:greet', '--id', 'x'], /--id and --option are for workflows, and 'app:greet' is a function\.lua/],
    [['app:helo', '--id', 'x'], /there is no entry 'app:helo': .*; did you mean 'app:hello'\?/],
    [['app:hello', '--dir', 'hello.lua'], /hello\.lua is a file: the folder of the project expected/],
    [['app:hello', '--dir', 'nowhere'], /there is no folder .*nowhere/],
    [['app:hello', '--option', 'run_timout=5m'], /unknown option 'workflow\.run_timout'; did you mean/],
    [['app:greet', '--timeout', 'soon'], /--timeout soon: /],
    [['app:greet', '--timeout', '5'], /--timeout 5: it has no unit: write 5s for seconds/],
  ])('ends with 2 for exec %j', async (args, message) => {
    const { exitCode, err } = await run('exec', ...args);
    expect(err).toMatch(message);
    expect(exitCode).toBe(2);
  });
});

describe('durable-lua send', () => {
  it('ends with 1 when nobody is there', async () => {
    const { exitCode, err } = await run('send', `nobody-${randomUUID()}`, 'thanks');
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringMatching(/^NOT_FOUND: /) });
  });
});
