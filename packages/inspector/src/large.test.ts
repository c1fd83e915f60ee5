import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { loadProject, type LuaEntryBase, type Project } from '@durable-lua/registry';
import { standardModules } from '@durable-lua/worker/modules';
import { launchBrowser } from '../../../scripts/lib/browser.js';
import { inspect, writePage } from './index.js';

const fixtures = new URL('../../worker/fixtures/', import.meta.url);

const SOURCE = `
return { main = function()
  local total, seen, names = 0, {}, { "a", "b", "c" }
  coroutine.spawn(function() local box = channel.new(0) while true do box:receive() end end)
  while true do
    total = total + 1
    seen[total % 20 + 1] = { total = total, name = names[total % 3 + 1], at = "turn " .. total }
    time.sleep("1s")
  end
end }`;

async function project(): Promise<Project> {
  const given = await loadProject(new URL('recorded', fixtures), { modules: standardModules });
  const entry = given.entries.get('app:order') as LuaEntryBase;
  entry.source.text = SOURCE;
  return given;
}

/** A history of that workflow, five events for each time that it sleeps. */
function history(count: number): object {
  const events: Record<string, unknown>[] = [];
  const add = (type: string, attributes: object): number => {
    const eventId = String(events.length + 1);
    const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
    const screaming = type.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase();
    const eventTime = new Date(Date.UTC(2026, 0, 1) + events.length * 200).toISOString();
    return events.push({ eventId, eventTime, eventType: `EVENT_TYPE_${screaming}`, [name]: attributes });
  };
  const task = (): number => {
    const scheduledEventId = String(add('WorkflowTaskScheduled', { taskQueue: { name: 'recorded' }, attempt: 1 }));
    const startedEventId = String(add('WorkflowTaskStarted', { scheduledEventId }));
    return add('WorkflowTaskCompleted', { scheduledEventId, startedEventId });
  };
  add('WorkflowExecutionStarted', {
    workflowType: { name: 'Order' },
    taskQueue: { name: 'recorded' },
    originalExecutionRunId: '01a20969-b9ac-71c3-a9e7-508a329a7a67',
    firstExecutionRunId: '01a20969-b9ac-71c3-a9e7-508a329a7a67',
    workflowId: 'large',
    workflowTaskTimeout: '10s',
    attempt: 1,
  });
  for (let timer = 1; ; timer++) {
    const completed = task();
    if (events.length >= count) return { events };
    const startedEventId = String(
      add('TimerStarted', {
        timerId: String(timer),
        startToFireTimeout: '1s',
        workflowTaskCompletedEventId: String(completed),
      }),
    );
    add('TimerFired', { timerId: String(timer), startedEventId });
  }
}

/** What the machine does beside it does not count. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** The long form: LARGE=20000. */
const COUNT = Number(process.env['LARGE'] ?? 1000);

it(`a history of ${COUNT} events is a page in time`, async () => {
  const given = await project();
  await inspect(history(20), given);
  const before = cpuSeconds();
  const recording = await inspect(history(COUNT), given);
  const page = await writePage(recording);
  const took = cpuSeconds() - before;
  console.log(
    `${COUNT} events: ${took.toFixed(1)} s, page of ${Math.round(page.length / 1024)} KiB, heap ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MiB`,
  );
  expect(recording.problem).toBeUndefined();
  expect(recording.events.length).toBeGreaterThanOrEqual(COUNT);
  expect(took).toBeLessThan(COUNT <= 1000 ? 2 : (20 * COUNT) / 20_000);
  expect(page.length).toBeLessThan(COUNT * 3000);
}, 120_000);

it(`which opens in a browser in time, at its last event, and goes to any other`, { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'inspector-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'large.html');
  const recording = await inspect(history(COUNT), await project());
  await writeFile(file, await writePage(recording));
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const start = performance.now();
  await page.goto(pathToFileURL(file).href);
  const where = page.locator('#where');
  await where.filter({ hasText: `event ${recording.events.length},` }).waitFor({ timeout: 60_000 });
  const opened = performance.now() - start;
  await page.keyboard.press('Home');
  await where.filter({ hasText: 'event 1,' }).waitFor();
  const heap = await page.evaluate<number>('performance.memory.usedJSHeapSize');
  console.log(
    `${COUNT} events: open after ${Math.round(opened)} ms, heap of the page ${Math.round(heap / 2 ** 20)} MiB`,
  );
  expect(opened).toBeLessThan(COUNT <= 1000 ? 5_000 : 20_000);
  expect(heap).toBeLessThan(512 * 2 ** 20);
});
