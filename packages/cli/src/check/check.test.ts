import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../commands/check.js';
// Loaded before the clock of the first test runs.
import './check.js';
import { printedBy } from '../testing/printed.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

/** A copy of a fixture with other text in one file. */
function changed(name: string, file: string, text: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(fixture(name), dir, { recursive: true });
  writeFileSync(path.join(dir, file), text);
  return dir;
}

describe('durable-lua check', () => {
  it('tells of entries and of Lua together, each at its own file, line and column, and fails', async () => {
    const { exitCode, out } = await printedBy(check, 'check', fixture('check/wrong'));
    expect(exitCode).toBe(1);
    const found = out.split('\n').filter((line) => /\[[EWL]-[A-Z-]+\]$/.test(line));
    expect(found).toEqual([
      expect.stringMatching(/^_index\.yaml:13:\d+: shop:price: modules\[0\]: .*did you mean "time"\? \[E-MODULE\]$/),
      expect.stringMatching(/^order\.lua:1:1: shop:order: source: require\("json"\): .* \[E-REQUIRE\]$/),
      expect.stringMatching(
        /^order\.lua:4:14: shop:order: time\.sleep: 'd': "1 hour" is no duration: .* \[L-BAD-ARGUMENT\]$/,
      ),
      expect.stringMatching(/^price\.lua:3:1: shop:price: source: unexpected symbol near 'end' \[E-LUA\]$/),
    ]);
    expect(out).toMatch(/> 4 \| {3}time\.sleep\("1 hour"\)\n {4}\| {14}\^/);
    expect(out).toMatch(/4 errors, 0 warnings\n$/);
  });

  it('gives the same as JSON', async () => {
    const { exitCode, out } = await printedBy(check, 'check', fixture('check/wrong'), '--json');
    expect(exitCode).toBe(1);
    const { errors, warnings, findings } = JSON.parse(out) as { errors: number; warnings: number; findings: object[] };
    expect({ errors, warnings }).toEqual({ errors: 4, warnings: 0 });
    expect(findings[2]).toEqual({
      ...{ code: 'L-BAD-ARGUMENT', severity: 'error', file: 'order.lua', line: 4, column: 14, entry: 'shop:order' },
      message: expect.stringContaining('is no duration') as string,
    });
  });

  it('finds what only loading shows: a chunk without its method', async () => {
    const dir = changed('lint/clean/closures', 'count.lua', 'return { mian = function() end }\n');
    const { exitCode, out } = await printedBy(check, 'check', dir);
    expect({ exitCode, out }).toMatchObject({ exitCode: 1, out: expect.stringContaining('[E-METHOD]') as string });
  });

  it('fails on a warning only when it is asked to be strict', async () => {
    const lua =
      'return function(text)\n  local data, err = json.decode(text)\n  time.sleep("1s")\n  return data\nend\n';
    const dir = changed('lint/clean/closures', 'count.lua', lua);
    const lax = await printedBy(check, 'check', dir);
    expect(lax).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/count\.lua:2:15: .*\[L-UNREAD-ERR\]/) as string,
    });
    expect((await printedBy(check, 'check', dir, '--strict')).exitCode).toBe(1);
  });

  it('says that there is nothing to say', async () => {
    const { exitCode, out } = await printedBy(check, 'check', fixture('lint/clean/saga'));
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'no mistakes found in 7 entries\n' });
  });
});
