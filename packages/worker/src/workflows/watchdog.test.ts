import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import vm from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { Watchdog } from './watchdog.js';

/** What a sandbox looks like from outside, with a module that computes for a while. */
const BUNDLE = `
  globalThis.__TEMPORAL_ACTIVATOR__ = { info: { workflowType: 'shop:order', workflowId: 'order-17' } };
  function area(until) { while (Date.now() < until); }
  function run(ms) { area(Date.now() + ms); }
`;

async function watched(patience: number) {
  const folder = await mkdtemp(path.join(tmpdir(), 'watchdog-'));
  const file = path.join(folder, 'log');
  const fd = openSync(file, 'w');
  const watchdog = new Watchdog({ filename: 'workflow-bundle.js', patience, fd, format: 'text' });
  onTestFinished(async () => {
    watchdog.close();
    closeSync(fd);
    await rm(folder, { recursive: true });
  });
  const context = vm.createContext({});
  new vm.Script(BUNDLE, { filename: 'workflow-bundle.js' }).runInContext(context);
  // Until it watches.
  await sleep(500);
  const compute = (ms: number): void => {
    watchdog.begin();
    vm.runInContext(`run(${ms})`, context);
    watchdog.end();
  };
  const computeElsewhere = (ms: number): void => {
    watchdog.begin();
    for (const until = Date.now() + ms; Date.now() < until;);
    watchdog.end();
  };
  return { compute, computeElsewhere, log: () => readFileSync(file, 'utf8') };
}

it('names the workflow and the function that holds the thread, once', async () => {
  const { compute, log } = await watched(200);
  compute(1500);
  expect(log().split('\n')).toEqual([
    expect.stringMatching(
      /^WARN workflow shop:order 'order-17' has held the thread of its worker for 0\.2 s; it is in area \(workflow-bundle\.js:3\), called from run \(workflow-bundle\.js:4\)/,
    ),
    '',
  ]);
});

it('names no place when the thread is held by what is no workflow', async () => {
  const { computeElsewhere, log } = await watched(200);
  computeElsewhere(1500);
  expect(log()).toBe('WARN a workflow has held the thread of its worker for 0.2 s. Other workflows wait meanwhile.\n');
});

it('says nothing of many calls that end in time', async () => {
  const { compute, log } = await watched(200);
  for (let i = 0; i < 30; i++) compute(20);
  expect(log()).toBe('');
});
