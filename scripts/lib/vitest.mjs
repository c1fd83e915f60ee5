import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, inRoot } from './root.mjs';
import { CommandFailed, runNode } from './run.mjs';

const report = path.join(cacheDir, 'vitest.json');

/**
 * Runs vitest, which prints for itself, and counts by its report. A failure that is no failed test (a file that
 * does not load, an unhandled rejection, a crash, no test at all) is in `failures`, so that it cannot be overlooked.
 */
export async function runVitest({ filters = [], name }) {
  mkdirSync(cacheDir, { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', ...filters, ...(name === undefined ? [] : ['--testNamePattern', name])];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const crash = await runNode(inRoot('node_modules', 'vitest', 'vitest.mjs'), [...args, ...reporters], {
    show: true,
  }).then(
    () => undefined,
    (error) => error,
  );
  if (crash !== undefined && !(crash instanceof CommandFailed)) throw crash;
  return count(readReport(), crash);
}

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Turns vitest's report into our counts. */
export function count(result, crash) {
  if (result === undefined) {
    return { passed: 0, failed: 0, skipped: 0, failures: ['vitest ended without a report'] };
  }
  const files = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const failures = files.map((file) => `${path.relative(inRoot(), file.name)} failed as a whole`);
  const failed = result.numFailedTests;
  const passed = result.numPassedTests;
  if (passed + failed === 0 && failures.length === 0) failures.push('no test was run');
  if (crash !== undefined && failed + failures.length === 0)
    failures.push(`an error outside of any test (${crash.message})`);
  return { passed, failed, skipped: result.numPendingTests + result.numTodoTests, failures };
}
