import { describe, expect, it } from 'vitest';
import { conflictPolicy, startOptionName } from './start-options.js';

describe('conflictPolicy', () => {
  it('finds the open run of an ID that the author chose, and never of a generated one', () => {
    expect(conflictPolicy({}, true)).toBe('use_existing');
    expect(conflictPolicy({}, false)).toBe('fail');
  });

  it('does what the author says about a run that is open already', () => {
    expect(conflictPolicy({ executionErrorWhenAlreadyStarted: true }, true)).toBe('fail');
    expect(conflictPolicy({ executionErrorWhenAlreadyStarted: false }, false)).toBe('use_existing');
    const policy = { executionErrorWhenAlreadyStarted: false, idConflictPolicy: 'fail' } as const;
    expect(conflictPolicy(policy, true)).toBe('fail');
  });
});

it('an option has the name that Lua authors write', () => {
  expect(startOptionName('id')).toBe('temporal.workflow.id');
  expect(startOptionName('executionErrorWhenAlreadyStarted')).toBe(
    'temporal.workflow.execution_error_when_already_started',
  );
});
