import { expect, it } from 'vitest';
import { callOptions } from './call-options.js';
import { CALL_ROWS } from './call-rows.js';
import { mergeOptions } from './merge-options.js';
import { rowsOf } from './option-rows.js';
import { optionTableOf } from './option-table.js';
import { startOptions } from './start-options.js';
import { START_ROWS } from './start-rows.js';

const several = [...rowsOf(START_ROWS), ...rowsOf(CALL_ROWS)].filter(([, { names }]) => names.length > 1);

it.each(several)('the newer value of %s wins, whichever spelling either uses', (_, { names }) => {
  for (const first of names) {
    for (const second of names) {
      const merged = mergeOptions(optionTableOf({ [first]: 'old', other: 1 }), optionTableOf({ [second]: 'new' }));
      expect(Object.entries(merged).map(([name, { data }]) => [name, data])).toEqual([
        ['other', 1],
        [second, 'new'],
      ]);
    }
  }
});

it('so that an alias reaches the host when it is the newer one', () => {
  const merge = (earlier: object, newer: object) =>
    mergeOptions(optionTableOf({ ...earlier }), optionTableOf({ ...newer }));
  expect(startOptions(merge({ 'workflow.summary': 'old' }, { 'temporal.workflow.static_summary': 'new' }))).toEqual({
    summary: 'new',
  });
  expect(callOptions(merge({ 'temporal.activity.id': 'old' }, { 'activity.id': 'new' }))).toEqual({
    activityId: 'new',
  });
});
