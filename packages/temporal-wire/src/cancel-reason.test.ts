import { expect, it } from 'vitest';
import { cancelReason, readCancelReason, type SentCancel } from './cancel-reason.js';

const BY_WORKFLOW = 'Cancel requested by workflow with run id 01a2-7f with reason: ';

it.each<[SentCancel, string]>([
  [{}, ''],
  [{ reason: 'shop closed' }, 'shop closed'],
  [{ from: '{a@b|c}', deadline: 5000, reason: 'x' }, '{"from":"{a@b|c}","deadline_ms":5000,"reason":"x"}'],
  [{ deadline: 0 }, '{"deadline_ms":0}'],
  [{ from: '{a@b|c}' }, '{"from":"{a@b|c}"}'],
])('%o is the text %s, and is read again, sent by a client or by a workflow', (request, text) => {
  expect(cancelReason(request)).toBe(text);
  expect(readCancelReason(text)).toEqual(request);
  expect(readCancelReason(BY_WORKFLOW + text)).toEqual(request);
});

it.each(['{"reason":"x"}', '{"from":"x","speed":3}', '{oops', '{}', '7'])('%s is a reason of people', (text) => {
  expect(readCancelReason(text)).toEqual({ reason: text });
});

it('no reason is none, and what does not fit is left out', () => {
  expect(readCancelReason(undefined)).toEqual({});
  expect(readCancelReason('{"from":7,"deadline_ms":-1}')).toEqual({});
});
