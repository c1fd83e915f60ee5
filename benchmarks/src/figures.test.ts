import { expect, it } from 'vitest';
import { ratios, spread } from './figures.js';
import { markdownColumns, table } from './table.js';

it('the median lies in the middle, or between the two that do', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
});

it('ratios are of the same round: a slow round changes none', () => {
  const samples = { lua: [110, 1100], typescript: [100, 1000] };
  expect(ratios({ name: 'x', unit: 'ms', samples, ratio: { of: 'lua', to: 'typescript' } })).toEqual([1.1, 1.1]);
});

it('the table shows what was aimed at, and whether it was met', () => {
  const samples = { typescript: [100, 100], lua: [90, 94] };
  const ratio = { of: 'lua', to: 'typescript', aim: { atLeast: 0.95 } };
  const figures = [
    { name: 'speed', unit: 'runs/s', samples, ratio },
    { name: 'start', unit: 'ms', samples: { lua: [900] }, limit: { of: 'lua', atMost: 1000 } },
  ];
  expect(table([{ benchmark: 'b', figures }]).split('\n')).toEqual([
    'b',
    '                 typescript     lua               lua / typescript  aim',
    '  speed, runs/s  100 (100–100)  92.0 (90.0–94.0)  0.92 (0.90–0.94)  ≥ 0.95 ✗',
    '  start, ms      –              900                                 lua ≤ 1000 ms ✓',
  ]);
});

it('what is compared has a column each', () => {
  const figures = [{ name: 'throughput', unit: 'runs/s', samples: { '1 worker': [10, 12], '2 workers': [20] } }];
  expect(markdownColumns({ benchmark: 'scale', figures }).split('\n')).toEqual([
    '|  | 1 worker | 2 workers |',
    '| --- | --: | --: |',
    '| throughput, runs/s | 11.0 (10.0–12.0) | 20.0 |',
  ]);
});
