import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    /** host:port of the Temporal dev server of this run. Only tests named `*.server.test.ts` are given it. */
    temporalAddress: string;
  }
}

const folders = ['packages/*/src', 'apps/*/src', 'benchmarks/src'];
const server = folders.map((folder) => `${folder}/**/*.server.test.ts`);

// These put something into the place of a module, change their process or measure it: each gets a process of its own. All others share one
// with what they import, which takes as long as the tests themselves when each file imports it anew.
const alone = [
  'scripts/one-row.test.mjs',
  'packages/inspector/src/large.test.ts',
  'packages/lua-vm/src/young.test.ts',
  'packages/registry/src/load.test.ts',
  'packages/worker/src/http-life.test.ts',
  'packages/worker/src/telemetry.test.ts',
  'packages/worker/src/workflows/watchdog.test.ts',
];

// These have all they start in a house of their own, which they close, and leave nothing: they share processes, as the unit tests do.
const inHouses = readdirSync(new URL('packages/worker/src', import.meta.url))
  .filter((name) => name.endsWith('.server.test.ts'))
  .map((name) => `packages/worker/src/${name}`)
  .filter((file) => readFileSync(new URL(file, import.meta.url), 'utf8').includes('inBothModes('));

// One dev server for the run, made when the first selected test is one that needs it.
const onServer = {
  globalSetup: ['scripts/vitest-server.mjs'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Each has workers of its own and shares the dev server: after the others, and three at a time, for they wait a quarter of it.
  maxWorkers: 3,
  sequence: { groupOrder: 1 },
};

// Neighbour packages come from their sources, not from their builds.
const conditions = ['@durable-lua/source'];
const resolving = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...resolving,
        test: {
          name: 'unit',
          include: [...folders.map((folder) => `${folder}/**/*.test.ts`), 'scripts/**/*.test.mjs'],
          exclude: [...server, ...alone],
          isolate: false,
          testTimeout: 30_000,
          // Two at least: many tests wait more than they compute.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...resolving,
        test: {
          name: 'alone',
          include: alone,
          testTimeout: 30_000,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...resolving,
        test: {
          ...onServer,
          name: 'houses',
          include: inHouses,
          isolate: false,
        },
      },
      {
        ...resolving,
        test: {
          ...onServer,
          name: 'server',
          include: server,
          exclude: inHouses,
        },
      },
    ],
  },
});
