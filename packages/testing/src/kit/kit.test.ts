import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { boolean, defineModule, fn, integer } from '@durable-lua/determinism';
import { CHECKS, type CheckName } from './case.js';
import { faults as argumentsFaults } from './checks/arguments.broken.js';
import { faults as bundleFaults } from './checks/bundle.broken.js';
import { faults as cancelFaults } from './checks/cancel.broken.js';
import { faults as conformanceFaults } from './checks/conformance.broken.js';
import { faults as copiesFaults } from './checks/copies.broken.js';
import { faults as determinismFaults } from './checks/determinism.broken.js';
import { faults as effectsFaults } from './checks/effects.broken.js';
import { faults as handlesFaults } from './checks/handles.broken.js';
import { faults as loadFaults } from './checks/load.broken.js';
import { faults as readmeFaults } from './checks/readme.broken.js';
import { faults as replayFaults } from './checks/replay.broken.js';
import { faults as serverFaults } from './checks/server.broken.js';
import { faults as shapeFaults } from './checks/shape.broken.js';
import { faults as valuesFaults } from './checks/values.broken.js';
import { faults as workFaults } from './checks/work.broken.js';
import { faults as yieldFaults } from './checks/yield.broken.js';
import { healthy } from './healthy.fixture.js';
import { checkModule, moduleCases } from './kit.js';
import type { PlantedFaults } from './planted-fault.fixture.js';

/** Each check has one: the type demands it. */
const PLANTED_FAULTS: Readonly<Record<CheckName, PlantedFaults>> = {
  shape: shapeFaults,
  load: loadFaults,
  arguments: argumentsFaults,
  values: valuesFaults,
  effects: effectsFaults,
  determinism: determinismFaults,
  replay: replayFaults,
  yield: yieldFaults,
  cancel: cancelFaults,
  handles: handlesFaults,
  work: workFaults,
  bundle: bundleFaults,
  copies: copiesFaults,
  readme: readmeFaults,
  conformance: conformanceFaults,
  server: serverFaults,
};

const entryOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const faults = CHECKS.flatMap((check) =>
  PLANTED_FAULTS[check].map(({ options, ...planted }) => ({
    check,
    ...planted,
    options: typeof options === 'function' ? options(entryOf) : options,
  })),
);

describe('the conformance kit', () => {
  it.each(faults)('finds $fault by its check $check, and by no other', async ({ check, definition, options, says }) => {
    const failed = (await checkModule(definition, options)).filter(({ status }) => status === 'failed');
    expect(
      failed.map((result) => `${result.check}: ${result.reason}`).filter((one) => !one.startsWith(`${check}: `)),
    ).toEqual([]);
    expect(failed.map(({ reason }) => reason).join('\n')).toMatch(says);
  });

  it('finds nothing in a module without a fault, and says of everything it did not try why', async () => {
    const files = {
      folder: 'modules-healthy',
      manifest: { name: '@durable-lua/modules-healthy', keywords: ['durable-lua-module'] },
      readme: '```lua\nprint(healthy.note("hello"):text()) --> hello\n```',
      conformance: { 'note.lua': 'assert(healthy.note("a"):again() == "a")' },
      entry: entryOf('healthy.fixture.ts'),
    };
    const results = await checkModule(healthy, { files });
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([
      { check: 'server', title: 'conformance/*.lua on a real server', status: 'not run', reason: 'no server is given' },
    ]);
  });

  it('finds nothing in dates and texts of which zone and locale are said', async () => {
    const exact = () =>
      new Date(0).toLocaleDateString('en', { timeZone: 'UTC' }) +
      'a'.localeCompare('b', 'en') +
      new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format(new Date('2024-01-01T00:00Z')) +
      new Date('2024-01-01').toISOString() +
      new Date('Mon, 01 Jan 2024 00:00:00 GMT').getUTCDate();
    const definition = defineModule(
      { name: 'exact', summary: 'Says it.' },
      { functions: { ask: fn({ returns: boolean }, () => exact() !== '') } },
    );
    expect((await checkModule(definition)).filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('finds nothing in long work that is paid for', async () => {
    const rounds = integer({ min: 1, max: 1_000_000 });
    const definition = defineModule(
      { name: 'paying', summary: 'Pays.' },
      {
        functions: {
          mix: fn({ params: { rounds }, returns: integer() }, ({ lua }, args) => {
            let mixed = 1;
            for (let i = 0; i < args.rounds * 100; i++) {
              if (i % 100 === 0) lua.pay(4);
              mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ i;
            }
            return mixed;
          }),
        },
      },
    );
    const results = (await checkModule(definition)).filter(({ check }) => check === 'work');
    expect(results.map(({ status, reason }) => reason ?? status)).toEqual(['passed']);
  });

  it('tries a module that is barred in workflows where functions run, and nothing of it in a workflow', async () => {
    const barred = defineModule(
      { name: 'barred', summary: 'For functions.', needs: ['workflow'], barredInWorkflows: 'call a function' },
      {
        functions: {
          is_outside: fn({ doc: 'Whether it is.', returns: boolean }, ({ workflow }) => {
            if (workflow.info() !== undefined) throw new Error('it ran in a workflow');
            return true;
          }),
        },
      },
    );
    const files = {
      folder: 'modules-barred',
      manifest: { name: '@durable-lua/modules-barred', keywords: ['durable-lua-module'] },
      readme: '```lua\nprint(barred.is_outside()) --> true\n```',
      conformance: { 'outside.lua': 'assert(barred.is_outside())' },
    };
    const results = await checkModule(barred, { files });
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(
      results.filter(({ reason }) => reason?.startsWith('barred')).map(({ check, reason }) => `${check}: ${reason}`),
    ).toEqual(['replay: barred in workflows: call a function', 'server: barred in workflows: call a function']);
    const places = results.filter(({ check }) => check === 'conformance').map(({ title }) => title);
    expect(places).toEqual(['outside.lua: in a simulated function', 'outside.lua: in Node']);
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
