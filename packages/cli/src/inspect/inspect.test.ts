import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { inspect } from '../commands/inspect.js';
// Loaded before the clock of the first test runs.
import './inspect.js';
import { printedBy } from '../testing/printed.js';

const fixtures = new URL('../../../worker/fixtures/', import.meta.url);
const history = fileURLToPath(new URL('histories/order-0.1.json', fixtures));

/** The project that the history is of. */
const project = fileURLToPath(new URL('recorded', fixtures));

async function scratch(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'durable-lua-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

it('writes a page of a history that stands in a file', async () => {
  const out = path.join(await scratch(), 'run.html');
  const printed = await printedBy(inspect, 'inspect', history, project, '--out', out, '--json');
  expect(printed.exitCode).toBe(0);
  expect(JSON.parse(printed.out)).toMatchObject({ file: out, events: 53 });
  const page = await readFile(out, 'utf8');
  expect(page).toMatch(/^<!doctype html>.*"saga\.lua"/s);
  expect(page).not.toMatch(/(?:src|href)="/);
});

it('says what is wrong with a file that holds no history', async () => {
  const file = path.join(await scratch(), 'x.json');
  await writeFile(file, '{"events": 1}');
  const printed = await printedBy(inspect, 'inspect', file, project);
  expect(printed.exitCode).toBe(1);
  expect(printed.err).toMatch(/INVALID: this is no history/);
});
