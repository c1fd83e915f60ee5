import { randomUUID } from 'node:crypto';
import { DefaultLogger, Runtime as SdkRuntime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { loadProject, type Project } from '@durable-lua/registry';
import { createRuntime, type Runtime } from '@durable-lua/worker';
import { standardModules } from '@durable-lua/worker/modules';
import { inspect, stepOf, type CallView, type Recording } from './index.js';

/** What the programs printed when they ran, by workflow ID. */
const printed = new Map<string, string[]>();
SdkRuntime.install({
  logger: new DefaultLogger('INFO', ({ message, meta }) => {
    const id: unknown = meta?.['workflowId'];
    if (typeof id !== 'string' || !message.startsWith('shapes.lua:')) return;
    printed.set(id, [...(printed.get(id) ?? []), message]);
  }),
});

/** Method, how often it notes something at least, and its arguments. */
const SHAPES = [
  ['sleeps', 4, [3]],
  ['calls', 3, [4]],
  ['local_state', 3, []],
  ['futures', 4, [3]],
  ['group', 5, [3]],
  ['spawned', 7, []],
  ['rendezvous', 4, []],
  ['selects', 3, []],
  ['inbox', 3, []],
  ['child', 3, []],
  ['recursion', 2, []],
  ['inner', 3, []],
  ['closures', 3, []],
  ['varargs', 2, []],
  ['protected', 3, []],
  ['failing', 2, []],
] as const;

let project: Project;
let runtime: Runtime;
const round = randomUUID();
const idOf = (name: string): string => `${name}-${round}`;

beforeAll(async () => {
  project = await loadProject(new URL('../fixtures/shapes', import.meta.url), {
    env: { QUEUE: `shapes-${randomUUID()}` },
    modules: standardModules,
  });
  runtime = await createRuntime({ project, address: inject('temporalAddress') });
  await runtime.start();
  const ends = SHAPES.map(async ([name, , args]) => {
    const run = await runtime.spawn(`app:${name}`, 'app:worker', undefined, { args: [...args], id: idOf(name) });
    await run.result().catch((error: unknown) => {
      if (name !== 'failing') throw error;
    });
  });
  await Promise.all(ends);
});
afterAll(() => runtime.shutdown());

/** Whether a call stands at a place and has these variables, the innermost of a name. */
function says(call: CallView, place: string, values: readonly string[]): boolean {
  if (`${call.file}:${call.line}` !== place) return false;
  return values.every((value) => {
    const [name = '', shown] = value.split(/=(.*)/s);
    const found = [...call.upvalues, ...call.locals].findLast(([one]) => one === name);
    return found?.[1] === shown;
  });
}

const callsOf = (recording: Recording): readonly CallView[] =>
  recording.steps.flatMap((_, index) => stepOf(recording, index).coroutines.flatMap(({ calls }) => calls));

it.each(SHAPES)('lines and variables are those that the program printed when it ran: %s', async (name, least) => {
  const id = idOf(name);
  const client = await runtime.client('app:tc');
  const recording = await inspect(await client.workflow.getHandle(id).fetchHistory(), project);
  expect(recording.problem).toBeUndefined();

  const notes = printed.get(id) ?? [];
  expect(notes.length).toBeGreaterThanOrEqual(least - 1);
  const calls = callsOf(recording);
  for (const note of notes) {
    const [place = '', ...values] = note.split(' ');
    const there = calls.filter(({ file, line }) => `${file}:${line}` === place);
    expect(
      there.some((call) => says(call, place, values)),
      `${note}\nbut ${JSON.stringify(there[0])}`,
    ).toBe(true);
  }
  // The replay printed the same.
  const logs = recording.steps.flatMap(({ logs: lines = [] }) => lines.map(({ message }) => message));
  expect(logs.filter((line) => line.startsWith('shapes.lua:'))).toEqual(notes);
});
