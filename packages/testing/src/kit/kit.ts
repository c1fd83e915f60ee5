import type { ModuleDefinition } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { CHECKS, notRun, type Case, type CheckName, type Result } from './case.js';
import { argumentsCheck } from './checks/arguments.js';
import { bundle } from './checks/bundle.js';
import { cancel } from './checks/cancel.js';
import { conformance } from './checks/conformance.js';
import { copies } from './checks/copies.js';
import { determinism } from './checks/determinism.js';
import { effects } from './checks/effects.js';
import { handles } from './checks/handles.js';
import { load } from './checks/load.js';
import { readme } from './checks/readme.js';
import { replayCheck } from './checks/replay.js';
import { server } from './checks/server.js';
import { shape } from './checks/shape.js';
import { values } from './checks/values.js';
import { work } from './checks/work.js';
import { yieldCheck } from './checks/yield.js';
import type { KitOptions } from './options.js';
import { Subject } from './run/subject.js';

const BY_NAME: Readonly<Record<CheckName, (subject: Subject) => readonly Case[]>> = {
  shape,
  load,
  arguments: argumentsCheck,
  values,
  effects,
  determinism,
  replay: replayCheck,
  yield: yieldCheck,
  cancel,
  handles,
  work,
  bundle,
  copies,
  readme,
  conformance,
  server,
};

const NAMES: NamesOf<KitOptions> = {
  files: true,
  modules: true,
  samples: true,
  instances: true,
  interceptors: true,
  capabilities: true,
  world: true,
  readme: true,
  budget: true,
  server: true,
  skip: true,
  harmless: true,
  report: true,
};

/** Everything the kit asks of a module, in order, ready to be run one by one. */
export function moduleCases(definition: ModuleDefinition, options: KitOptions = {}): readonly Case[] {
  checkNames('testModule', options, NAMES);
  const subject = new Subject(definition, options);
  return CHECKS.flatMap((check) => {
    const reason = options.skip?.[check];
    return reason === undefined ? BY_NAME[check](subject) : [notRun(check, 'all of it', reason)];
  });
}

/** Runs all cases and tells how each went. */
export async function checkModule(definition: ModuleDefinition, options: KitOptions = {}): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { check, title, notRun: reason, run } of moduleCases(definition, options)) {
    if (reason !== undefined) {
      results.push({ check, title, status: 'not run', reason });
      continue;
    }
    try {
      await run();
      results.push({ check, title, status: 'passed' });
    } catch (error) {
      results.push({ check, title, status: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}

/** For Temporal's bundler on a slow machine: more than what runners give a test by themselves. */
const TIMEOUT_MS = 60_000;

/** The part of a test runner that the kit needs: vitest, jest and node:test have it. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown;
  it: ((name: string, test: () => Promise<void>, timeoutMs: number) => unknown) & {
    readonly skip: (name: string, test: () => Promise<void>) => unknown;
  };
}

/**
 * Registers the conformance kit for a module: `testModule(geo, { files: new URL('..', import.meta.url) }, { describe, it })`.
 * What cannot be tried is registered as skipped, with its reason in its name.
 */
export function testModule(definition: ModuleDefinition, options: KitOptions, { describe, it }: TestRunner): void {
  const cases = moduleCases(definition, options);
  const left = new Set(
    cases.flatMap(({ check, notRun: reason }) => (reason === undefined ? [] : [`${check} (${reason})`])),
  );
  if (left.size > 0) options.report?.(`the module ${definition.name}, not run: ${[...left].join('; ')}`);
  describe(`the module ${definition.name}`, () => {
    for (const check of CHECKS) {
      const asked = cases.filter((one) => one.check === check);
      if (asked.length === 0) continue;
      describe(check, () => {
        for (const { title, notRun: reason, run } of asked) {
          if (reason === undefined) it(title, run, TIMEOUT_MS);
          else it.skip(`${title} (not run: ${reason})`, run);
        }
      });
    }
  });
}
