import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withProgram, type Program } from '@durable-lua/host-workflow/program';
import { dist } from '../dist.js';
import { BundleStacks } from './stacks.js';

const NAME = 'workflow-bundle.js';

it.each([
  ['are not part of this bundle', '@durable-lua/host-workflow/src/run.ts'],
  ['class ActivityCancellationDetails', '@temporalio/common/src/activity-cancellation-details.ts'],
])(
  'a position in the bundle of this package is one of a source again, whatever program is in front: %s',
  (text, source) => {
    const bundle = readFileSync(path.join(dist, NAME), 'utf8');
    const stacks = new BundleStacks(withProgram(bundle, {} as Program), NAME);
    const before = stacks.code.slice(0, stacks.code.indexOf(text)).split('\n');
    const place = `${NAME}:${before.length}:${(before.at(-1) as string).length + 1}`;
    const [, found] = /^Error: x\n {4}at f \((.*):\d+:\d+\)\n {4}at other\.js:1:1$/.exec(
      stacks.original(`Error: x\n    at f (${place})\n    at other.js:1:1`),
    ) as RegExpExecArray;
    expect(found).toBe(source);
  },
);

it('a bundle without positions keeps its own', () => {
  const stacks = new BundleStacks('void 0;\n', NAME);
  expect(stacks.code).toBe('void 0;\n');
  expect(stacks.original(`at ${NAME}:1:1`)).toBe(`at ${NAME}:1:1`);
});
