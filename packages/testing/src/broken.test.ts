import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { plantedFaults } from './broken/index.js';
import { healthy } from './broken/healthy.js';
import { CHECKS, checkModule, moduleCases } from './index.js';

const entryOf = (name: string): string => fileURLToPath(new URL(`./broken/${name}.ts`, import.meta.url));
const faults = plantedFaults(entryOf);

describe('the conformance kit', () => {
  it.each(faults)('finds $fault by its check $check, and by no other', async ({ check, definition, options, says }) => {
    const failed = (await checkModule(definition, options)).filter(({ status }) => status === 'failed');
    expect(
      failed.map((result) => `${result.check}: ${result.reason}`).filter((one) => !one.startsWith(`${check}: `)),
    ).toEqual([]);
    expect(failed.map(({ reason }) => reason).join('\n')).toMatch(says);
  });

  it('has a planted fault for each check', () => {
    expect(CHECKS.filter((check) => !faults.some((fault) => fault.check === check))).toEqual([]);
  });

  it('finds nothing in a module without a fault, and says of everything it did not try why', async () => {
    const files = {
      folder: 'modules-healthy',
      manifest: { name: '@durable-lua/modules-healthy', keywords: ['durable-lua-module'] },
      readme: '```lua\nprint(healthy.note("hello"):text()) --> hello\n```',
      conformance: { 'note.lua': 'assert(healthy.note("a"):again() == "a")' },
      entry: entryOf('healthy'),
    };
    const results = await checkModule(healthy, { files });
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([
      { check: 'server', title: 'conformance/*.lua on a real server', status: 'not run', reason: 'no server is given' },
    ]);
  });

  it('reports what it cannot try of a module without its files, each with a reason', () => {
    const left = moduleCases(healthy).filter(({ notRun }) => notRun !== undefined);
    expect(left.map(({ check, notRun }) => `${check}: ${notRun}`)).toEqual([
      'shape: no package.json is given',
      'effects: no conformance files are given',
      'bundle: the file that exports the definition is not given',
      'bundle: the file that exports the definition is not given',
      'copies: the file that exports the definition is not given',
      'readme: no README is given',
      'conformance: no conformance files are given',
      'server: no server is given',
    ]);
  });
});
