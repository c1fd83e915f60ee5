import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { stepOf } from './step.js';

it('what Lua prints is a step, in the activity it was printed in', () => {
  const where = { workflowId: 'order-1', activityType: 'shop:charge', attempt: 1 };
  expect(stepOf('INFO', '1.00 EUR charged', { sdkComponent: 'activity', ...where })).toEqual({
    workflowId: 'order-1',
    activity: 'shop:charge',
    text: '1.00 EUR charged',
    failed: false,
  });
});

it('a failed attempt is a step that names attempt, kind and reason', () => {
  const error = ApplicationFailure.retryable('the bank does not answer', 'UNAVAILABLE');
  const meta = { sdkComponent: 'worker', workflowId: 'order-1', activityType: 'shop:charge', attempt: 2, error };
  expect(stepOf('WARN', 'Activity failed', meta)).toMatchObject({
    text: 'attempt 2 failed: UNAVAILABLE: the bank does not answer',
    failed: true,
  });
});

it('what the SDK says about itself is no step', () => {
  expect(stepOf('INFO', 'Worker state changed', { sdkComponent: 'worker', taskQueue: 'shop' })).toBeUndefined();
  expect(stepOf('DEBUG', 'Workflow started', { sdkComponent: 'worker', workflowId: 'order-1' })).toBeUndefined();
  expect(stepOf('ERROR', 'lost the server')).toBeUndefined();
});
