import { describe, expect, it } from 'vitest';
import { cronProblem } from './cron.js';

describe('cronProblem', () => {
  it.each([
    '* * * * *',
    '0 */6 * * *',
    '0,30 8-18/2 1-31 jan-dec MON-fri',
    '5/15 ? 1 1 0',
    '  0   12 * * 1  ',
    '@hourly',
    '@daily',
    '@every 1h30m',
    'CRON_TZ=Europe/Prague 0 9 * * *',
    'TZ=UTC @daily',
  ])('takes %j', (schedule) => {
    expect(cronProblem(schedule)).toBeUndefined();
  });

  it.each([
    ['', 'it has 0 fields instead of 5'],
    ['0 12 * *', 'it has 4 fields instead of 5'],
    ['0 0 12 * * *', 'it has 6 fields instead of 5'],
    ['60 * * * *', "'60' is no minute (0 to 59)"],
    ['* 24 * * *', "'24' is no hour (0 to 23)"],
    ['* * 0 * *', "'0' is no day of month (1 to 31)"],
    ['* * * 13 *', "'13' is no month (1 to 12)"],
    ['* * * * 7', "'7' is no day of week (0 to 6)"],
    ['* * * * mon-', "'mon-' is no day of week (0 to 6)"],
    ['5-1 * * * *', "'5-1' is no minute (0 to 59)"],
    ['1-2-3 * * * *', "'1-2-3' is no minute (0 to 59)"],
    ['*/0 * * * *', "'*/0' is no minute (0 to 59)"],
    ['1,,2 * * * *', "'' is no minute (0 to 59)"],
    ['-1 * * * *', "'-1' is no minute (0 to 59)"],
    ['@often', "'@often' is none of @yearly"],
    ['@every soon', "'soon' after @every is no duration above zero"],
    ['@every 0s', "'0s' after @every is no duration above zero"],
    ['CRON_TZ= 0 9 * * *', 'the zone after TZ= is missing'],
  ])('refuses %j and says which part is wrong', (schedule, problem) => {
    expect(cronProblem(schedule)).toContain(problem);
  });
});
