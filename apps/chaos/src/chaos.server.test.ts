import { expect, it } from 'vitest';
import { chaos, isSound } from './chaos.js';
import { SHAPES } from './shapes.js';
import { summary } from './summary.js';

it(
  'workflows of every shape end as they must while workers, the server and the network fail',
  { timeout: 300_000 },
  async () => {
    const said: string[] = [];
    const report = await chaos({ minutes: 0.3, seed: 20261126, open: 12, say: (line) => said.push(line) });
    expect(isSound(report), `${said.join('\n')}\n${summary(report)}`).toBe(true);
    expect(report.runs).toBeGreaterThanOrEqual(Object.keys(SHAPES).length);
    const { kills, restarts, cuts, silences, deployments } = report.struck;
    // How many in so short a time depends on what else the machine does.
    expect(kills + restarts + cuts + silences + deployments).toBeGreaterThanOrEqual(1);
  },
);
