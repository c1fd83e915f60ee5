import { describe, expect, it } from 'vitest';
import type { EntryView } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { registry } from './index.js';

const all: EntryView[] = [
  { id: 'shop.web:api', kind: 'http.router', meta: { tags: ['public'] }, data: { prefix: '/api' } },
  {
    id: 'shop:greet',
    kind: 'function.lua',
    meta: { title: 'Greets', tags: ['public', 'en'] },
    data: { method: 'main' },
  },
  { id: 'shop:order', kind: 'workflow.lua', meta: { title: 'Takes an order', limit: 5 }, data: {} },
];

testModule(
  registry,
  {
    files: new URL('..', import.meta.url),
    // An engine for regular expressions, which json has as well. No workflow bundle holds this module.
    budget: 200_000,
    capabilities: () => ({ entries: { all } }),
    samples: {
      get: ['"shop:greet"'],
      find: ['{ [".kind"] = "*.lua" }'],
      snapshot_at: ['1'],
      'registry.Snapshot:get': ['"shop:greet"'],
      'registry.Snapshot:find': ['{ ["~meta.title"] = "^G" }'],
      'registry.History:get_version': ['1'],
    },
    instances: {
      'registry.Snapshot': 'm.snapshot()',
      'registry.Version': 'm.current_version()',
      'registry.History': 'm.history()',
      'registry.Changes': 'm.snapshot():changes()',
    },
  },
  { describe, it },
);

it('a regular expression that would take JavaScript for ever ends at once', async () => {
  const title = 'a'.repeat(50_000);
  const entries = { all: [{ id: 'a:b', kind: 'x', meta: { title }, data: {} }] };
  const lua = createLua({ modules: [registry], host: { name: 'a test', capabilities: { entries } } });
  const began = performance.now();
  expect(
    await lua.run(
      'return #registry.find({ ["~meta.title"] = "^(a+)+$" }) + #registry.find({ ["~meta.title"] = "^(a+)+b$" })',
    ),
  ).toBe(1);
  expect(performance.now() - began).toBeLessThan(5_000);
});
