import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cachedCli } from './cache.js';

const place = (env: NodeJS.ProcessEnv, cacheDir?: string) => cachedCli({ env, cacheDir }).dir;
const under = (...parts: string[]) => join(...parts, 'temporal', '1.5.1');

it('the cache is where the option says, else DURABLE_LUA_CACHE_DIR, else with the caches of the system', () => {
  const env = { HOME: '/me', DURABLE_LUA_CACHE_DIR: '/env', XDG_CACHE_HOME: '/xdg', LOCALAPPDATA: '/local' };
  expect(place(env, '/option')).toBe(under('/option'));
  expect(place(env)).toBe(under('/env'));
  const system =
    { linux: '/xdg', darwin: '/me/Library/Caches', win32: '/local' }[process.platform as 'linux'] ?? '/xdg';
  expect(place({ ...env, DURABLE_LUA_CACHE_DIR: '' })).toBe(under(system, 'durable-lua'));
});

it.runIf(process.platform === 'linux')('without XDG_CACHE_HOME it is in the home folder', () => {
  expect(place({ HOME: '/me' })).toBe(under('/me', '.cache', 'durable-lua'));
});
