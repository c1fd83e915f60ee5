import { defineConfig } from 'vitest/config';

/** One configuration for every package: sources of neighbours, not their builds, are under test. */
export default defineConfig({
  resolve: { conditions: ['@durable-lua/source'] },
  ssr: { resolve: { conditions: ['@durable-lua/source'], externalConditions: ['@durable-lua/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'benchmarks/src/**/*.test.ts', 'scripts/**/*.test.mjs'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
