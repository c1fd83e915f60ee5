import { describe, expect, it } from 'vitest';
import type { ContextValues } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { ctx } from './index.js';

testModule(
  ctx,
  {
    files: new URL('..', import.meta.url),
    world: { context: { tenant: 'acme', attempt: 3, deep: { list: [1, 2] }, '': 'hidden' } },
    readme: { context: { tenant: 'acme' } },
  },
  { describe, it },
);

const run = (source: string, values?: ContextValues) =>
  createLua({ modules: [ctx], host: { name: 'test', capabilities: { context: { values: () => values } } } }).run(
    source,
  );

describe('ctx where its host', () => {
  it('has no context at all returns an INTERNAL error', async () => {
    const source =
      'local v, err = ctx.get("x") local w, why = ctx.all() return { v == nil, err:kind(), w == nil, why:kind() }';
    expect(await run(source, undefined)).toEqual([true, 'INTERNAL', true, 'INTERNAL']);
  });

  it('has an empty context gives an empty table', async () => {
    expect(await run('return { type(ctx.all()), next(ctx.all()) == nil }', {})).toEqual(['table', true]);
  });
});
