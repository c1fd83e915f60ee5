/** Compares fresh programs, expressions and patterns with the `lua5.3` on the PATH, 100 000 of each by default: `node compare.mjs 5000`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const oracle = ['oracle', 'patterns'].map((name) => `packages/lua-vm/src/engine/oracle/${name}.test.ts`);
const { status } = spawnSync('npx', ['vitest', 'run', ...oracle, '--testTimeout=0'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, DURABLE_LUA_PROGRAMS: process.argv[2] ?? '100000' },
});
process.exitCode = status ?? 1;
