import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { loadFixture } from './testing/fixture.js';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';
import { untilLogged } from './testing/logs.js';

inBothModes('input', (house) => {
  it.each([
    ['__temporal_x', 'is reserved'],
    ['@x', 'are reserved'],
    ['@messages', "signal '@messages' is ignored"],
  ])('the signal %s from outside is put aside with a warning, and the run goes on', async (name, warning) => {
    const handle = await house.plain.workflow.start('Inbox', { taskQueue: house.queue, workflowId: randomUUID() });
    house.started.add(handle.workflowId);
    await handle.signal(name, { no: 'message' });
    await handle.signal('fine');
    expect(await handle.result()).toBe('fine');
    await untilLogged(warning);
  });

  it('an unknown query is refused with what is known, and the run goes on', async () => {
    const run = await house.spawn('inbox');
    const handle = house.plain.workflow.getHandle(run.workflowId);
    await expect(handle.query('progress')).rejects.toThrow(/no query 'progress': this workflow answers @pid/);
    await run.send('fine');
    expect(await run.result()).toBe('fine');
  });

  it('an update without a handler is a message, and fails at its caller when the run ends without an answer', async () => {
    const run = await house.spawn('inbox');
    const handle = house.plain.workflow.getHandle(run.workflowId);
    await expect(handle.executeUpdate('add', { args: [1] })).rejects.toThrow();
    expect(await run.result()).toBe('add');
  });

  it.each([
    ['undeclared_module', /^module 'cron' is not declared in modules or imports of app:mistakes/],
    ['module_not_here', /^module 'http_client' is not declared in modules or imports of app:mistakes/],
    ['bad_duration', /invalid duration "1 hour": expected a number with a unit such as "500ms"/],
    ['bad_sleep', /invalid duration "soon": expected a number with a unit such as "500ms"/],
    ['wrong_type', /^call: argument #1 \(id\): string expected, got table/],
    ['wrong_type_raised', /bad argument #1 to 'unix' \(.* expected, got string\)/],
    ['no_namespace', /namespace:name/],
    [
      'unknown_option',
      /unknown option 'activity\.start_to_clos_timeout'; did you mean 'activity\.start_to_close_timeout'/,
    ],
    ['unknown_global', /undeclared global 'chanel'/],
    ['system_clock', /^os\.time is not allowed in a workflow: use time\.now\(\):unix\(\)/],
    ['chance', /^math\.random is not allowed in a workflow: use crypto\.random/],
    ['global_write', /assignment to global 'counter' is not allowed in a workflow: use a local/],
    ['too_many_bytes', /random\.bytes: n must be 1 to 1048576, got -1/],
  ])('%s: the failure names the place and what to do', async (name, message) => {
    const run = await house.spawn('mistakes', name);
    await expect(run.result()).rejects.toMatchObject({ message: expect.stringMatching(message) });
    const { failure } = (await house.events(run.workflowId)).at(-1)?.workflowExecutionFailedEventAttributes as {
      failure: { message: string; applicationFailureInfo: { details: { payloads: { data: string }[] } } };
    };
    // The traceback of the error itself, which is what Lua and clients read: the SDK cuts a stack trace off at "unknown".
    const [detail] = failure.applicationFailureInfo.details.payloads;
    const { stack } = JSON.parse(Buffer.from(detail?.data ?? '', 'base64').toString()) as { stack: string };
    expect(stack).toMatch(/mistakes\.lua:\d+: in /);
  });
});

describe('a workflow type that no worker knows', () => {
  it('fails its task, saying what is known and what to do; a worker that knows it completes the run', async () => {
    const house = new House({ fixture: 'input', address: inject('temporalAddress') });
    await house.open();
    try {
      const start = { taskQueue: house.queue, workflowId: randomUUID(), args: ['Ada'] };
      const handle = await house.plain.workflow.start('Late', start);
      await house.until(handle.workflowId, 'WORKFLOW_TASK_FAILED');
      const failed = (await house.events(handle.workflowId)).find(({ eventType }) => eventType.endsWith('TASK_FAILED'));
      expect(failed?.workflowTaskFailedEventAttributes.failure.message).toBe(
        "no workflow.lua entry has the workflow type 'Late' (this worker knows Inbox, app:mistakes): " +
          'deploy the worker that has it; the run waits',
      );
      expect(await house.status(handle.workflowId)).toBe('RUNNING');

      await house.runtime.shutdown();
      const next = await house.createRuntime(await loadFixture('input-late', house.queue));
      await next.start();
      expect(await handle.result()).toBe('hello Ada');
    } finally {
      await house.close();
    }
  });
});
