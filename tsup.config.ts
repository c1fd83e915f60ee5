import { defineConfig } from 'tsup';

/**
 * The one build of every package: `src/index.ts` (and the other doors a package names in its
 * `tsup.entry`) to ESM with types and source maps in `dist/`.
 */
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: false,
  splitting: false,
});
