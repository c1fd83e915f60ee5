import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadProject, type Project } from '@durable-lua/registry';
import { check } from '../commands/check.js';
import { replay } from '../commands/replay.js';
import { printedBy } from '../testing/printed.js';
import { historyFiles } from './history-files.js';
import { replayAll } from './replay-all.js';
// Loaded before the clock of the first test runs.
import '../check/check.js';
import './replay.js';

const worker = new URL('../../../worker/fixtures/', import.meta.url);
const recorded = fileURLToPath(new URL('recorded', worker));
const histories = fileURLToPath(new URL('histories/', worker));
const historyOf = (name: string): string => `${histories}${name}-0.1.json`;

/** How code has changed, the history that it does not fit, and where: the event, the command in its place, the Lua line. */
const CHANGES: readonly (readonly [
  change: string,
  history: string,
  file: string,
  from: string,
  to: string,
  event: string,
  command: string,
  line: string,
])[] = [
  [
    'leaves a local call out',
    'order',
    'order',
    'local cents = assert(funcs.call("app:price", order.item))',
    'local cents = 0',
    '6 MarkerRecorded',
    'scheduleActivity',
    'saga.lua:8',
  ],
  [
    'calls an activity instead of a local one',
    'order',
    'order',
    '"app:price"',
    '"app:prices"',
    '6 MarkerRecorded',
    'scheduleActivity',
    'order.lua:8',
  ],
  [
    'sleeps first',
    'order',
    'order',
    'local reserved =',
    'time.sleep("5s") local reserved =',
    '7 ActivityTaskScheduled',
    'startTimer',
    'order.lua:10',
  ],
  [
    'has no deadline',
    'order',
    'order',
    'local deadline = time.after("1h")',
    'local deadline = process.listen("never")',
    '17 TimerStarted',
    'scheduleActivity',
    'saga.lua:8',
  ],
  [
    'makes one call less',
    'order',
    'order',
    '"invoice", "mail", "points"',
    '"invoice", "mail"',
    '26 ActivityTaskScheduled',
    'startChildWorkflowExecution',
    'order.lua:38',
  ],
  [
    'makes one call more',
    'order',
    'order',
    '"invoice", "mail", "points"',
    '"invoice", "mail", "points", "more"',
    '27 StartChildWorkflowExecutionInitiated',
    'scheduleActivity',
    'order.lua:30',
  ],
  [
    'calls a function instead of a child',
    'order',
    'order',
    'workflow.exec("app:shipment"',
    'funcs.call("app:step"',
    '27 StartChildWorkflowExecutionInitiated',
    'scheduleActivity',
    'order.lua:38',
  ],
  [
    'starts another child',
    'order',
    'order',
    'workflow.exec("app:shipment"',
    'workflow.exec("app:failing"',
    '27 StartChildWorkflowExecutionInitiated',
    'startChildWorkflowExecution',
    'order.lua:38',
  ],
  [
    'fails at once',
    'order',
    'order',
    'local log = channel.new(32)',
    'error("broken")',
    '5 MarkerRecorded',
    'failWorkflowExecution',
    'order.lua:5',
  ],
  [
    'waits for a call before it makes others',
    'order',
    'order',
    'local futures = {}',
    'funcs.call("app:step", "more") local futures = {}',
    '25 ActivityTaskScheduled',
    '-',
    'order.lua:28',
  ],
  [
    'asks for no randomness',
    'order',
    'order',
    'local ticket, secret = uuid.v4(), crypto.random_bytes(8)',
    'local ticket, secret = "", ""',
    '6 MarkerRecorded',
    'scheduleActivity',
    'saga.lua:8',
  ],
  [
    'returns early',
    'order',
    'order',
    'log:send(charged)',
    'do return charged end',
    '24 ActivityTaskScheduled',
    'completeWorkflowExecution',
    'order.lua:26',
  ],
  [
    'goes on as a new run',
    'order',
    'order',
    'log:send(charged)',
    'workflow.continue_as_new(order)',
    '24 ActivityTaskScheduled',
    'continueAsNewWorkflowExecution',
    'order.lua:26',
  ],
  [
    'sets a memo',
    'order',
    'order',
    'log:send(charged)',
    'workflow.attrs({ memo = { charged = true } })',
    '24 ActivityTaskScheduled',
    'modifyWorkflowProperties',
    'order.lua:26',
  ],
  [
    'waits for a message',
    'order',
    'order',
    'log:send(charged)',
    'process.listen("never"):receive()',
    '24 ActivityTaskScheduled',
    '-',
    'order.lua:26',
  ],
  [
    'forgets what to undo',
    'order-compensated',
    'saga',
    'table.insert(undo, 1, back)',
    'undo = {}',
    '29 ActivityTaskScheduled',
    'failWorkflowExecution',
    'order.lua:24',
  ],
  [
    'undoes by another function',
    'order-compensated',
    'saga',
    'undone[i] = assert(call("app:step", name))',
    'undone[i] = assert(call("app:undo", name))',
    '29 ActivityTaskScheduled',
    'scheduleActivity',
    'saga.lua:18',
  ],
  [
    'does not sleep before it undoes',
    'order-compensated',
    'order',
    'pcall(time.sleep, "10ms")',
    'true',
    '24 TimerStarted',
    'scheduleActivity',
    'saga.lua:18',
  ],
  [
    'waits without a deadline',
    'order-canceled',
    'order',
    'local deadline = time.after("1h")',
    'local deadline = process.listen("never")',
    '13 TimerStarted',
    '-',
    'order.lua:15',
  ],
  [
    'makes no call in a coroutine',
    'counter',
    'counter',
    'assert(funcs.call("app:step", "twice"))',
    '',
    '6 ActivityTaskScheduled',
    '-',
    'counter.lua:19',
  ],
  [
    'calls for another message',
    'counter',
    'counter',
    'amount == 2',
    'amount == 1',
    '-',
    'scheduleActivity',
    'counter.lua:14',
  ],
  [
    'does not sleep for its memo',
    'facts',
    'facts',
    'time.sleep("1ms")',
    '',
    '11 TimerStarted',
    'scheduleLocalActivity',
    'facts.lua:35',
  ],
  [
    'does not sleep before a cancel',
    'facts',
    'facts',
    'time.sleep("50ms")',
    '',
    '18 TimerStarted',
    'scheduleActivity',
    'facts.lua:41',
  ],
  [
    'leaves out a local call by options',
    'facts',
    'facts',
    'assert(here:call("app:price", "mug"))',
    '',
    '16 MarkerRecorded',
    'scheduleActivity',
    'facts.lua:36',
  ],
];

async function changed(file: string, from: string, to: string): Promise<Project> {
  const project = await loadProject(recorded);
  const { source } = project.entries.get(`app:${file}`) as { source: { text: string } };
  expect(source.text).toContain(from);
  source.text = source.text.replaceAll(from, () => to);
  return project;
}

describe('code and history part, at the event and the Lua line that are told, when the code', () => {
  it.each(CHANGES)('%s', async (_, history, file, from, to, event, command, line) => {
    const [replayed] = await replayAll(await changed(file, from, to), await historyFiles(historyOf(history)));
    const { parting, place } = replayed ?? {};
    expect({
      event: parting?.event === undefined ? '-' : `${parting.event.id} ${parting.event.type}`,
      command: parting?.command?.type ?? '-',
      line: `${place?.file}:${place?.line}`,
    }).toEqual({ event, command, line });
  });
});

describe('durable-lua replay', () => {
  /** A copy of the project in which a function is called first. */
  function changedFolder(): string {
    const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    cpSync(recorded, dir, { recursive: true });
    const file = path.join(dir, 'order.lua');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('local reserved =', 'time.sleep("5s")\n  local reserved ='));
    return dir;
  }

  it('says that a history fits', async () => {
    const { exitCode, out } = await printedBy(replay, 'replay', historyOf('order'), recorded);
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: expect.stringMatching(/^✓ \S+order-0\.1\.json fits\n$/) as string,
    });
  });

  it('shows both sides and the line, for each history of a folder', async () => {
    const { exitCode, out } = await printedBy(replay, 'replay', histories, changedFolder());
    expect(exitCode).toBe(1);
    expect(out.match(/^[✓✗] .*/gm)).toEqual([
      expect.stringMatching(/counter-0\.1\.json fits$/),
      expect.stringMatching(/facts-0\.1\.json fits$/),
      expect.stringMatching(/order-0\.1\.json does not fit$/),
      expect.stringMatching(/order-canceled-0\.1\.json does not fit$/),
      expect.stringMatching(/order-compensated-0\.1\.json does not fit$/),
    ]);
    expect(out).toContain(
      'order-0.1.json does not fit\n' +
        '  history: event 7 ActivityTaskScheduled activityType app:step activityId 3\n' +
        '  code:    startTimer startToFireTimeout 5s seq 1 at order.lua:10 (main, main)\n' +
        '  remedy:  keep the old branch by workflow.version (docs/deploying-changes.md)\n',
    );
    expect(out).toMatch(/> 10 \| {3}time\.sleep\("5s"\)/);
  });

  it('gives the same as JSON', async () => {
    const { exitCode, out } = await printedBy(replay, 'replay', historyOf('order'), changedFolder(), '--json');
    const { replays } = JSON.parse(out) as { replays: object[] };
    expect({ exitCode, replays }).toMatchObject({
      exitCode: 1,
      replays: [
        {
          fits: false,
          workflowId: expect.stringMatching(/^recorded-order-/) as string,
          place: { file: 'order.lua', line: 10 },
          parting: { event: { id: 7 }, command: { type: 'startTimer' }, task: 3 },
        },
      ],
    });
  });

  it.each([
    [
      'no file',
      'nowhere.json',
      /NOT_FOUND: there is no file or folder nowhere\.json, and an ID of a workflow looks otherwise/,
    ],
    [
      'no history',
      path.join(recorded, 'order.lua'),
      /INVALID: .*order\.lua is not JSON: .*; a history is what "temporal workflow show .*--output json" writes/,
    ],
  ])('refuses %s', async (_, what, says) => {
    const { exitCode, err } = await printedBy(replay, 'replay', what, recorded);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringMatching(says) as string });
  });

  it('is part of check, as L-VERSION, when that is given histories', async () => {
    const { exitCode, out } = await printedBy(check, 'check', changedFolder(), '--json', '--history', histories);
    const { findings } = JSON.parse(out) as {
      findings: { code: string; file: string; line: number; message: string }[];
    };
    const versions = findings.filter(({ code }) => code === 'L-VERSION');
    expect(exitCode).toBe(1);
    expect(versions.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'order.lua:10',
      'order.lua:10',
      'order.lua:10',
    ]);
    expect(versions[0]?.message).toMatch(/at event 7.*startTimer.*workflow\.version/);
  });
});
