import { describe, expect, it } from 'vitest';
import { count } from './lib/vitest.mjs';

const crash = new Error('vitest ended with exit code 1');
const file = (status, ...tests) => ({
  name: '/x/a.test.ts',
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});
const report = (passed, failed, files) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: files,
});

describe('what vitest reports becomes our last line', () => {
  it('a good run has no failures', () => {
    const counts = count(report(2, 0, [file('passed', 'passed', 'passed')]), undefined);
    expect(counts).toEqual({ passed: 2, failed: 0, skipped: 0, failures: [] });
  });

  it('a failed test counts once', () => {
    const counts = count(report(1, 1, [file('failed', 'passed', 'failed')]), crash);
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0, failures: [] });
  });

  it('a file that does not load is a failure', () => {
    expect(count(report(1, 0, [file('passed', 'passed'), file('failed')]), crash).failures).toHaveLength(1);
  });

  it('a run without a test is a failure', () => {
    expect(count(report(0, 0, []), undefined).failures).toEqual(['no test was run']);
  });

  it('an error outside of any test is a failure, though every test passed', () => {
    const { failures } = count(report(1, 0, [file('passed', 'passed')]), crash);
    expect(failures).toEqual([expect.stringContaining('an error outside of any test')]);
  });

  it('a run that leaves no report is a failure', () => {
    expect(count(undefined, crash).failures).toEqual(['vitest ended without a report']);
  });
});
