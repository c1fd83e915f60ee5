import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importCycles } from './lib/cycles.mjs';

let dir;
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-cycles-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cyclesOf(files) {
  for (const [name, code] of Object.entries(files)) writeFileSync(path.join(dir, name), code);
  const cycles = await importCycles(Object.keys(files).map((name) => path.join(dir, name)));
  return cycles.map((cycle) => cycle.map((file) => path.basename(file)));
}

describe('import cycles', () => {
  it('are found, and only the files in them are named', async () => {
    const cycles = await cyclesOf({
      'a.ts': `import { b } from './b.js'; export const a = () => b;`,
      'b.ts': `import { c } from './c.js'; export const b = () => c;`,
      'c.ts': `import { b } from './b.js'; export const c = () => b;`,
    });
    expect(cycles).toEqual([['c.ts', 'b.ts', 'c.ts']]);
  });

  it('are not made by types, nor by two ways to one file', async () => {
    const cycles = await cyclesOf({
      'a.ts': `import { b } from './b.js'; import { c } from './c.js'; export const a = () => [b, c];`,
      'b.ts': `import { c } from './c.js'; import type { a } from './a.js'; export const b = (x: typeof a) => [c, x];`,
      'c.ts': `export const c = 1;`,
    });
    expect(cycles).toEqual([]);
  });
});
