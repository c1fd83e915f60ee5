import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ContextValues } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { ctx } from './index.js';

const conformance = new URL('../conformance/', import.meta.url);
const VALUES: ContextValues = { tenant: 'acme', attempt: 3, deep: { list: [1, 2] }, '': 'hidden' };

const run = (source: string, values?: ContextValues) =>
  createLua({ modules: [ctx], host: { name: 'test', capabilities: { context: { values: () => values } } } }).run(
    source,
  );

describe('the module ctx', () => {
  it.each(readdirSync(conformance))('holds what conformance/%s says', async (name) => {
    const source = readFileSync(new URL(name, conformance), 'utf8');
    await createLua({ modules: [ctx], host: nodeHost({ context: VALUES }) }).run({ source, name });
  });

  it('has a README whose code runs', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, source = ''] = /```lua\n([^]*?)```/.exec(readme) ?? [];
    expect(await run(source, { tenant: 'acme' })).toEqual(['acme', 'NOT_FOUND']);
  });

  it('returns an INTERNAL error where there is no context at all', async () => {
    const source =
      'local v, err = ctx.get("x") local w, why = ctx.all() return { v == nil, err:kind(), w == nil, why:kind() }';
    expect(await run(source, undefined)).toEqual([true, 'INTERNAL', true, 'INTERNAL']);
  });

  it('gives an empty table for an empty context', async () => {
    expect(await run('return { type(ctx.all()), next(ctx.all()) == nil }', {})).toEqual(['table', true]);
  });
});
