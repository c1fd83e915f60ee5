import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LuaTestFile } from '@durable-lua/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { test } from '../commands/test.js';
// Loaded before the clock of the first test runs.
import './test.js';
import { printedBy } from '../testing/printed.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/test/${name}`, import.meta.url));

const json = async (...args: string[]): Promise<{ exitCode: number; files: readonly LuaTestFile[] }> => {
  const { exitCode, out } = await printedBy(test, 'test', ...args, '--json');
  return { exitCode, ...(JSON.parse(out) as { files: readonly LuaTestFile[] }) };
};

const statuses = (files: readonly LuaTestFile[]): string[] =>
  files.flatMap(({ name, tests }) =>
    tests.map(({ status, path: names }) => `${status} ${[name, ...names].join(' › ')}`),
  );

describe('durable-lua test', () => {
  it('runs the tests of all files in virtual time', async () => {
    const { exitCode, files } = await json(fixture('shop'));
    expect(files.flatMap(({ tests }) => tests.flatMap(({ failure }) => failure ?? []))).toEqual([]);
    expect(statuses(files)).toEqual([
      'passed order_test.lua › an order › waits for somebody to approve it',
      'passed order_test.lua › an order › expires after a day',
      'passed order_test.lua › an order › tells how far it is',
      'passed order_test.lua › an order › is retried when the bank does not answer',
      'passed order_test.lua › an order › fails with what the bank says',
      'passed order_test.lua › an order › goes by an older version',
      'passed order_test.lua › an order › can be cancelled',
      'passed order_test.lua › an order › that nobody pays › waits for the bank',
      'skipped order_test.lua › an order › that nobody pays › is told to the shop',
      'passed tests/units_test.lua › money › is written with two digits',
      'passed tests/units_test.lua › a function runs as it is',
    ]);
    expect(files[0]?.tests[1]?.line).toBe(25);
    expect(exitCode).toBe(0);
  });

  it('fails at the line where a test itself is mistaken, although nobody reads an error there', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    cpSync(fixture('shop'), dir, { recursive: true });
    const source = `local test = require("test")
      it("a fake", function() test.fake("shop:chrage") test.run("shop:order", { cents = 1 }) end)
      it("late", function() test.start("shop:order", { cents = 1 }) test.fake("shop:charge") end)
      it("a check", function() assert.sames(1, 1) end)
      it("a setting", function() test.setup({ noww = 1 }) end)
      it("a time", function() test.advance("1 fortnight") end)`;
    writeFileSync(path.join(dir, 'mistaken_test.lua'), source);
    const { files } = await json(dir);
    const mistaken = files.filter(({ name }) => name === 'mistaken_test.lua');
    expect(mistaken.flatMap(({ tests }) => tests.map(({ failure }) => failure?.message))).toEqual([
      expect.stringMatching(/^mistaken_test\.lua:2: .*no 'shop:chrage'; did you mean 'shop:charge'\?$/),
      expect.stringMatching(/^mistaken_test\.lua:3: test\.fake: the world of this test has begun/),
      expect.stringMatching(/^mistaken_test\.lua:4: assert has no 'sames'; there are .*\bsame\b/),
      "setup: argument 1: unknown key 'noww'; did you mean 'now'?",
      expect.stringMatching(/^advance: argument 1: invalid duration "1 fortnight"/),
    ]);
    const places = mistaken.flatMap(({ tests }) => tests.map(({ failure }) => failure?.places[0]));
    expect(places).toEqual([2, 3, 4, 5, 6].map((line) => ({ file: 'mistaken_test.lua', line })));
  });

  it('says in words of Lua what to do about code that the project does not have', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    cpSync(fixture('shop'), dir, { recursive: true });
    const calling = (id: string) => `test.call("${id}")`;
    writeFileSync(
      path.join(dir, 'missing_test.lua'),
      `local test = require("test")
      it("is missing", function() local _, err = ${calling('bank:pay')} error(tostring(err), 0) end)
      it("is faked", function() test.fake("bank:pay", function() return 5 end) assert.equal(5, ${calling('bank:pay')}) end)`,
    );
    writeFileSync(path.join(dir, 'charge.lua'), `local function main() return "bank:pay" end\nreturn { main = main }`);
    const { files } = await json(dir);
    const missing = files.find(({ name }) => name === 'missing_test.lua');
    expect(missing?.tests.map(({ failure }) => failure?.message)).toEqual([
      `no function 'bank:pay' in this simulation: test.fake("bank:pay", fn) puts one in its place`,
      undefined,
    ]);
  });

  it('shows what failed, with the difference and the line', async () => {
    const { exitCode, out, err } = await printedBy(test, 'test', fixture('failing'));
    expect(exitCode).toBe(1);
    expect(err).toMatch(/✗ broken_test\.lua \(not loaded\)/);
    expect(err).toMatch(/✗ order_test\.lua \(7 tests, 6 failed\).*\n {2}✗ an order › is not as expected .*\n/);
    expect(err).toMatch(/ {2}✓ an order › passes/);
    expect(out).toMatch(/FAIL broken_test\.lua\n.*'\)' expected near 'function'\n\nbroken_test\.lua:2\n[^]*> 2 \|/);
    expect(out).toMatch(
      /values are not the same\n\n- expected\n\+ actual\n {2}\{\n- {3}by = "Bob",\n\+ {3}by = "Ann",\n {4}paid = \{\n[^]*\norder_test\.lua:5\n[^]*> 5 \| {5}assert\.same/,
    );
    expect(out).toMatch(
      /FAIL .*has a mistake in its code\n.*attempt to index a nil value[^]*?\norder\.lua:4\n[^]*?> 4 \|[^]*?order_test\.lua:9/,
    );
    expect(out).toMatch(
      /FAIL .*fails in a fake\nvalues are not equal\n\n- expected\n\+ actual\n- 6\n\+ 5\n\norder_test\.lua:14/,
    );
    expect(out).toMatch(
      /FAIL .*calls nothing\n.*attempt to index a nil value \(global 'nothing'\)\n\norder_test\.lua:20/,
    );
    expect(out).toMatch(/FAIL .*names a fake wrong\n.*the project has no 'shop:chrage'; did you mean 'shop:charge'\?/);
    expect(out).toMatch(
      /FAIL .*compares with a failure\n.*attempt to [^]*: values are not the same\n[^]*?\n\norder\.lua:4\n[^]*?\norder_test\.lua:29\n/,
    );
    expect(out).toMatch(/\n1 file not loaded, 6 failed, 1 passed in \d/);
    const [, page = ''] = /FAIL .*has a mistake in its code[^]*?look into it: (file:\S+\.html)/.exec(out) ?? [];
    expect(readFileSync(new URL(page), 'utf8')).toMatch(/attempt to index a nil value/);
  });

  it('runs those that are asked for', async () => {
    expect(statuses((await json(fixture('shop'), '--filter', 'EXPIRES')).files)).toEqual([
      'passed order_test.lua › an order › expires after a day',
    ]);
    expect(statuses((await json(fixture('shop'), '--filter', '/^tests.*digits$/')).files)).toEqual([
      'passed tests/units_test.lua › money › is written with two digits',
    ]);
    expect((await printedBy(test, 'test', fixture('shop'), '--filter', '/(/')).exitCode).toBe(2);
  });

  it('says how one file is run, and that a folder is not there', async () => {
    const file = await printedBy(test, 'test', path.join(fixture('shop'), 'order_test.lua'));
    expect(file.err).toMatch(
      /order_test\.lua is a file: the folder of the project expected; .*--filter order_test\.lua/,
    );
    expect(file.exitCode).toBe(2);
    const none = await printedBy(test, 'test', 'nowhere');
    expect(none.err).toMatch(/there is no folder .*nowhere/);
    expect(none.exitCode).toBe(2);
  });

  it('writes what CI servers read', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const file = path.join(dir, 'new/results.xml');
    await printedBy(test, 'test', fixture('failing'), '--junit', file);
    const xml = readFileSync(file, 'utf8');
    expect(xml).toMatch(
      /<testsuite name="order_test\.lua" tests="7" failures="6" errors="0" skipped="0" time="\d+\.\d{3}">/,
    );
    expect(xml).toMatch(
      /<testcase classname="order_test\.lua › an order" name="passes" file="order_test\.lua" line="32" time="[\d.]+"\/>/,
    );
    expect(xml).toMatch(/<failure message="values are not the same">[^]*by = &quot;Bob&quot;/);
    expect(xml).toMatch(/<testsuite name="broken_test\.lua" tests="0" failures="0" errors="1"/);
  });
});
