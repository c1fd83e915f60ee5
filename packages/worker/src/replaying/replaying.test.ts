import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { replayHistories, replayHistory, PartedError, type GivenCommand, type ReplayObserver } from '../index.js';
import { loadFixture } from '../testing/fixture.js';
import '../testing/logs.js';

const recorded = async (name: string): Promise<object> =>
  JSON.parse(await readFile(new URL(`../../fixtures/histories/${name}-0.1.json`, import.meta.url), 'utf8')) as object;

async function observed(name: string): Promise<readonly GivenCommand[]> {
  const commands: GivenCommand[] = [];
  const observer: ReplayObserver = { command: (command) => void commands.push(command) };
  const histories = [await recorded(name)];
  for await (const { error } of replayHistories({
    project: await loadFixture('recorded'),
    histories,
    observe: () => observer,
  })) {
    expect(error).toBeUndefined();
  }
  return commands;
}

const shown = ({ type, place }: GivenCommand): string =>
  `${type} ${place === undefined ? '-' : `${place.file}:${place.line} ${place.function} ${place.coroutine}`}`;

it('each command has the Lua place that asked for it', async () => {
  expect((await observed('order')).map(shown)).toEqual([
    'scheduleLocalActivity order.lua:7 main main',
    'scheduleLocalActivity order.lua:8 main main',
    'scheduleActivity saga.lua:8 step main',
    'startTimer order.lua:13 main main',
    'scheduleActivity saga.lua:8 step main',
    'scheduleActivity order.lua:30 main main',
    'scheduleActivity order.lua:30 main main',
    'scheduleActivity order.lua:30 main main',
    'startChildWorkflowExecution order.lua:38 main main',
    'completeWorkflowExecution order.lua:56 main main',
  ]);
});

it.each(['counter', 'facts', 'order', 'order-canceled', 'order-compensated'])(
  'no command of %s is without its place',
  async (name) => {
    const commands = await observed(name);
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.filter(({ place }) => place === undefined).map(({ type }) => type)).toEqual([]);
  },
);

describe('where history and code part', () => {
  it.each([
    [
      'a call is left out',
      'local cents = assert(funcs.call("app:price", order.item))',
      'local cents = 0',
      'at event 6: the history has MarkerRecorded (markerName core_local_activity), saga.lua:8 (step, main) gave scheduleActivity (activityType app:step, activityId 2, seq 2)',
    ],
    [
      'two of three calls are left out',
      '"invoice", "mail", "points"',
      '"mail"',
      /^at event 25: the history has ActivityTaskScheduled \(activityType app:step, activityId 6\), order\.lua:38 \(main, main\) gave startChildWorkflowExecution \(workflowType app:shipment, /,
    ],
    [
      'a child becomes a call',
      'workflow.exec("app:shipment"',
      'funcs.call("app:shipment"',
      /^at event 27: the history has StartChildWorkflowExecutionInitiated \(workflowType app:shipment, .*\), order\.lua:38 \(main, main\) gave scheduleActivity \(activityType app:shipment, activityId 8, seq 8\)$/,
    ],
    [
      'it sleeps first',
      'local reserved =',
      'time.sleep("1s") local reserved =',
      'at event 7: the history has ActivityTaskScheduled (activityType app:step, activityId 3), order.lua:10 (main, main) gave startTimer (startToFireTimeout 1s, seq 1)',
    ],
    [
      'it waits for nothing',
      'workflow.exec("app:shipment", order.item, process.pid())',
      'true',
      /^at event 27: the history has StartChildWorkflowExecutionInitiated \(.*\), the code stands at order\.lua:46 \(main, main\) and gave none$/,
    ],
    [
      'it fails',
      'local log = channel.new(32)',
      'error("broken")',
      'at event 5: the history has MarkerRecorded (markerName core_local_activity), order.lua:5 (main, main) gave failWorkflowExecution (message order.lua:5: broken)',
    ],
  ])('when %s', async (_, from, to, says) => {
    const project = await loadFixture('recorded');
    const entry = project.entries.get('app:order') as { source: { text: string } };
    expect(entry.source.text).toContain(from);
    entry.source.text = entry.source.text.replaceAll(from, to);
    const failed: unknown = await replayHistory({ project, history: await recorded('order') }).catch(
      (reason: unknown) => reason,
    );
    expect(failed).toBeInstanceOf(PartedError);
    const { message, cause, name } = failed as PartedError;
    const [, where] = message.split('history and code part ') as [string, string];
    if (typeof says === 'string') expect(where).toBe(says);
    else expect(where).toMatch(says);
    expect([name, cause.name]).toEqual(['DeterminismViolationError', 'DeterminismViolationError']);
  });
});
