import { expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.js';

const known = ['run_timeout', 'task_timeout', 'task_queue', 'id', 'memo'];

it.each([
  ['run_timout', 'run_timeout'],
  ['rnu_timeout', 'run_timeout'],
  ['taskqueue', 'task_queue'],
  ['memos', 'memo'],
  ['task_timeout', 'task_timeout'],
  ['ID', 'id'],
  ['Memo', 'memo'],
])('the name nearest to %s is %s', (name, expected) => {
  expect(nearest(name, known)).toBe(expected);
});

it.each(['zzzz', 'parent_close_policy', '', 'x', 'ix', 'foo', 'str'])('nothing is near %j', (name) => {
  expect(nearest(name, ['run_timeout', 'task_queue', 'os', 'io.x', 'id3'])).toBeUndefined();
});

it('what is known itself is not offered instead', () => {
  expect([didYouMean('memo', known), didYouMean('mmo', known)]).toEqual(['', "; did you mean 'memo'?"]);
});
