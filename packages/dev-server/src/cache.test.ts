import { join } from 'node:path';
import envPaths from 'env-paths';
import { expect, it } from 'vitest';
import { cachedCli } from './cache.js';

const place = (env: NodeJS.ProcessEnv, cacheDir?: string) => cachedCli({ env, cacheDir }).dir;
const under = (...parts: string[]) => join(...parts, 'temporal', '1.5.1');

it('the cache is where the option says, else DURABLE_LUA_CACHE_DIR, else with the caches of the system', () => {
  const env = { DURABLE_LUA_CACHE_DIR: '/env' };
  expect(place(env, '/option')).toBe(under('/option'));
  expect(place(env)).toBe(under('/env'));
  expect(place({ DURABLE_LUA_CACHE_DIR: '' })).toBe(under(envPaths('durable-lua', { suffix: '' }).cache));
});
