import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadProject, type Project } from '@durable-lua/registry';
import { standardModules } from '@durable-lua/worker/modules';
import { eventTable, inspect, stepOf, type Recording, type Step } from './index.js';

const fixtures = new URL('../../worker/fixtures/', import.meta.url);

const history = async (name: string): Promise<object> =>
  JSON.parse(await readFile(new URL(`histories/${name}-0.1.json`, fixtures), 'utf8')) as object;

const project = (): Promise<Project> =>
  loadProject(new URL('recorded', fixtures), { env: { QUEUE: 'recorded' }, modules: standardModules });

const steps = (recording: Recording): readonly Step[] => recording.steps.map((_, index) => stepOf(recording, index));
const turns = (recording: Recording): readonly Step[] => steps(recording).filter(({ isTurn }) => isTurn);

function valueOf(step: Step | undefined, name: string, label = 'main'): string | undefined {
  const calls = step?.coroutines.find((one) => one.label === label)?.calls ?? [];
  return calls.flatMap(({ locals }) => locals).find(([local]) => local === name)?.[1];
}

describe('a recording of an order', () => {
  it('has its events with the lines that asked for them', async () => {
    const table = eventTable(await inspect(await history('order'), await project()));
    expect(table.split('\n')).toEqual(
      expect.arrayContaining([
        ' 1  WorkflowExecutionStarted',
        ' 7  ActivityTaskScheduled                 saga.lua:8 step',
        '17  TimerStarted                          order.lua:13 main',
        '27  StartChildWorkflowExecutionInitiated  order.lua:38 main',
        '53  WorkflowExecutionCompleted            order.lua:56 main',
      ]),
    );
  });

  it('has a turn for what each event brought about', async () => {
    const recording = await inspect(await history('order'), await project());
    expect(
      turns(recording).map(({ event, cause, coroutines, mailbox }) => [
        event.id,
        cause && `${cause.id} ${cause.type}`,
        coroutines.map(({ label, calls: [first] }) => `${label} ${first?.file}:${first?.line}`).join(', '),
        mailbox.join(),
      ]),
    ).toEqual([
      [3, undefined, 'main order.lua:7', ''],
      [3, '5 MarkerRecorded', 'main order.lua:8', ''],
      [3, '6 MarkerRecorded', 'main saga.lua:8', ''],
      [10, '8 WorkflowExecutionSignaled', 'main saga.lua:8', 'approve({"by":"Bob"})'],
      [15, '13 ActivityTaskCompleted', 'main saga.lua:8', ''],
      [22, '20 ActivityTaskCompleted', 'main order.lua:38, coroutine 1 order.lua:35', ''],
      [33, '29 ActivityTaskCompleted', 'main order.lua:38, coroutine 1 order.lua:35', ''],
      [33, '32 ActivityTaskCompleted', 'main order.lua:38, coroutine 1 order.lua:35', ''],
      [39, '37 ActivityTaskCompleted', 'main order.lua:38, coroutine 1 order.lua:35', ''],
      [43, '41 WorkflowExecutionSignaled', 'main order.lua:38, coroutine 1 order.lua:35', ''],
      [47, '45 WorkflowExecutionSignaled', 'main order.lua:38, coroutine 1 order.lua:35', ''],
      [51, '49 ChildWorkflowExecutionCompleted', '', ''],
    ]);
  });

  it('knows what variables held, and which lines ran', async () => {
    const found = turns(await inspect(await history('order'), await project()));
    expect(found.map((step) => valueOf(step, 'cents'))).toEqual([
      undefined,
      undefined,
      ...Array.from({ length: 9 }, () => '750'),
      undefined,
    ]);
    expect(valueOf(found[5], 'charged')).toBe('"charge done"');
    expect(valueOf(found[5], 'places', 'coroutine 1')).toMatch(/^channel /);
    expect(found[9]?.reached).toEqual([{ file: 'order.lua', lines: [35] }]);
    expect(found[11]?.reached[0]?.lines).toContain(56);
  });
});

describe('what is secret', () => {
  it('is not in a recording: by its name, by what a project declares, by what crypto gave', async () => {
    const declaring = await project();
    const entry = declaring.entries.get('app:order') as { meta: object };
    entry.meta = { ...entry.meta, inspector: { secret: ['ticket'] } };
    const recording = await inspect(await history('order'), declaring, { secret: ['cents'] });
    const found = turns(recording);
    expect([valueOf(found[2], 'secret'), valueOf(found[2], 'ticket'), valueOf(found[2], 'cents')]).toEqual([
      '<hidden>',
      '<hidden>',
      '<hidden>',
    ]);
    const plain = await inspect(await history('order'), await project());
    const ticket = valueOf(turns(plain)[2], 'ticket') as string;
    expect(ticket).toMatch(/^"[\da-f-]{36}"$/);
    expect(JSON.stringify(recording.texts)).not.toContain(ticket.slice(1, -1));
  });
});

it('a failed run is shown as it failed', async () => {
  const recording = await inspect(await history('order-compensated'), await project());
  expect(recording.events.at(-1)).toMatchObject({
    type: 'WorkflowExecutionFailed',
    place: { file: 'order.lua', line: 24 },
  });
  expect(turns(recording).map((step) => valueOf(step, 'charged'))).toContain('nil');
});

it('a run that does not replay stops where history and code part, with both sides', async () => {
  const changed = await project();
  const entry = changed.entries.get('app:order') as { source: { text: string } };
  entry.source.text = entry.source.text.replace('workflow.exec("app:shipment"', 'funcs.call("app:shipment"');
  const recording = await inspect(await history('order'), changed);
  expect(recording.problem?.parting).toMatchObject({
    event: { id: 27, type: 'StartChildWorkflowExecutionInitiated' },
    command: { type: 'scheduleActivity', place: { file: 'order.lua', line: 38, function: 'main' } },
  });
  expect(stepOf(recording, recording.steps.length - 1)).toMatchObject({ event: { id: 22 }, isTurn: true });
});
