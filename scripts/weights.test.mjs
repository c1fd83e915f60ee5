// What packages weigh, and that the table of it is kept true.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable, weightFindings, weightOf, writeTable } from './lib/weights.mjs';

let top;
const BYTES = 1000;

/** Installs a package of so many bytes besides its manifest. */
function install(folder, manifest) {
  const dir = path.join(top, folder);
  mkdirSync(path.join(dir, 'dist'), { recursive: true });
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(dir, 'dist', 'index.js'), 'x'.repeat(BYTES - JSON.stringify(manifest).length));
}

beforeAll(() => {
  top = mkdtempSync(path.join(tmpdir(), 'durable-lua-weights-'));
  install('node_modules/@ours/a', {
    dependencies: { b: '1' },
    optionalDependencies: { native: '1', elsewhere: '1' },
    peerDependencies: { peer: '1', maybe: '1' },
    peerDependenciesMeta: { maybe: { optional: true } },
  });
  install('node_modules/b', { dependencies: { c: '1' } });
  install('node_modules/b/node_modules/c', { dependencies: { b: '1' } });
  for (const name of ['c', 'native', 'peer', 'maybe']) install(`node_modules/${name}`, {});
});
afterAll(() => rmSync(top, { recursive: true }));

it('a package weighs its files; with it comes what it needs, once, and what it likes if it is there', () => {
  expect(weightOf('@ours/a', top)).toEqual({ own: BYTES, packages: 4, tree: 5 * BYTES });
  expect(weightOf('b', top)).toEqual({ own: BYTES, packages: 1, tree: 2 * BYTES });
});

it('what is needed and not installed is no small tree, but an error', () => {
  install('node_modules/broken', { dependencies: { gone: '1' } });
  expect(() => weightOf('broken', top)).toThrow(/gone, which .*broken needs, is not installed/);
});

describe('the table', () => {
  const empty =
    '# Weights\n\n<!-- weights: npm run check:packages -- --write -->\n\n\n<!-- end of weights -->\n\nMore.\n';
  const weights = (own, tree) => new Map([['a', { own, packages: 2, tree }]]);
  const page = writeTable(empty, weights(500_000, 20_000_000));

  it('is written with budgets a tenth above, which stay while they hold', () => {
    expect(page).toContain('| `a` | 500 kB | 550 kB | 2 | 20.0 MB | 22.0 MB |\n');
    expect(page.endsWith('\n\n<!-- end of weights -->\n\nMore.\n')).toBe(true);
    expect(readTable(page)).toEqual(new Map([['a', { own: 500_000, ownBudget: 550_000, treeBudget: 22_000_000 }]]));
    expect(readTable(writeTable(page, weights(400_000, 21_000_000))).get('a')).toEqual({
      own: 400_000,
      ownBudget: 550_000,
      treeBudget: 22_000_000,
    });
  });

  it.each([
    [weights(500_000, 20_000_000), []],
    [weights(551_000, 20_000_000), ['the files of a weigh 551 kB, of 550 kB']],
    [weights(500_000, 23_000_000), ['a and what it brings weigh 23.0 MB, of 22.0 MB']],
    [weights(100_000, 20_000_000), ['the files of a weigh 100 kB, and docs/weights.md says 500 kB']],
    [new Map(), ['docs/weights.md has a row of a, which is no package']],
    [new Map([...weights(1, 1), ['b', { own: 1, packages: 0, tree: 1 }]]), /no row of b/],
  ])('is compared with what %o weighs', (now, expected) => {
    const findings = weightFindings(page, now);
    if (expected instanceof RegExp) expect(findings.join('\n')).toMatch(expected);
    else expect(findings).toEqual(expected.map((line) => `weight: ${line}; npm run check:packages -- --write`));
  });
});
