import { describe, expect, it } from 'vitest';
import type { ModuleDefinition } from '@durable-lua/determinism';
import { CAPABILITY_NAMES, type Host } from '@durable-lua/determinism/host';
import { createLua } from '@durable-lua/lua-vm';
import { standardModules } from '@durable-lua/worker/modules';

/** Has every capability, so that each module loads; no call below gets as far as to use one. */
const host: Host = {
  name: 'a test',
  deterministic: true,
  capabilities: Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, { zone: 'UTC' }])),
};

const modules: ModuleDefinition[] = standardModules.filter(({ callableAsMethods }) => callableAsMethods !== true);

describe.each(modules.map((module) => ({ name: module.name, module })))('the module $name', ({ name, module }) => {
  it.each(Object.keys(module.functions))("%s called with ':' says how it is called", async (path) => {
    const lua = createLua({ modules: standardModules, host });
    const call = `m.${path}`.replace(/\.(\w+)$/, ':$1');
    const source = `local m = require("${name}")\nreturn select(2, pcall(function() ${call}("x", "y") end))`;
    expect(await lua.run({ name: 'main.lua', source })).toBe(
      `main.lua:2: calling '${path}' with ':' passes the module as its first argument: use ${name}.${path}(…)`,
    );
  });
});
