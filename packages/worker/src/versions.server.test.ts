import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Project } from '@durable-lua/registry';
import { replayHistories, type Runtime } from './index.js';
import { loadFixture } from './testing/fixture.js';
import { House, type ExportedHistory } from './testing/house.js';

/** What the code asks for: a range of versions, or nothing, and goes by that version. */
type Code = `${number}` | `${number}..${number}`;

const rangeOf = (code: Code): readonly number[] => code.split('..').map(Number);
const asks = (code: Code): boolean => code.includes('..');

async function projectOf(code: Code, queue?: string): Promise<Project> {
  const project = await loadFixture('versions', queue);
  const { source } = project.entries.get('app:order') as { source: { text: string } };
  const version = asks(code) ? `workflow.version("fees", ${rangeOf(code).join(', ')})` : code;
  const text = source.text.replace('= versionOf(...)', `= ${version}`);
  expect(text).not.toBe(source.text);
  source.text = text;
  return project;
}

const house = new House({ fixture: 'versions', address: inject('temporalAddress') });
beforeAll(() => house.open({ start: false }));
afterAll(() => house.close());

const handle = (id: string) => house.plain.workflow.getHandle(id);

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(50);
}

describe('changed code', () => {
  const running: Runtime[] = [];

  async function deploy(code: Code): Promise<Runtime> {
    const runtimeOptions = { workerOptions: { maxCachedWorkflows: 0 } };
    const runtime = await house.createRuntime(await projectOf(code, house.queue), runtimeOptions);
    await runtime.start();
    running.push(runtime);
    return runtime;
  }

  /** Stops every deployment but one. */
  async function leave(only: Runtime): Promise<void> {
    const others = running.splice(0).filter((runtime) => runtime !== only);
    await Promise.all(others.map((runtime) => runtime.shutdown()));
    running.push(only);
  }

  async function begin(): Promise<string> {
    const { workflowId } = await house.startPlain('order', []);
    await house.until(workflowId, 'ACTIVITY_TASK_COMPLETED');
    return workflowId;
  }

  async function finish(id: string): Promise<unknown> {
    await handle(id).signal('go');
    return house.result(id);
  }

  async function open(query: string): Promise<string[]> {
    const ids: string[] = [];
    const all = `TaskQueue = "${house.queue}" AND ExecutionStatus = "Running" AND ${query}`;
    for await (const { workflowId } of house.plain.workflow.list({ query: all })) ids.push(workflowId);
    return ids;
  }

  const failedTasks = async (id: string): Promise<string[]> =>
    (await house.events(id))
      .filter(({ eventType }) => eventType === 'EVENT_TYPE_WORKFLOW_TASK_FAILED')
      .map((event) => String(event.workflowTaskFailedEventAttributes.failure.message));

  it('lets runs under way finish on the version they began with, old and new code side by side', async () => {
    await deploy('1');
    const [oldest, forgotten] = [await begin(), await begin()];
    // Both poll the queue, and nothing is kept in memory: either may be given each task.
    const both = await deploy('1..2');
    expect(await finish(oldest)).toEqual([1, 1]);
    await leave(both);
    const middle = await begin();

    // How to see which old runs are left.
    await until(async () => (await open('TemporalChangeVersion = "fees#2"')).length > 0);
    expect(await open('TemporalChangeVersion = "fees#2"')).toEqual([middle]);
    expect(await open('TemporalChangeVersion != "fees#2"')).toEqual([forgotten]);

    // Code that no longer has the version of a run leaves it open and says why, until code is there that has it.
    const withoutOld = await deploy('2..2');
    expect(await finish(middle)).toEqual([2, 2]);
    await leave(withoutOld);
    await handle(forgotten).signal('go');
    await until(async () => (await failedTasks(forgotten)).length > 0);
    expect((await failedTasks(forgotten))[0]).toMatch(
      /workflow\.version 'fees': the run predates versioning; this code supports 2 to 2\. Deploy code/,
    );
    expect(await house.status(forgotten)).toBe('RUNNING');
    await leave(await deploy('1..2'));
    expect(await house.result(forgotten)).toEqual([1, 1]);

    // At last the call itself goes.
    const last = await deploy('2..2');
    await leave(last);
    const newest = await begin();
    await leave(await deploy('2'));
    expect(await finish(newest)).toEqual([2, 2]);
  });
});

describe('workflow.version', () => {
  const recorded: readonly Code[] = ['1', '1..1', '1..2', '2..2', '1..3', '2..3', '3..3'];
  const histories: ExportedHistory[] = [];

  beforeAll(async () => {
    const runtime = await house.createRuntime(await loadFixture('versions', `versions-${randomUUID()}`));
    await runtime.start();
    for (const code of recorded) {
      const messages = [{ topic: 'go' }];
      const args = asks(code) ? [...rangeOf(code)] : [];
      const run = await runtime.spawn('app:order', 'app:worker', undefined, { args, messages });
      const newest = rangeOf(code).at(-1);
      expect(await run.result()).toEqual([newest, newest]);
      histories.push(await house.history(run.workflowId));
    }
  });

  /** What becomes of a history of one code that is replayed by another: nothing to say, or why it is not for it. */
  function expected(history: Code, code: Code): RegExp | undefined {
    const was = asks(history) ? rangeOf(history).at(-1) : undefined;
    const [min, max] = rangeOf(code) as [number, number];
    if (!asks(code)) {
      // A marker that was left by code with that version alone may stay behind.
      const isForgotten = was === undefined ? min === 1 : was === min && rangeOf(history)[0] === was && was >= 2;
      return isForgotten ? undefined : /./;
    }
    if (was === undefined) return min === 1 ? undefined : /predates versioning/;
    if (was < min) return /recorded as version \d, no longer supported/;
    return was > max ? /recorded as version \d, newer than supported/ : undefined;
  }

  it.each<Code>(['1', '1..1', '1..2', '2..2', '1..3', '2..3', '3..3', '3'])(
    'goes by what each history says, or fails the task: replayed by code %s',
    async (code) => {
      const outcomes: (string | undefined)[] = [];
      const options = { ...house.composition, project: await projectOf(code), histories };
      for await (const { error } of replayHistories(options)) outcomes.push(error && String(error));
      const wanted = recorded.map((history) => expected(history, code));
      expect(outcomes.map((text, index) => (text === undefined ? undefined : wanted[index]?.test(text)))).toEqual(
        wanted.map((pattern) => (pattern === undefined ? undefined : true)),
      );
    },
  );
});
