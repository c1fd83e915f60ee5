import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { channel } from './index.js';

const conformance = new URL('../conformance/', import.meta.url);
const run = (source: string, name = 'test.lua') =>
  createLua({ modules: [channel], host: nodeHost() }).run({ source, name });

describe('the module channel', () => {
  it.each(readdirSync(conformance))('holds what conformance/%s says', async (name) => {
    await run(readFileSync(new URL(name, conformance), 'utf8'), name);
  });

  it('has a README whose code runs', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, source = ''] = /```lua\n([^]*?)```/.exec(readme) ?? [];
    expect(await run(source)).toEqual(['job 1', 'job 2', 'stopped']);
  });

  it('says where a mistake in a select stands', async () => {
    await expect(run('\nchannel.select{ "x" }')).rejects.toThrow('test.lua:2: invalid select case #1 (got string)');
  });

  it('ends a run whose only select can never go on', async () => {
    await expect(run('channel.select{ channel.new():case_receive() }')).rejects.toThrow('all coroutines are blocked');
  });
});
