/** Records the fixtures anew from the `lua5.3` on the PATH: `node refresh.mjs`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const { status } = spawnSync('npx', ['vitest', 'run', 'packages/lua-vm/src/engine/oracle/oracle.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, DURABLE_LUA_ORACLE: 'refresh' },
});
process.exitCode = status ?? 1;
